/** One fetch of a query plan: sent, checked, and converted to data and errors for clients. It never throws. */

import type { Identity } from "@hansa/kit/identity/identity";
import type { ErrorCode } from "@hansa/kit/runtime/errors";
import { type DocumentNode, type GraphQLSchema, Kind, OperationTypeNode, type SelectionSetNode } from "graphql";
import type { FindNode, Nodes } from "../nodes.ts";
import { type Incidents, noteIncident } from "../operation/incidents.ts";
import { isRecord, readEnvelope, type SubgraphError } from "./envelope.ts";
import type { Allowance, Exchange } from "./exchange.ts";
import { findMisfit } from "./misfit.ts";
import { type Subgraph, sendFetch, type Transport } from "./subgraphs.ts";

/** The request that a fetch is part of. */
export type FetchingRequest = {
  identity: Identity;
  /** The supergraph's. */
  schema: GraphQLSchema;
  incidents: Incidents;
  allowance: Allowance;
};

export type PlannedFetch = {
  query: string;
  /** The query, parsed. */
  document: DocumentNode;
  variables: Record<string, unknown>;
  operationName: string | undefined;
  /** Whether its result is below a list, where the path of missing data is unknown. */
  belowList: boolean;
};

type FetchError = { message: string; path?: (string | number)[]; extensions: Record<string, unknown> };
export type Fetched = { data: Record<string, unknown> | null; errors: FetchError[]; replayed: boolean };

/** Codes of subgraphs that are passed on to clients. Others are about the router's own request and are masked. */
const forwardedCodes: ReadonlySet<unknown> = new Set<ErrorCode>([
  "UNAUTHENTICATED",
  "FORBIDDEN",
  "UNAUTHORIZED_FIELD_OR_TYPE",
  "BAD_USER_INPUT",
  "SUBGRAPH_UNAVAILABLE",
  "OUTCOME_UNKNOWN",
  "STORE_UNAVAILABLE",
  "SESSION_UNVERIFIABLE",
  "TOO_MANY_REFERENCES",
  "OPERATION_TOO_EXPENSIVE",
]);

const unavailable = "The service that owns this part does not answer right now. Ask again.";
/** The messages of failed fetches other than those of an absent service. */
const messages: ReadonlyMap<ErrorCode, string> = new Map([
  [
    "OUTCOME_UNKNOWN",
    "The service did not answer in time, and may have done it. Repeat with the same idempotency key.",
  ],
  ["ANSWER_TOO_LARGE", "The answer would be larger than one request may have. Ask for smaller pages or fewer fields."],
  ["SUBGRAPH_INVALID", "The service that owns this part answered with data that do not fit the schema."],
]);
const maskedMessage = "Something broke on our side.";

/** Sends a planned fetch to its subgraph. */
export async function runFetch(
  transport: Transport,
  subgraph: Subgraph,
  { identity, schema, incidents, allowance }: FetchingRequest,
  fetch: PlannedFetch,
): Promise<Fetched> {
  const { query, variables, operationName } = fetch;
  const isRead = !/^\s*mutation\b/.test(query);
  const body = JSON.stringify({ query, variables, operationName });
  const outcome = await sendFetch(transport, subgraph, identity, { body, isRead, allowance });

  const give = (code: ErrorCode, cause: string): Fetched => {
    const level = subgraph.awaySince === undefined ? "warn" : "info";
    noteIncident(incidents, level, `a fetch from ${subgraph.name} failed`, { code, cause });
    return failedFetch(fetch, code);
  };
  if (outcome.kind === "unreachable") return give("SUBGRAPH_UNAVAILABLE", outcome.cause);
  const failure: ErrorCode = isRead ? "SUBGRAPH_UNAVAILABLE" : "OUTCOME_UNKNOWN";
  if (outcome.kind === "oversized") return give(isRead ? "ANSWER_TOO_LARGE" : "OUTCOME_UNKNOWN", outcome.cause);
  if (outcome.kind !== "answered") return give(failure, outcome.cause);
  // The subgraph's server sends these three before it executes anything.
  if ([401, 403, 413].includes(outcome.status)) return give("SUBGRAPH_UNAVAILABLE", describeResponse(outcome));
  if (outcome.status >= 500) return give(failure, describeResponse(outcome));

  const { representations } = variables;
  const envelope = readEnvelope(outcome.text, Array.isArray(representations) ? representations.length : undefined);
  if ("fault" in envelope) return give(failure, `${envelope.fault}: ${describeResponse(outcome)}`);
  const misfit = envelope.data && findMisfit(schema, fetch.document, envelope.data);
  if (typeof misfit === "string") {
    noteIncident(incidents, "error", "an answer does not fit the schema", { subgraph: subgraph.name, misfit });
    return failedFetch(fetch, isRead ? "SUBGRAPH_INVALID" : "OUTCOME_UNKNOWN");
  }
  const unmask = transport.unmaskErrors ?? false;
  const errors = envelope.errors.map((error) => fitForClients(incidents, subgraph.name, error, unmask));
  return { data: envelope.data, errors, replayed: envelope.replayed };
}

