/** Guarded fields: those with an access rule in front of them, which of them an operation selects, and the refusals of those that a viewer is denied. */
import { denialError, permits, type Rule } from "@hansa/kit/graphql";
import type { Viewer } from "@hansa/kit/identity";
import {
  type FragmentDefinitionNode,
  type GraphQLError,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";
import { signInFields } from "./sign-in-fields.ts";

/** The rules in front of each guarded field, by its coordinate. */
export type Guards = ReadonlyMap<string, readonly Rule[]>;

/** Whether a viewer is denied the field with this coordinate. */
export type Denies = (coordinate: string) => boolean;

/** Of an operation without a viewer, such as one that is planned for its size. */
export const deniesNothing: Denies = () => false;

/** The refusal of a denied field, for the viewer of one execution: no plan holds its words. */
export type RefusalOf = (coordinate: string) => Pick<GraphQLError, "message" | "extensions">;

/** The fields that this viewer is denied. */
export function denialsOf(guards: Guards, viewer: Viewer): Denies {
  return (coordinate) => !permits(guards.get(coordinate) ?? [], viewer);
}

/** The refusals of this viewer, in the words of the services. */
export function refusalsOf(guards: Guards, viewer: Viewer): RefusalOf {
  return (coordinate) => {
    const denial = denialError(guards.get(coordinate) ?? [], viewer);
    if (!denial) throw new Error(`the plan denies ${coordinate}, and the viewer may read it`);
    return { message: denial.message, extensions: denial.extensions };
  };
}

type Source = {
  schema: GraphQLSchema;
  guards: Guards;
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
};
type Search = Source & { spread: Set<string>; found: Set<string> };

/** The coordinates of the guarded fields that an operation selects, except below a sign-in; those that a condition excludes are among them. */
export function guardedFields(source: Source, operation: OperationDefinitionNode): readonly string[] {
  const search: Search = { ...source, spread: new Set(), found: new Set() };
  const root = source.schema.getRootType(operation.operation) ?? undefined;
  if (source.guards.size > 0) collectGuarded(search, root, operation.selectionSet);
  return [...search.found];
}

function collectGuarded(search: Search, type: GraphQLNamedType | undefined, { selections }: SelectionSetNode): void {
  const { schema, guards, fragments, spread, found } = search;
  for (const node of selections) {
    if (node.kind === Kind.FIELD) {
      const coordinate = `${type?.name}.${node.name.value}`;
      if (guards.has(coordinate)) found.add(coordinate);
      if (!node.selectionSet || signInFields.has(coordinate)) continue;
      const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[node.name.value] : undefined;
      collectGuarded(search, field && getNamedType(field.type), node.selectionSet);
      continue;
    }
    const isSpread = node.kind === Kind.FRAGMENT_SPREAD;
    if (isSpread && spread.has(node.name.value)) continue;
    if (isSpread) spread.add(node.name.value);
    const fragment = isSpread ? fragments.get(node.name.value) : node;
    const condition = fragment?.typeCondition;
    if (fragment)
      collectGuarded(search, condition ? schema.getType(condition.name.value) : type, fragment.selectionSet);
  }
}
