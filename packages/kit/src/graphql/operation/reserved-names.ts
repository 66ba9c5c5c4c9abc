/** Reserved names of variables: those that GraphQL keeps for introspection, and those that an executor uses itself. */
import { GraphQLError, type ValidationRule, type VariableDefinitionNode } from "graphql";

/**
 * A validation rule that refuses variables with reserved names; `taken` are those that an executor uses itself. Without it such a name fails
 * inside the executor or a subgraph, without an error that explains it to the client.
 */
export function reservedNamesRule(taken: readonly string[]): ValidationRule {
  return (context) => ({
    VariableDefinition: (node) => {
      const fault = findReservedName(node, taken);
      if (fault) context.reportError(fault);
    },
  });
}

/** The refusal of a variable whose name is reserved. */
export function findReservedName(node: VariableDefinitionNode, taken: readonly string[]): GraphQLError | undefined {
  const { value } = node.variable.name;
  if (!value.startsWith("__") && !taken.includes(value)) return undefined;
  return new GraphQLError(`The variable name "$${value}" is reserved.`, { nodes: node });
}
