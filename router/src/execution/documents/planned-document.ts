/** The document that is planned instead of the client's: no fragments to choose from, no conditions, no response names of clients. */
import {
  type DocumentNode,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isListType,
  isNonNullType,
  isUnionType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
} from "graphql";
import type { Selection } from "./selections.ts";

const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: "__typename" } };

/** Writes the document for the planner; undefined if nothing is to be fetched. */
export function writePlannedDocument(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  root: GraphQLCompositeType,
  selections: readonly Selection[],
): DocumentNode | undefined {
  const nodes = writeSelections(schema, root, selections);
  if (nodes.length === 0) return undefined;
  const { kind, operation: type, name, variableDefinitions = [] } = operation;
  return {
    kind: Kind.DOCUMENT,
    definitions: [
      {
        kind,
        operation: type,
        ...(name ? { name } : {}),
        variableDefinitions,
        selectionSet: { kind: Kind.SELECTION_SET, selections: nodes },
      },
    ],
  };
}

function writeSelections(
  schema: GraphQLSchema,
  parent: GraphQLCompositeType,
  selections: readonly Selection[],
): SelectionNode[] {
  return selections.flatMap((selection): SelectionNode[] => {
    if (selection.kind === "fragment") {
      const { type } = selection;
      const below = writeSelections(schema, type, selection.selections);
      if (below.length === 0) return [];
      const typeCondition = { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: type.name } } as const;
      return [
        { kind: Kind.INLINE_FRAGMENT, typeCondition, selectionSet: { kind: Kind.SELECTION_SET, selections: below } },
      ];
    }
    if (selection.kind !== "field") return [];
    const { node, internalName } = selection;
    const { kind, name, arguments: given = [] } = node;
    const alias = internalName === name.value ? {} : { alias: { kind: Kind.NAME, value: internalName } as const };
    const field = isUnionType(parent) ? undefined : parent.getFields()[name.value];
    const type = field && getNamedType(field.type);
    if (!selection.selections || !isCompositeType(type)) return [{ kind, name, arguments: given, ...alias }];
    const below = writeSelections(schema, type, selection.selections);
    const asksType = below.length === 0 || needsType(schema, type, selection.selections);
    const nodes = asksType ? [typename, ...below] : below;
    return [{ kind, name, arguments: given, ...alias, selectionSet: { kind: Kind.SELECTION_SET, selections: nodes } }];
  });
}

/**
 * Whether the response depends on the type of each object: its name is selected, fragments choose by it, or an object's own field has
 * another type than the field of the interface.
 */
export function needsType(
  schema: GraphQLSchema,
  type: GraphQLCompositeType,
  selections: readonly Selection[],
): boolean {
  if (!isAbstractType(type)) return false;
  return selections.some((selection) => {
    if (selection.kind !== "field") return true;
    const name = selection.node.name.value;
    const declared = isUnionType(type) ? undefined : type.getFields()[name]?.type;
    return schema.getPossibleTypes(type).some((each) => {
      const own = each.getFields()[name]?.type;
      return !declared || !own || !isSameType(own, declared);
    });
  });
}

/** Whether two types have the same lists and the same places for null; their names are chosen below. */
function isSameType(one: GraphQLOutputType, other: GraphQLOutputType): boolean {
  if (isNonNullType(one)) return isNonNullType(other) && isSameType(one.ofType, other.ofType);
  if (isListType(one)) return isListType(other) && isSameType(one.ofType, other.ofType);
  return !isNonNullType(other) && !isListType(other);
}
