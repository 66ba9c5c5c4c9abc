/** The fields that each role may select, by the access directives of the composed schema. */
import { type ConstDirectiveNode, Kind, parse } from "graphql";
import type { Role } from "./operation.ts";

/** Whether this role may select a field such as `Product.title`. */
export type Access = (role: Role, coordinate: string) => boolean;

/** Directives that only staff and API clients satisfy: customers have no scope and no policy. */
const staffDirectives = new Set(["requiresScopes", "policy"]);

/** Reads the directives of a supergraph's fields and of their types. */
export function readAccess(supergraph: string): Access {
  const directives = new Map<string, Set<string>>();
  for (const definition of parse(supergraph).definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    const ofType = namesOf(definition.directives);
    for (const field of definition.fields ?? [])
      directives.set(
        `${definition.name.value}.${field.name.value}`,
        new Set([...ofType, ...namesOf(field.directives)]),
      );
  }
  return (role, coordinate) => {
    const names = directives.get(coordinate) ?? new Set<string>();
    if ([...names].some((name) => staffDirectives.has(name))) return false;
    return role === "customer" || !names.has("authenticated");
  };
}

function namesOf(directives: readonly ConstDirectiveNode[] = []): string[] {
  return directives.map(({ name }) => name.value);
}
