/** One call of the GraphQL endpoint: its sender is identified, its operation prepared and executed, and the reply sent. */
import type { GraphContract } from "@hansa/contracts/graph-contracts";
import { graphqlError } from "@hansa/kit/graphql";
import { discardBody, holdResponse, isJsonType, parseJson, readBody } from "@hansa/kit/http";
import { type Identity, originOf, type Proxies, type SenderOf } from "@hansa/kit/identity";
import type { Instances } from "@hansa/kit/rpc";
import { type Span, type TakeFairTurn, withTrace } from "@hansa/kit/runtime";
import { unsentRefusal } from "@hansa/kit/server";
import { type SessionCheck, sessionRefusals } from "@hansa/kit/sessions";
import { explainHeader } from "@hansa/kit/tracing";
import { OperationTypeNode } from "graphql";
import { type Graph, graphFor } from "../../graph/graph.ts";
import type { LiveGraph } from "../../graph/live-graph.ts";
import { getRefusal, type IsAllowedOrigin, isForgeableGet, isJson } from "../../identity/forgery.ts";
import {
  anonymousSender,
  identifyCaller,
  type Recognition,
  takenAt,
  tooManyRequests,
} from "../../identity/identification.ts";
import { countCost, countRequest, type RateLimits } from "../../identity/rate-limits.ts";
import { type Admission, type AdmittedOperation, kindOf, overload, queryKindOf } from "../../operation/admission.ts";
import type { Strictness } from "../../operation/documents.ts";
import { executeOperation, isOverload, refuseOversized } from "../../operation/execute-operation.ts";
import type { ExecutedOperation } from "../../operation/executed-operation.ts";
import type { OpenExplainer } from "../../operation/explainer.ts";
import { type OperationRequest, type Prepared, prepareOperation } from "../../operation/prepare.ts";
import type { Transport } from "../../transport/subgraphs.ts";
import { bodyBounds, smallBodyBytes } from "../body.ts";
import type { Refusal } from "../refusals.ts";
import { mayBeKept, sendKept } from "./kept-responses.ts";
import { type Reply, sendBytes, sendErrors, sendRefusal, sendRefused } from "./reply.ts";
import { acceptedType, type MediaType, readOperationRequest, readSearch, refusalOfJson } from "./request.ts";
import { responseBytes } from "./response.ts";

/** With the value 1 the response tells what it has cost. */
const costHeader = "hansa-cost";

/** The parts that operations need, whichever route they come by. */
export type OperationParts = {
  live: LiveGraph;
  transport: Transport;
  strictness: Strictness;
  /** Undefined with `--identity none`: every caller is a guest. */
  recognition: Recognition | undefined;
  proxies: Proxies;
  /** Makes the senders that share places fairly; undefined: they are not told apart. */
  senderOf: SenderOf | undefined;
  /** The rate limits by sender; undefined: none. */
  limits: RateLimits | undefined;
  admission: Admission;
  /** Waits for the turn of a large body. */
  takeTurn: TakeFairTurn;
};

export type CallParts = OperationParts & {
  /** Refuses revoked viewers; undefined with `--identity none`. */
  sessions: SessionCheck | undefined;
  isAllowedOrigin: IsAllowedOrigin;
  /** Explains responses whose requests ask for it in a header; undefined in production. */
  openExplainer: OpenExplainer | undefined;
};

export type Call = {
  reply: Reply;
  /** The contract at whose path it came. */
  contract: GraphContract;
  /** The address as whose it is counted: of the client, as far as our own proxies vouch for it, or of the storefront's visitor. */
  address: string;
  /** The sender, once it is identified. */
  identity: Identity | undefined;
  /** When it came, by the monotonic clock. */
  startedAt: number;
  /** The first span of its trace; undefined where nothing is recorded. */
  span: Span | undefined;
  /** The name of the operation, once it is known. */
  operation: string;
  /** The operation that was executed, for the usage. */
  executed: ExecutedOperation | undefined;
  /** The instances of the services that were asked for it. */
  readonly asked: Set<Instances>;
};

