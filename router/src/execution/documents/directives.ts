/** Directives of fields: conditions are resolved here, all others are passed on to the subgraphs of the fields. */
import { graphqlError } from "@hansa/kit/graphql";
import {
  type DirectiveNode,
  type FieldNode,
  type GraphQLError,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  Kind,
  type SelectionNode,
} from "graphql";

/** The directives of a field that subgraphs get. */
export function forwardedDirectives({ directives = [] }: FieldNode): readonly DirectiveNode[] {
  return directives.filter(({ name }) => !isCondition(name.value));
}

/** Whether a directive of this name decides what is selected. */
export function isCondition(directive: string): boolean {
  return directive === "skip" || directive === "include";
}

/** The refusal of a directive on a field that no subgraph is asked for. */
export function unforwarded([first]: readonly DirectiveNode[], field: string): GraphQLError {
  const message = `The directive "@${first?.name.value}" on "${field}" reaches no subgraph.`;
  return graphqlError("OPERATION_NOT_SUPPORTED", message);
}

/** Whether selections of which the conditions are resolved have directives to be passed on. */
export function hasDirectives(selections: readonly SelectionNode[]): boolean {
  return selections.some((node) => {
    if (node.kind === Kind.FRAGMENT_SPREAD) return false;
    if (node.kind === Kind.FIELD && (node.directives ?? []).length > 0) return true;
    return node.selectionSet !== undefined && hasDirectives(node.selectionSet.selections);
  });
}

/** The fields of an object by response name, and the name of a field in the data. */
type Reading = {
  schema: GraphQLSchema;
  fieldsOf(type: GraphQLObjectType, selections: readonly SelectionNode[]): ReadonlyMap<string, readonly FieldNode[]>;
  nameOf(node: FieldNode): string;
};

/**
 * Refuses selections in which one response name of an object stands for a field with and without a directive, or with different ones: each has data of
 * its own, and the response has one place.
 */
export function refuseUnequalDirectives(
  reading: Reading,
  root: GraphQLObjectType,
  selections: readonly SelectionNode[],
): void {
  /** The checked fields of each type: the numbers of the fields of one response name. */
  const checked = new Map<GraphQLObjectType, Set<string>>();
  const numbers = new Map<FieldNode, number>();
  check(root, selections);

  function check(type: GraphQLObjectType, below: readonly SelectionNode[]): void {
    const known = checked.get(type) ?? new Set();
    checked.set(type, known);
    for (const [responseName, nodes] of reading.fieldsOf(type, below)) {
      const [first] = nodes;
      if (!first) continue;
      if (new Set(nodes.map(reading.nameOf)).size > 1) throw unequal(responseName);
      // The objects of an interface have most of their fields in common: without it the work would multiply at each level.
      const key = nodes.map(numberOf).join(" ");
      if (known.has(key)) continue;
      known.add(key);
      const selected = nodes.flatMap(({ selectionSet }) => selectionSet?.selections ?? []);
      if (selected.length === 0) continue;
      for (const each of objectsOf(type, first.name.value)) check(each, selected);
    }
  }

  function numberOf(node: FieldNode): number {
    const number = numbers.get(node) ?? numbers.size;
    numbers.set(node, number);
    return number;
  }

  function objectsOf(type: GraphQLObjectType, field: string): readonly GraphQLObjectType[] {
    const returned = getNamedType(type.getFields()[field]?.type);
    if (isObjectType(returned)) return [returned];
    return isCompositeType(returned) && isAbstractType(returned) ? reading.schema.getPossibleTypes(returned) : [];
  }
}

function unequal(responseName: string): GraphQLError {
  const message = `The fields "${responseName}" of one object have different directives: give one of them an alias.`;
  return graphqlError("OPERATION_NOT_SUPPORTED", message);
}
