/** The document that is planned instead of the client's: no fragments to choose from, no conditions, no response names of clients. */
import {
  type DocumentNode,
  type FieldNode,
  type GraphQLAbstractType,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
} from "graphql";
import { type DeniedFields, isMeta, selectionSet } from "./selections.ts";

const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: "__typename" } };

/** The schema of clients, with the names of its interfaces and unions that lack types of objects: a contract may have excluded them. */
export type TypedBy = { schema: GraphQLSchema; narrowed: ReadonlySet<string> };

type Source = TypedBy & { denied: DeniedFields };

/** Writes the document for the planner, without denied fields; undefined if nothing is to be fetched. */
export function writePlannedDocument(
  source: Source,
  operation: OperationDefinitionNode,
  root: GraphQLCompositeType,
  selections: readonly SelectionNode[],
): DocumentNode | undefined {
  const nodes = plannedNodes(source, root, selections);
  if (nodes.length === 0) return undefined;
  const { kind, operation: type, name, variableDefinitions = [] } = operation;
  const planned = { kind, operation: type, ...(name ? { name } : {}), variableDefinitions } as const;
  return { kind: Kind.DOCUMENT, definitions: [{ ...planned, selectionSet: selectionSet(nodes) }] };
}

function plannedNodes(
  source: Source,
  parent: GraphQLCompositeType,
  selections: readonly SelectionNode[],
): SelectionNode[] {
  const { schema, denied } = source;
  return selections.flatMap((node): SelectionNode[] => {
    if (denied.has(node)) return [];
    if (node.kind === Kind.FRAGMENT_SPREAD || (node.kind === Kind.FIELD && isMeta(node))) return [];
    if (!node.selectionSet) return [node];
    const isField = node.kind === Kind.FIELD;
    const type = isField ? fieldType(parent, node) : schema.getType(node.typeCondition?.name.value ?? "");
    if (!isCompositeType(type)) return [];
    const { selections: selected } = node.selectionSet;
    const below = plannedNodes(source, type, selected);
    if (!isField) return below.length > 0 ? [{ ...node, selectionSet: selectionSet(below) }] : [];
    const selectsType = below.length === 0 || needsType(source, type, selected);
    return [{ ...node, selectionSet: selectionSet(selectsType ? [typename, ...below] : below) }];
  });
}

function fieldType(parent: GraphQLCompositeType, { name }: FieldNode) {
  return isUnionType(parent) ? undefined : getNamedType(parent.getFields()[name.value]?.type);
}

/**
 * Whether the response depends on the type of each object: its name is selected, fragments choose by it, an object's own field has another type
 * than the field of the interface, or objects of some types are not shown.
 */
export function needsType(
  { schema, narrowed }: TypedBy,
  type: GraphQLCompositeType,
  selections: readonly SelectionNode[],
): boolean {
  if (!isAbstractType(type)) return false;
  if (narrowed.has(type.name)) return true;
  return selections.some((node) => {
    if (node.kind !== Kind.FIELD || isMeta(node)) return true;
    const name = node.name.value;
    const declared = isUnionType(type) ? undefined : type.getFields()[name]?.type;
    return schema.getPossibleTypes(type).some((each) => {
      const own = each.getFields()[name]?.type;
      return !declared || !own || !isSameType(own, declared);
    });
  });
}

/** Whether objects of this type are in the graph, and not in the contract of the client. */
export function isExcludedType(
  { fullSchema, narrowed }: { fullSchema: GraphQLSchema; narrowed: ReadonlySet<string> },
  { name }: GraphQLAbstractType,
  found: unknown,
): boolean {
  if (!narrowed.has(name) || typeof found !== "string") return false;
  const [type, object] = [fullSchema.getType(name), fullSchema.getType(found)];
  return isAbstractType(type) && isObjectType(object) && fullSchema.isSubType(type, object);
}

/** Whether two types have the same lists and the same places for null; their names are chosen below. */
function isSameType(one: GraphQLOutputType, other: GraphQLOutputType): boolean {
  if (isNonNullType(one)) return isNonNullType(other) && isSameType(one.ofType, other.ofType);
  if (isListType(one)) return isListType(other) && isSameType(one.ofType, other.ofType);
  return !isNonNullType(other) && !isListType(other);
}
