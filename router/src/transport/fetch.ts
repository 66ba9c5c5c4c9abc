/** One fetch of a query plan: sent, checked, and converted to data and errors for clients. It never throws. */

import type { Exchange } from "@hansa/kit/rpc";
import { type ErrorCode, type LoggedStatement, responseTooLarge } from "@hansa/kit/runtime";
import { readStatementLog } from "@hansa/kit/tracing";
import type { FetchResult } from "../execution/fetch-results.ts";
import type { Fetch } from "../execution/plan.ts";
import type { FindNode, Nodes } from "../graph/nodes.ts";
import { isRecord, readEnvelope, type SubgraphError } from "./envelope.ts";
import { refusalCodeOf, retryAfterMsOf } from "./foreign-statuses.ts";
import { type Incidents, noteIncident } from "./incidents.ts";
import { exchangeFetch, type FetchingRequest, type Subgraph, type Transport } from "./subgraphs.ts";

/** Codes of subgraphs that are passed on to clients. Others are about the router's own request and are masked. */
const forwardedCodes: ReadonlySet<unknown> = new Set<ErrorCode>([
  "UNAUTHENTICATED",
  "FORBIDDEN",
  "BAD_USER_INPUT",
  "SUBGRAPH_UNAVAILABLE",
  "OUTCOME_UNKNOWN",
  "STORE_UNAVAILABLE",
  "SESSION_UNVERIFIABLE",
  "TOO_MANY_REFERENCES",
  "OPERATION_TOO_EXPENSIVE",
  "DEADLINE_EXCEEDED",
  "ANSWER_TOO_LARGE",
]);

const unavailable = "The service that owns this part does not answer right now. Ask again.";
/** The messages of failed fetches other than those of an absent service. */
const messages: ReadonlyMap<ErrorCode, string> = new Map([
  [
    "OUTCOME_UNKNOWN",
    "The service did not answer in time, and may have done it. Repeat with the same idempotency key.",
  ],
  ["DEADLINE_EXCEEDED", "The time of the request was over before this part of it began."],
  ["SUBGRAPH_INVALID", "The service that owns this part gave an answer that cannot be read."],
  ["UNAUTHENTICATED", "The service that owns this part does not know who asks."],
  ["FORBIDDEN", "The service that owns this part does not allow this."],
  ["ANSWER_TOO_LARGE", responseTooLarge().message],
]);
const tooDeep = "The service that owns this part gave an answer with more levels than are read.";
/** The most characters of a message, and of the scopes in an error: both may stand in a response a hundred times. */
const maxTextLength = 1_000;
/** A scope is one word. */
const scopeForm = /^\S+$/;
const maskedMessage = "Something broke on our side.";

/** The result of a fetch, with the statements behind it where the response is explained. */
export type SentFetch = FetchResult & { statements?: readonly LoggedStatement[] };

type Answered = Extract<Exchange, { kind: "answered" }>;

/** The least bytes that a fetch is sent for: a response has an envelope, and a refusal of its size has words. */
const minResponseBytes = 1_000;

/** Sends a fetch to its subgraph, unless the time of the request is over, its client gone, or its response too large already. */
export async function sendFetch(
  transport: Transport,
  subgraph: Subgraph,
  request: FetchingRequest,
  fetch: Fetch,
): Promise<SentFetch> {
  if (request.isAbandoned() || transport.runtime.monotonic() >= request.deadlineAt) {
    noteIncident(request.incidents, "info", `a fetch from ${subgraph.name} did not begin`, {
      code: "DEADLINE_EXCEEDED",
    });
    return failedFetch("DEADLINE_EXCEEDED");
  }
  request.isOversized ||= request.allowance.bytes < minResponseBytes;
  if (request.isOversized) return failedFetch("ANSWER_TOO_LARGE");
  const outcome = await exchangeFetch(transport, subgraph, request, fetch);
  return readOutcome({ transport, subgraph, request }, fetch, outcome);
}

