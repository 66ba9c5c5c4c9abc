/** Preparation of a request: parses the document, finds the operation, validates it and coerces its variables. */
import { codedError } from "@hansa/kit/runtime/errors";
import {
  type DocumentNode,
  GraphQLError,
  getOperationAST,
  getVariableValues,
  NoSchemaIntrospectionCustomRule,
  type OperationDefinitionNode,
  OperationTypeNode,
  specifiedRules,
  type ValidationRule,
  validate,
} from "graphql";
import type { Graph } from "../graph/graph.ts";
import { maxIds } from "../nodes.ts";
import { type Documents, parseDocument } from "./documents.ts";
import { countIds } from "./ids.ts";
import { exceededLimit } from "./limits.ts";
import { ReservedNamesRule } from "./reserved-names.ts";
import { exceededVariables } from "./variables.ts";

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
};
export type Strictness = { introspection: boolean; suggestions: boolean };

/** The most errors of one kind that an answer lists. */
const maxListedErrors = 20;

/** Prepares one request, or returns the errors for which it is refused before execution. */
export function prepareOperation(
  documents: Documents,
  graph: Graph,
  strictness: Strictness,
  { query, operationName, variables }: OperationRequest,
): Prepared | readonly GraphQLError[] {
  const document = parseDocument(documents, query);
  if (document instanceof GraphQLError) return [document];

  const operation = getOperationAST(document, operationName);
  if (!operation) return [unresolvedOperation(operationName)];
  if (operation.operation === OperationTypeNode.SUBSCRIPTION) {
    return [codedError("SUBSCRIPTIONS_NOT_SUPPORTED", "The graph has no subscriptions yet: ask again instead.")];
  }
  const faults = findDocumentFaults(graph, document, strictness);
  if (faults.length > 0) return faults;
  const tooLarge = exceededVariables(variables);
  if (tooLarge) return [tooLarge];

  const coerced = getVariableValues(graph.clientSchema, operation.variableDefinitions ?? [], variables, {
    maxErrors: maxListedErrors,
    hideSuggestions: !strictness.suggestions,
  });
  if (coerced.errors) return coerced.errors.map((error) => withCode(error, "BAD_USER_INPUT"));
  if (graph.nodes && countIds(document, operation, coerced.coerced) > maxIds) {
    return [codedError("BAD_USER_INPUT", `Ask for at most ${maxIds} ids at once, over all \`node\` and \`nodes\`.`)];
  }
  return { document, operation, variables, coerced: coerced.coerced };
}

function unresolvedOperation(operationName: string | undefined): GraphQLError {
  const message = operationName
    ? "The document has no operation of that name."
    : "The document has several operations, or none: say which by its name.";
  return codedError("OPERATION_RESOLUTION_FAILURE", message);
}

/** Validates the document against the schema. The strictness is constant in a process, so it is not part of the cache key. */
function findDocumentFaults(
  graph: Graph,
  document: DocumentNode,
  { introspection, suggestions }: Strictness,
): readonly GraphQLError[] {
  const known = graph.verdicts.get(document);
  if (known) return known;
  const rules = [...specifiedRules, ReservedNamesRule, ...(introspection ? [] : [NoSchemaIntrospectionCustomRule])];
  const tooLarge = exceededLimit(document);
  const faults = tooLarge ? [tooLarge] : findFaults(graph, document, rules, !suggestions);
  graph.verdicts.set(document, faults);
  return faults;
}

function findFaults(
  graph: Graph,
  document: DocumentNode,
  rules: readonly ValidationRule[],
  hideSuggestions: boolean,
): readonly GraphQLError[] {
  try {
    const faults = validate(graph.clientSchema, document, rules, { maxErrors: maxListedErrors, hideSuggestions });
    return faults.map((error) => withCode(error, "GRAPHQL_VALIDATION_FAILED"));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [codedError("GRAPHQL_VALIDATION_FAILED", "The query is nested too deeply.")];
  }
}

function withCode({ message, nodes }: GraphQLError, code: "BAD_USER_INPUT" | "GRAPHQL_VALIDATION_FAILED") {
  return new GraphQLError(message, { ...(nodes ? { nodes } : {}), extensions: { code } });
}
