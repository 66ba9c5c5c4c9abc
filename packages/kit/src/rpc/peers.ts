/** Calls of internal operations of peers: typed by the contract, signed, with a deadline and a validated response. */
import type { ZodType, z } from "zod";
import { withJoinedSignals } from "../coordination/abort-signals.ts";
import { signRequest } from "../identity/identity.ts";
import { type KeyRing, outgoingKeys } from "../identity/keys/key-ring.ts";
import { CodedError } from "../runtime/errors.ts";
import type { Metrics } from "../runtime/metrics.ts";
import { remainingMs } from "../runtime/request-budget.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { currentSender, currentTrace } from "../runtime/trace.ts";
import { currentTraceparent } from "../tracing/spans.ts";
import type { Operation } from "./contract.ts";
import { callOutside } from "./outbound.ts";

/**
 * A request to another service: POST if it names no method. It is sent once more if its connection breaks, so the receiver must recognise a
 * repetition. `maxBytes` bounds the response more tightly than the transport does.
 */
export type PeerRequest = {
  method?: "GET" | "POST";
  path: string;
  headers: Record<string, string>;
  body: string;
  signal: AbortSignal;
  maxBytes?: number;
  /** Whether it waits at the other service for news. */
  isLongPoll?: boolean;
};
export type PeerResponse = { status: number; body: string };
/** Sends a request to another service: over HTTP, or directly within one process. Throws if there is no response. */
export type Transport = (callee: string, request: PeerRequest) => Promise<PeerResponse>;

/** The caller's keys, the callee and the transport between them. */
export type PeerCall = {
  callee: string;
  /** The keys of the caller. */
  ring: KeyRing;
  transport: Transport;
  runtime: Runtime;
  metrics: Pick<Metrics, "countCall">;
};

/** A peer whose events can be consumed too. */
export type PeerOptions = PeerCall & { metrics: Pick<Metrics, "setConsumerLag" | "setDeadLetters" | "countAlarm"> };

/** The time after which the outcome of a call without a response is unknown. */
const deadlineMs = 5_000;

/**
 * Calls one internal operation. Throws SUBGRAPH_UNAVAILABLE if there is no response; the operation may have taken effect all the same.
 * Every operation may be repeated with the same ids, and is, once, when its connection breaks.
 */
export async function callPeer<Input extends ZodType, Output extends ZodType>(
  peer: PeerCall,
  operation: Operation<Input, Output>,
  input: z.input<Input>,
): Promise<z.output<Output>> {
  const { name, output } = operation;
  const response = await sendRequest(
    peer,
    { path: `/internal/${name}`, name: `${peer.callee}.${name}`, waitMs: deadlineMs },
    input,
  );
  return output.parse(response);
}

/** The path of a request, its name in metrics and faults, and its deadline; `signal` ends a long poll earlier. */
type RequestOptions = {
  path: string;
  name: string;
  waitMs: number;
  signal?: AbortSignal | undefined;
};

/** Sends one signed request and returns the parsed JSON. */
export async function sendRequest(
  peer: PeerCall,
  { path, name, waitMs, signal }: RequestOptions,
  input: unknown,
): Promise<unknown> {
  const { callee, ring, transport, runtime } = peer;
  const trace = currentTrace();
  const requestId = trace?.requestId ?? runtime.newId("req");
  const body = JSON.stringify(input);
  const request = { requestId, purpose: path, sender: currentSender() };
  const signed = signRequest(outgoingKeys(ring, callee), request, body, runtime.now());
  // A call for a query ends with it. Those of mutations, sagas and jobs have their own time.
  const deadline = runtime.deadline(Math.min(waitMs, remainingMs(trace?.budget)));
  const response = await callOutside(peer, name, async () => {
    const traceparent = currentTraceparent();
    const headers = { ...signed, "content-type": "application/json", ...(traceparent && { traceparent }) };
    try {
      if (!signal) return await transport(callee, { path, headers, body, signal: deadline });
      return await withJoinedSignals([signal, deadline], ({ signal: either }) =>
        Promise.race([transport(callee, { path, headers, body, signal: either, isLongPoll: true }), aborted(either)]),
      );
    } catch {
      throw unavailable(callee);
    }
  });
  // None has had an effect. 401: the request was too old when it was read, as by a suspended process, or clocks or secrets differ. 404: the peer is
  // of an older release, which does not have the operation, until it is upgraded.
  if ([401, 404, 503].includes(response.status)) throw unavailable(callee);
  if (response.status !== 200) throw new Error(`${name} answered ${response.status}: ${response.body.slice(0, 500)}`);
  return parseResponse(callee, response);
}

/** A response that cannot be read is none. */
function parseResponse(callee: string, { body }: PeerResponse): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw unavailable(callee);
  }
}

/** Rejects when `signal` aborts: a transport within one process cannot cancel its request. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

function unavailable(callee: string) {
  return new CodedError("SUBGRAPH_UNAVAILABLE", `The ${callee} service does not answer right now. Ask again.`, {
    retryAfterMs: 1_000,
  });
}
