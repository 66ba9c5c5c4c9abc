/** Repeats idempotent requests until the shop answers. */
import { setTimeout as pause } from "node:timers/promises";
import type { TypedDocumentString } from "./generated/graphql.ts";
import {
  type Credentials,
  errorCodeOf,
  type Graph,
  type GraphqlRequest,
  repeatedCodes,
  sendRequest,
} from "./graphql-client.ts";
import { fieldOf, type MutationDocument, type Payload } from "./mutation.ts";

const maxAttempts = 14;
const minPauseMs = 200;
const maxPauseMs = 5_000;
const timeoutMs = 30_000;

/** Codes of errors that pass. */
const retryableCodes = new Set([...repeatedCodes, "OUTCOME_UNKNOWN"]);

/** Refusals after which the same request is sent again. */
const retryableRefusals = new Set(["IdempotencyInProgressError", "ProviderUnavailableError"]);

/** Whether the same request is to be sent again, a little later. */
export function isRetryable({ __typename }: Payload): boolean {
  return retryableRefusals.has(__typename);
}

/** Sends a mutation until there is a response to it; throws after about a minute. */
export async function mutateUntilAnswered<Result extends Payload, Input>(
  graph: Graph,
  document: MutationDocument<Result, Input>,
  input: Input,
  as?: Credentials,
): Promise<Result> {
  return fieldOf(await executeUntilAnswered(graph, document, { input }, as));
}

/** Executes a document until there is a response to it; throws after about a minute, and at once if the router refuses it. */
export async function executeUntilAnswered<Result extends Record<string, unknown>, Variables>(
  graph: Graph,
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  as?: Credentials,
): Promise<Result> {
  return sendUntilAnswered<Result>(graph, { query: document.toString(), variables, as: as ?? {} });
}

/** Sends the text of an operation until there is a response to it; throws as `executeUntilAnswered` does. */
export async function sendUntilAnswered<Result>(graph: Graph, request: GraphqlRequest): Promise<Result> {
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    const data = await sendOnce<Result>(graph, request);
    if (data && !Object.values(data).some(isRefusalToRetry)) return data;
    await pause(Math.min(minPauseMs * 2 ** (attempt - 1), maxPauseMs));
  }
  throw new Error("the shop does not answer. Run the same command again to continue.");
}

function isRefusalToRetry(field: unknown): boolean {
  const isResponse = typeof field === "object" && field !== null && "__typename" in field;
  return isResponse && retryableRefusals.has(String(field.__typename));
}

/** Undefined when it is worth sending it again; throws when it is not. */
async function sendOnce<Result>({ url }: Graph, request: GraphqlRequest): Promise<Result | undefined> {
  // Without a response, or with half of one, the outcome is unknown.
  const result = await sendRequest<Result>(url, { ...request, timeoutMs }).catch(() => undefined);
  if (!result || result.status >= 500) return undefined;
  const { data, errors, status } = result;
  if (errors.length === 0 && data) return data;
  if (errors.length > 0 && errors.every((error) => retryableCodes.has(errorCodeOf({ errors: [error] }) ?? "")))
    return undefined;
  throw new Error(`the router answered ${status}: ${errors.map(({ message }) => message).join("; ")}`);
}
