/** A validation rule: names that the executor uses itself are no variables of clients. */
import { GraphQLError, type ValidationRule } from "graphql";

/** The executor sends the keys of entities under this name. */
const executorVariable = "representations";

/** Without this rule such a name fails inside the executor or a subgraph, without an error that explains it to the client. */
export const ReservedNamesRule: ValidationRule = (context) => ({
  VariableDefinition: (node) => {
    const { value } = node.variable.name;
    if (!value.startsWith("__") && value !== executorVariable) return;
    context.reportError(new GraphQLError(`The variable name "$${value}" is reserved.`, { nodes: node }));
  },
});