/** Answers a call. Refusals are replies; it throws only on faults of ours. */
export async function answerCall(parts: CallParts, call: Call): Promise<void> {
  const { reply } = call;
  const { method, headers, url = "" } = reply.request;
  if (method !== "GET" && method !== "POST") return sendRefusal(reply, 405, undefined, ["allow", "GET, POST"]);
  const body = method === "POST" ? await receiveBody(parts, reply) : undefined;
  if (method === "POST" ? !body : isRefusedGet(parts, reply)) return;
  const receivedAt = parts.transport.runtime.monotonic();

  const queryKind = queryKindOf(headers, body);
  if (queryKind && parts.admission.refusesUnread(queryKind, call.address)) return sendRefusal(reply, 503, overload);
  const identity = await identifySender(parts, call);
  if (!identity) return;
  call.identity = identity;
  const type = acceptedType(headers.accept);
  if (!type) return sendRefusal(reply, 406);
  if (body && body.length > smallBodyBytes && !(await parts.takeTurn(identity.sender, body.length)))
    return sendRefusal(reply, 503, overload);
  const json = body && parseJson(body);
  if (body && !json) return sendRefusal(reply, 400, refusalOfJson(body));
  const parameters = json ? readOperationRequest(json.value, json.text) : readSearch(url);
  if ("status" in parameters) {
    const { status, code, message } = parameters;
    return sendErrors(reply, status, type, [graphqlError(code, message)]);
  }
  const { sender } = identity;
  const trace = { requestId: reply.requestId, entry: "graphql", sender, span: call.span } as const;
  await withTrace(trace, () => answerOperation(parts, call, { identity, type, parameters, receivedAt }));
}

/** Reads the body of a POST; undefined if the call was refused, or the client is gone. */
async function receiveBody({ transport: { runtime } }: CallParts, reply: Reply): Promise<Buffer | undefined> {
  const { request } = reply;
  if (!isJsonType(request.headers["content-type"])) return void sendRefusal(reply, 415);
  const body = await readBody(runtime, request, bodyBounds);
  if (body === "oversized") {
    await discardBody(runtime, request);
    sendRefusal(reply, 413);
  }
  return typeof body === "string" ? undefined : body;
}

/** Refuses a GET that any web page could make a visitor's browser send, and a GET with another content type than JSON. */
function isRefusedGet({ isAllowedOrigin }: CallParts, reply: Reply): boolean {
  const { headers } = reply.request;
  const type = headers["content-type"];
  if (type !== undefined && !isJson(type)) sendRefusal(reply, 415);
  else if (isForgeableGet(headers, isAllowedOrigin)) sendRefusal(reply, 400, getRefusal);
  else return false;
  return true;
}

/** Identifies the sender and counts the request for it; undefined if the call was refused. */
async function identifySender(parts: CallParts, { reply, address, contract }: Call): Promise<Identity | undefined> {
  const { headers, socket } = reply.request;
  const from = originOf(parts.proxies, { ip: address, headers, socket });
  const caller = await identifyCaller(parts.recognition, reply.request, reply.requestId, from);
  const identified = takenAt(contract, caller);
  const counted = "identity" in identified ? identified.identity : anonymousSender(from);
  reply.counted = { limits: parts.limits, viewer: counted.viewer };
  const waitMs = countRequest(parts.limits, counted);
  if (waitMs > 0) return void sendRefusal(reply, 429, tooManyRequests(waitMs));
  if ("identity" in identified) {
    const { identity } = identified;
    return { ...identity, sender: parts.senderOf?.({ viewer: identity.viewer, from }) };
  }
  return void sendRefusal(reply, identified.refusal.status, identified.refusal);
}

type Received = {
  identity: Identity;
  type: MediaType;
  parameters: OperationRequest;
  /** When the last byte of the request had come, by the monotonic clock. */
  receivedAt: number;
};

