/** Operations without the fields that the schema of another commit lacks. */
import {
  type FieldNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from "graphql";

/** A text that the schema knows, and the names in responses of the fields that are left out. */
export type Trimmed = { text: string; lacking: readonly string[] };

/** Leaves out fields, arguments and fragments that the schema does not know. A text that it knows stays as it is. */
export function trimText(text: string, schema: GraphQLSchema): Trimmed {
  const lacking: string[] = [];
  const types = new TypeInfo(schema);
  const leaveOut = (node: FieldNode) => {
    lacking.push(node.alias?.value ?? node.name.value);
    return null;
  };
  const trimmed = visit(
    parse(text),
    visitWithTypeInfo(types, {
      [Kind.FIELD]: {
        enter: (node) => (types.getFieldDef() ? undefined : leaveOut(node)),
        leave: (node) => (node.selectionSet?.selections.length === 0 ? leaveOut(node) : undefined),
      },
      [Kind.ARGUMENT]: () => (types.getArgument() ? undefined : null),
      [Kind.INLINE_FRAGMENT]: {
        enter: ({ typeCondition }) =>
          typeCondition === undefined || schema.getType(typeCondition.name.value) ? undefined : null,
        leave: ({ selectionSet }) => (selectionSet.selections.length === 0 ? null : undefined),
      },
    }),
  );
  if (print(trimmed) === print(parse(text))) return { text, lacking: [] };
  const withoutUnused = visit(trimmed, { [Kind.OPERATION_DEFINITION]: withUsedVariables });
  return { text: print(withoutUnused), lacking };
}

function withUsedVariables(operation: OperationDefinitionNode): OperationDefinitionNode {
  const used = new Set<string>();
  visit(operation.selectionSet, { [Kind.VARIABLE]: ({ name }) => void used.add(name.value) });
  const variableDefinitions = operation.variableDefinitions?.filter(({ variable }) => used.has(variable.name.value));
  return { ...operation, ...(variableDefinitions ? { variableDefinitions } : {}) };
}