/** Converts the outcome of a fetch to data and errors. */
function readOutcome(
  { transport, subgraph, request }: { transport: Transport; subgraph: Subgraph; request: FetchingRequest },
  { operation, entities }: Fetch,
  outcome: Exchange,
): SentFetch {
  const { incidents } = request;
  const isRead = !operation.isMutation;
  const give = (code: ErrorCode, cause: string, more: FailureHints = {}): FetchResult => {
    const isKnown = subgraph.instances.list.some(({ awaySince }) => awaySince !== undefined);
    const level = isKnown ? "info" : "warn";
    noteIncident(incidents, level, `a fetch from ${subgraph.name} failed`, { code, cause });
    return failedFetch(code, more);
  };
  if (outcome.kind === "unreachable") return give("SUBGRAPH_UNAVAILABLE", outcome.cause);
  const failure: ErrorCode = isRead ? "SUBGRAPH_UNAVAILABLE" : "OUTCOME_UNKNOWN";
  if (outcome.kind === "oversized") {
    transport.metrics.countOversized();
    return failedFetch(isRead ? "ANSWER_TOO_LARGE" : "OUTCOME_UNKNOWN");
  }
  if (outcome.kind !== "answered") return give(failure, outcome.cause);
  const isOwn = transport.signing !== undefined;
  const { status } = outcome;
  // A service's server sends these three before it executes anything.
  if (isOwn ? [401, 403, 413].includes(status) : status === 413)
    return give("SUBGRAPH_UNAVAILABLE", describeResponse(outcome));
  const retryAfterMs = isOwn ? undefined : retryAfterMsOf(outcome.retryAfter, transport.runtime.now());
  if (status >= 500) return give(failure, describeResponse(outcome), { retryAfterMs });

  const envelope = readEnvelope(outcome.response.bytes, entities, transport.mostOfResponses.levels);
  const refusal = isOwn ? undefined : refusalCodeOf(status);
  if (refusal !== undefined && !isSaid(envelope)) return give(refusal, describeResponse(outcome), { retryAfterMs });
  if ("fault" in envelope) {
    const code = isRead ? "SUBGRAPH_INVALID" : failure;
    const { isTooDeep = false } = envelope;
    return give(code, `${envelope.fault}: ${describeResponse(outcome)}`, { isTooDeep });
  }
  const unmask = transport.unmaskErrors ?? false;
  const errors = envelope.errors.map((error) => fitForClients(incidents, subgraph.name, error, unmask));
  request.replayed ||= envelope.replayed;
  request.isHeld ||= envelope.isHeld;
  request.isOversized ||= envelope.errors.some(({ code }) => code === "ANSWER_TOO_LARGE");
  if (!request.explains) return { data: envelope.data, errors };
  return { data: envelope.data, errors, statements: readStatementLog(envelope.statements) };
}

/** Whether a response has an error that clients get as it came. */
function isSaid(envelope: ReturnType<typeof readEnvelope>): boolean {
  return "errors" in envelope && envelope.errors.some(({ code }) => forwardedCodes.has(code));
}

/** Answers a fetch for `node` or `nodes` in this process. */
export async function answerNodes(
  nodes: Nodes,
  find: FindNode,
  { operation, variables }: Fetch,
  incidents: Incidents,
): Promise<FetchResult> {
  const [document] = operation.documents;
  if (!document) throw new Error("an operation has no query");
  const response = JSON.stringify(await nodes(document, JSON.parse(variables), find));
  const envelope = readEnvelope(Buffer.from(response), []);
  if ("fault" in envelope) {
    noteIncident(incidents, "error", "the router's own subgraph failed", { fault: envelope.fault });
    return failedFetch("SUBGRAPH_UNAVAILABLE");
  }
  return { data: envelope.data, errors: envelope.errors.map((error) => fitForClients(incidents, "nodes", error)) };
}

function describeResponse({ status, response }: Answered): string {
  const { bytes, coding } = response;
  return coding === undefined
    ? `${status} ${bytes.toString("utf8", 0, 300)}`
    : `${status} in the coding ${coding.slice(0, 50)}, which cannot be read`;
}

function fitForClients(
  incidents: Incidents,
  subgraph: string,
  error: SubgraphError,
  unmask = false,
): FetchResult["errors"][number] {
  const { code, message, path, retryAfterMs, missingScopes } = error;
  if (forwardedCodes.has(code)) {
    const hint = typeof retryAfterMs === "number" ? { retryAfterMs } : {};
    const scopes = code === "FORBIDDEN" && isAlternatives(missingScopes) ? { missingScopes } : {};
    return { fault: { message: message.slice(0, maxTextLength), extensions: { code, ...hint, ...scopes } }, path };
  }
  if (code !== "INTERNAL_SERVER_ERROR") {
    noteIncident(incidents, "error", "a subgraph's error", { subgraph, code, fault: message, path });
  }
  const debug = unmask ? { debug: { subgraph, ...(isRecord(error.debug) ? error.debug : { message }) } } : {};
  return { fault: { message: maskedMessage, extensions: { code: "INTERNAL_SERVER_ERROR", ...debug } }, path };
}

/** Whether this lists alternatives of scopes, as `@requiresScopes` does. */
function isAlternatives(value: unknown): value is string[][] {
  const isName = (name: unknown) => typeof name === "string" && scopeForm.test(name);
  const isNames = (names: unknown) => Array.isArray(names) && names.every(isName);
  return Array.isArray(value) && value.every(isNames) && JSON.stringify(value).length <= maxTextLength;
}

/** The details of a failed fetch that a client is told beside its code. */
type FailureHints = { retryAfterMs?: number | undefined; isTooDeep?: boolean };

/** The result of a failed fetch: no data, and one error for all of its fields. */
function failedFetch(code: ErrorCode, { retryAfterMs, isTooDeep = false }: FailureHints = {}): FetchResult {
  const hint = retryAfterMs === undefined ? {} : { retryAfterMs };
  const message = isTooDeep && code === "SUBGRAPH_INVALID" ? tooDeep : messages.get(code);
  const fault = { message: message ?? unavailable, extensions: { code, ...hint } };
  return { data: null, errors: [{ fault, path: undefined }] };
}
