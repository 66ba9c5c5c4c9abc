/** Counting the ids that one request asks `node` and `nodes` for, over all aliases and fragments. */
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from "graphql";

type Variables = Readonly<Record<string, unknown>>;

/** How many ids the operation asks for. It must be valid, so that its fragments end; `variables` are coerced. */
export function countIds(document: DocumentNode, operation: OperationDefinitionNode, variables: Variables): number {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const countIn = ({ selections }: SelectionSetNode): number => {
    let count = 0;
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) count += idsOf(selection, variables);
      else {
        const set = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
        count += set ? countIn(set.selectionSet) : 0;
      }
    }
    return count;
  };
  return countIn(operation.selectionSet);
}

function idsOf(field: FieldNode, variables: Variables): number {
  if (field.name.value === "node") return 1;
  if (field.name.value !== "nodes") return 0;
  const ids = field.arguments?.find(({ name }) => name.value === "ids");
  return ids ? lengthOf(ids.value, variables) : 0;
}

function lengthOf(value: ValueNode, variables: Variables): number {
  if (value.kind === Kind.LIST) return value.values.length;
  if (value.kind !== Kind.VARIABLE) return 1;
  const variable = variables[value.name.value];
  return Array.isArray(variable) ? variable.length : 1;
}