/** Executes the operation and sends its response. A held one waits without a place in the admission. */
async function answerOperation(
  parts: CallParts,
  call: Call,
  { identity, type, parameters, receivedAt }: Received,
): Promise<void> {
  const { reply } = call;
  const { method } = reply.request;
  const graph = graphFor(parts.live.current(), call.contract);
  if (!graph) return sendRefusal(reply, 404);
  const asked = { ...parameters, viewer: identity.viewer };
  const prepared = prepareOperation(parts.transport.metrics, graph, parts.strictness, asked);
  if (!("operation" in prepared)) return sendRefused(reply, type, prepared);
  call.operation = prepared.operation.name?.value ?? "(none)";
  if (method === "GET" && prepared.operation.operation === OperationTypeNode.MUTATION) {
    const refusal = { code: "METHOD_NOT_ALLOWED", message: "A mutation needs POST." } as const;
    return sendRefusal(reply, 405, refusal, ["allow", "POST"]);
  }
  if (reply.isFull()) return sendRefusal(reply, 503, unsentRefusal);
  const admitted = parts.admission.enter(kindOf(prepared.operation, identity.viewer), identity.sender, call.address);
  if (!admitted) return sendRefusal(reply, 503, overload);
  let finished: Finished;
  try {
    finished = await executeAdmitted(parts, call, { identity, type, prepared, graph, admitted });
  } finally {
    admitted.leave();
  }
  if (finished.isHeld) await holdResponse(reply.response, { runtime: parts.transport.runtime, receivedAt });
  await finished.send();
}

/** A finished response, and whether it leaves at a multiple of a step only. */
type Finished = { isHeld: boolean; send(): Promise<void> | void };

type Admitted = {
  identity: Identity;
  type: MediaType;
  prepared: Prepared;
  graph: Graph;
  admitted: AdmittedOperation;
};

/** Executes an operation that the router has capacity for. Its response is to be sent. */
async function executeAdmitted(
  parts: CallParts,
  call: Call,
  { identity, type, prepared, graph, admitted }: Admitted,
): Promise<Finished> {
  const { reply } = call;
  const refused = (status: number, refusal: Refusal): Finished => ({
    isHeld: false,
    send: () => sendRefusal(reply, status, refusal),
  });
  const isWrite = prepared.operation.operation === OperationTypeNode.MUTATION;
  const verdict = (await parts.sessions?.check(identity.viewer, isWrite)) ?? "live";
  if (verdict === "revoked") return refused(401, sessionRefusals.revoked);
  if (verdict === "unverifiable") return refused(503, { ...sessionRefusals.unverifiable, retryAfterMs: 1_000 });
  const openExplainer = reply.request.headers[explainHeader] === "1" ? parts.openExplainer : undefined;
  const isAbandoned = () => reply.response.closed;
  const deadlineAt = call.startedAt + parts.transport.operationTimeoutMs;
  const sender = {
    ...{ identity, openExplainer, deadlineAt, isAbandoned, asked: call.asked },
    explains: openExplainer !== undefined,
    showsCost: identity.viewer.kind === "client" || reply.request.headers[costHeader] === "1",
    refuses: admitted.refuses,
  };
  const executed = await executeOperation(parts.transport, graph, sender, prepared);
  if (!("data" in executed) && isOverload(executed)) return refused(503, overload);
  if ("data" in executed) countCost(parts.limits, identity, executed.cost);
  const hasErrors = !("data" in executed) || executed.errors.length > 0;
  const { document, operation } = prepared;
  call.executed = { document, operation, contract: graph.contract, schema: graph.clientSchema, hasErrors };
  if (!("data" in executed)) return { isHeld: false, send: () => sendRefused(reply, type, executed) };
  const { metrics, mostOfResponses } = parts.transport;
  let isKept =
    !hasErrors &&
    !("cost" in executed.extensions) &&
    openExplainer === undefined &&
    mayBeKept(reply.request, operation);
  const refuse = () => {
    isKept = false;
    return refuseOversized(metrics, operation);
  };
  const bytes = responseBytes(executed, reply.requestId, { most: mostOfResponses.bytes, refuse });
  const send = () =>
    isKept ? sendKept(reply, type, bytes) : sendBytes(reply, 200, { type, bytes, isRefusable: !isWrite });
  return { isHeld: executed.isHeld, send };
}
