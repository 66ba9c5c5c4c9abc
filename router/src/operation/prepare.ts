/** Preparation of a request: finds the valid document and its operation, and coerces the variables. */

import {
  coerceVariables,
  exceededVariables,
  graphqlError,
  type VariableProblem,
  variableErrors,
} from "@hansa/kit/graphql";
import type { Viewer } from "@hansa/kit/identity";
import type { ErrorCode } from "@hansa/kit/runtime";
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLFormattedError,
  getOperationAST,
  type OperationDefinitionNode,
  OperationTypeNode,
} from "graphql";
import { senderKindOf } from "../execution/cost/budgets.ts";
import type { Graph } from "../graph/graph.ts";
import { maxIds } from "../graph/nodes.ts";
import type { RouterMetrics } from "../metrics.ts";
import { estimateCost, exceededBudget, type OperationCost } from "./cost.ts";
import { findDocument, maxListedErrors, parseDocument, type Strictness, withCode } from "./documents.ts";
import { countIds } from "./ids.ts";

export type OperationRequest = {
  query: string;
  operationName: string | undefined;
  variables: Readonly<Record<string, unknown>>;
};
export type Prepared = {
  document: DocumentNode;
  operation: OperationDefinitionNode;
  /** As the client sent them: the fetches repeat the definitions with their defaults. */
  variables: Readonly<Record<string, unknown>>;
  /** The values of the variables, defaults applied. */
  coerced: Readonly<Record<string, unknown>>;
  /** The estimated cost and its budget; absent where there is none. */
  cost?: OperationCost;
};

/** Prepares one request, or returns the errors for which it is refused before execution. */
export function prepareOperation(
  metrics: Pick<RouterMetrics, "countDocument" | "countExpensive">,
  graph: Graph,
  strictness: Strictness,
  { query, operationName, variables, viewer }: OperationRequest & { viewer: Viewer },
): Prepared | readonly GraphQLFormattedError[] {
  const found = findDocument(graph, strictness, query);
  metrics.countDocument(found.outcome);
  if (found.outcome === "refused") return found.errors;
  const { document } = found;

  const operation = getOperationAST(document, operationName);
  if (!operation) return [unresolvedOperation(operationName)];
  if (operation.operation === OperationTypeNode.SUBSCRIPTION) return [subscriptionRefusal().toJSON()];
  const tooLarge = exceededVariables(variables);
  if (tooLarge) return [tooLarge.toJSON()];

  const { variableDefinitions = [] } = operation;
  const options = { most: maxListedErrors, hideSuggestions: !strictness.suggestions };
  const coercion = coerceVariables(graph.clientSchema, variableDefinitions, variables, options);
  if ("problems" in coercion) {
    const located = locateDefinitions(strictness, query, operationName, coercion.problems);
    return variableErrors(located).map((error) => withCode(error, "BAD_USER_INPUT").toJSON());
  }
  const { coerced } = coercion;
  if (graph.nodes && countIds(document, operation, coerced) > maxIds) {
    return [refusal("BAD_USER_INPUT", `Ask for at most ${maxIds} ids at once, over all \`node\` and \`nodes\`.`)];
  }
  const prepared = { document, operation, variables, coerced };
  if (!strictness.hasBudgets) return prepared;
  const cost = estimateCost(graph, viewer, prepared);
  const tooExpensive = exceededBudget(cost);
  if (!tooExpensive) return { ...prepared, cost };
  metrics.countExpensive(senderKindOf(viewer));
  return [tooExpensive.toJSON()];
}

/** The refusal of a subscription. */
export function subscriptionRefusal(): GraphQLError {
  return graphqlError("SUBSCRIPTIONS_NOT_SUPPORTED", "The graph has no subscriptions yet: ask again instead.");
}

function refusal(code: ErrorCode, message: string): GraphQLFormattedError {
  return graphqlError(code, message).toJSON();
}

function unresolvedOperation(operationName: string | undefined): GraphQLFormattedError {
  const message = operationName
    ? "The document has no operation of that name."
    : "The document has several operations, or none: say which by its name.";
  return refusal("OPERATION_RESOLUTION_FAILURE", message);
}

/** The problems at definitions with locations: the kept document has none. */
function locateDefinitions(
  { limits: { tokens } }: Strictness,
  query: string,
  operationName: string | undefined,
  problems: readonly VariableProblem[],
): readonly VariableProblem[] {
  const document = parseDocument(query, { noLocation: false, maxTokens: tokens });
  const operation = document instanceof GraphQLError ? undefined : getOperationAST(document, operationName);
  const located = new Map(operation?.variableDefinitions?.map((each) => [each.variable.name.value, each]));
  return problems.map((problem) => {
    const { definition } = problem;
    return { ...problem, definition: located.get(definition.variable.name.value) ?? definition };
  });
}
