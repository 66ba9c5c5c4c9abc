/**
 * Guarded fields of object types are nullable: a field that is refused would otherwise take its whole parent with it, which the viewer may see.
 * Root fields are exempt: nothing else is their parent, and a mutation reports its refusals in its union.
 */
import { type DirectiveNode, type FieldDefinitionNode, Kind, parse } from "graphql";

const guards = ["authenticated", "requiresScopes", "policy"];
const roots = ["Query", "Mutation", "Subscription"];

/** The faults of a subgraph's schema: guarded fields that are not nullable, and guarded types. */
export function findGuardFaults(sdl: string): string[] {
  return parse(sdl, { noLocation: true }).definitions.flatMap((definition) => {
    if (!("fields" in definition) || !("name" in definition)) return [];
    const { kind, name, directives, fields } = definition;
    const isObject = kind === Kind.OBJECT_TYPE_DEFINITION || kind === Kind.OBJECT_TYPE_EXTENSION;
    const isInterface = kind === Kind.INTERFACE_TYPE_DEFINITION || kind === Kind.INTERFACE_TYPE_EXTENSION;
    if ((!isObject && !isInterface) || roots.includes(name.value)) return [];
    const ofType = isGuarded(directives) ? [`${name.value} is guarded as a type: guard its nullable fields`] : [];
    return [
      ...ofType,
      ...(fields ?? [])
        .filter(isNeverNull)
        .map((field) => `${name.value}.${field.name.value} is guarded and never null: a refusal nulls its parent`),
    ];
  });
}

function isNeverNull(field: { type: FieldDefinitionNode["type"]; directives?: readonly DirectiveNode[] }): boolean {
  return field.type.kind === Kind.NON_NULL_TYPE && isGuarded(field.directives);
}

function isGuarded(directives: readonly DirectiveNode[] | undefined): boolean {
  return (directives ?? []).some(({ name }) => guards.includes(name.value));
}