/** Answers a fetch for `node` or `nodes` in this process. */
export async function runNodes(
  nodes: Nodes,
  find: FindNode,
  fetch: PlannedFetch,
  incidents: Incidents,
): Promise<Fetched> {
  const envelope = readEnvelope(JSON.stringify(await nodes(fetch.query, fetch.variables, find)), undefined);
  if ("fault" in envelope) {
    noteIncident(incidents, "error", "the router's own subgraph failed", { fault: envelope.fault });
    return failedFetch(fetch, "SUBGRAPH_UNAVAILABLE");
  }
  return { ...envelope, errors: envelope.errors.map((error) => fitForClients(incidents, "nodes", error)) };
}

function describeResponse({ status, text }: Extract<Exchange, { kind: "answered" }>): string {
  return `${status} ${text.slice(0, 300)}`;
}

function fitForClients(incidents: Incidents, subgraph: string, error: SubgraphError, unmask = false): FetchError {
  const { code, message, path, retryAfterMs, missingScopes } = error;
  const place = path ? { path } : {};
  if (forwardedCodes.has(code)) {
    const hint = typeof retryAfterMs === "number" ? { retryAfterMs } : {};
    const scopes = code === "FORBIDDEN" && isAlternatives(missingScopes) ? { missingScopes } : {};
    return { message, ...place, extensions: { code, ...hint, ...scopes } };
  }
  if (code !== "INTERNAL_SERVER_ERROR") {
    noteIncident(incidents, "error", "a subgraph's error", { subgraph, code, fault: message, path });
  }
  const debug = unmask ? { debug: { subgraph, ...(isRecord(error.debug) ? error.debug : { message }) } } : {};
  return { message: maskedMessage, ...place, extensions: { code: "INTERNAL_SERVER_ERROR", ...debug } };
}

/** Whether this lists alternatives of scopes, as `@requiresScopes` does. */
function isAlternatives(value: unknown): value is string[][] {
  const isNames = (names: unknown) => Array.isArray(names) && names.every((name) => typeof name === "string");
  return Array.isArray(value) && value.every(isNames);
}

/** The result of a failed fetch: no data, and an error at each field of the fetch. */
function failedFetch(fetch: PlannedFetch, code: ErrorCode): Fetched {
  const message = messages.get(code) ?? unavailable;
  const fields = fetch.belowList ? [] : findFields(fetch.document);
  const paths = fields.length > 0 ? fields.map((field) => [field]) : [[]];
  return { data: null, errors: paths.map((path) => ({ message, path, extensions: { code } })), replayed: false };
}

/** Finds the response names that a fetch fills, below the entity if it fetches entities. */
function findFields({ definitions }: DocumentNode): string[] {
  const operation = definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  if (operation?.kind !== Kind.OPERATION_DEFINITION) return [];
  const names = namesIn(operation.selectionSet);
  const isEntityFetch = operation.operation === OperationTypeNode.QUERY && names.has("_entities");
  if (!isEntityFetch) return [...names.keys()];
  return [...names.values()].flatMap((below) => (below ? [...namesIn(below).keys()] : []));
}

function namesIn(selections: SelectionSetNode): Map<string, SelectionSetNode | undefined> {
  const found = new Map<string, SelectionSetNode | undefined>();
  for (const selection of selections.selections) {
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      for (const [name, below] of namesIn(selection.selectionSet)) found.set(name, below);
    } else if (selection.kind === Kind.FIELD && selection.name.value !== "__typename") {
      found.set(selection.alias?.value ?? selection.name.value, selection.selectionSet);
    }
  }
  return found;
}
