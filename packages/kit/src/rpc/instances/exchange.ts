/** One HTTP exchange with an instance of a service, within its deadline and size limit. Faults are results; it never throws. */
import type { Dispatcher } from "undici";
import { loopTimeHeader } from "../../runtime/fairness/loop-time.ts";
import { decodeBody, isEncoded } from "./decoding.ts";

/**
 * The outcome of an exchange; `Response` is what came back, `loopMs` the time of the service's event loop that it took, if that was long, and
 * `retryAfter` the header of that name.
 */
export type Exchange<Response = Body> =
  | { kind: "answered"; status: number; response: Response; loopMs?: number; retryAfter?: string }
  /** Nothing reached the service. `isRefused`: that was known at once; otherwise a wait for a connection failed. */
  | { kind: "unreachable"; cause: string; isRefused: boolean }
  /** The connection broke: the request may have arrived, and no complete response came back. */
  | { kind: "broken"; cause: string }
  /** The deadline passed: the request may have arrived. */
  | { kind: "late"; cause: string }
  /** The response exceeds the size limit. */
  | { kind: "oversized"; cause: string };

/** `coding` is the one of bytes that could not be decoded. */
type Body = { bytes: Buffer; coding?: string };

/** A request to an instance. Nothing but `identity` is accepted: within a network of ours compression costs more than it spares. */
export type ExchangeRequest = Omit<Dispatcher.DispatchOptions, "headers"> & {
  headers?: Readonly<Record<string, string | undefined>>;
};

/** The bounds of an exchange. */
export type Bounds = { deadline: Deadline; allowance: Allowance };

/** The remaining bytes of responses, those of one client's request together. `decoded` is the last decoding, which the next one waits for. */
export type Allowance = { bytes: number; decoded?: Promise<unknown> };

/** The end of the time for one request; `onPassed` ends the exchange in progress. */
export type Deadline = { isPassed: boolean; onPassed: (() => void) | undefined };

/** Ends the time. */
export function passDeadline(deadline: Deadline): void {
  deadline.isPassed = true;
  deadline.onPassed?.();
}

/** Faults of undici and of the system that mean that no connection was made. */
const connectionFaults = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** Faults of a connection that was not made after a wait. */
const connectTimeouts = new Set(["EHOSTUNREACH", "ETIMEDOUT", "UND_ERR_CONNECT_TIMEOUT"]);

/** The causes of outcomes of the kinds `oversized` and `late`. */
const tooLarge = "the answers are larger than one request may have";
const tooLate = "no answer within the deadline";

/** Sends the request and reads the whole response, decoded. Undici's handler is used directly: a stream for each response costs more than the rest. */
export function exchange(
  connections: Pick<Dispatcher, "dispatch">,
  request: ExchangeRequest,
  { deadline, allowance }: Bounds,
): Promise<Exchange> {
  const sent = { ...request, headers: { ...request.headers, "accept-encoding": "identity" } };
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let status = 0;
    let isOversized = false;
    let coding: string | undefined;
    const noted: { loopMs?: number; retryAfter?: string } = {};
    const end = (outcome: Exchange) => {
      deadline.onPassed = undefined;
      resolve(outcome);
    };
    // Until it leaves, a request waits for its connection to be made.
    const cause = "no connection was made within the deadline";
    const endUnsent = () => end({ kind: "unreachable", cause, isRefused: false });
    const endLate = () => end({ kind: "late", cause: tooLate });
    deadline.onPassed = endUnsent;
    connections.dispatch(sent, {
      onRequestStart(controller) {
        const abort = () => controller.abort(new Error(tooLate));
        deadline.onPassed = abort;
        if (deadline.isPassed) abort();
      },
      onResponseStart(controller, statusCode, headers) {
        status = statusCode;
        const told = headers[loopTimeHeader];
        if (told !== undefined) noted.loopMs = Number(told);
        const { "retry-after": retryAfter, "content-encoding": encoding } = headers;
        if (typeof retryAfter === "string") noted.retryAfter = retryAfter;
        if (encoding !== undefined && isEncoded(String(encoding))) coding = String(encoding);
        // Of a response that announces too much, nothing is read.
        isOversized = Number(headers["content-length"]) > allowance.bytes;
        if (isOversized) controller.abort(new Error(tooLarge));
      },
      onResponseData(controller, chunk) {
        size += chunk.length;
        isOversized ||= size > allowance.bytes;
        if (isOversized) controller.abort(new Error(tooLarge));
        else chunks.push(chunk);
      },
      onResponseEnd() {
        const [only] = chunks;
        const bytes = chunks.length === 1 && only ? only : Buffer.concat(chunks);
        const answered = { kind: "answered", status, ...noted } as const;
        if (coding === undefined || size === 0) {
          // Subtracted at the end, so that a response that is too large costs the other fetches nothing.
          allowance.bytes -= size;
          return end({ ...answered, response: { bytes } });
        }
        deadline.onPassed = endLate;
        void decodeInTurn({ deadline, allowance }, coding, bytes).then((response) =>
          end(response ? { ...answered, response } : { kind: "oversized", cause: tooLarge }),
        );
      },
      onResponseError(_controller, error) {
        end(isOversized ? { kind: "oversized", cause: error.message } : failureOf(error, deadline));
      },
    });
  });
}

/** Decodes the responses of one request in turn: else each could take all of the memory that is for all of them. */
function decodeInTurn(bounds: Bounds, coding: string, bytes: Buffer): Promise<Body | undefined> {
  const { allowance } = bounds;
  const decoded = Promise.resolve(allowance.decoded).then(() => decodeWithin(bounds, coding, bytes));
  allowance.decoded = decoded;
  return decoded;
}

/**
 * The decoded body of a response, whose bytes are subtracted; undefined if they are too many, or nothing waits for them any more. A body that cannot be
 * decoded stays as it came.
 */
async function decodeWithin({ deadline, allowance }: Bounds, coding: string, bytes: Buffer): Promise<Body | undefined> {
  if (deadline.isPassed) return undefined;
  const decoded = await decodeBody(coding, bytes, allowance.bytes);
  if (decoded === "unreadable") return { bytes, coding };
  // Responses that came as they are may have ended meanwhile.
  if (deadline.isPassed || decoded === "oversized" || decoded.length > allowance.bytes) return undefined;
  allowance.bytes -= decoded.length;
  return { bytes: decoded };
}

/** The outcome of an exchange that ended with this fault. */
export function failureOf(error: unknown, deadline: Deadline): Exclude<Exchange, { kind: "answered" }> {
  const cause = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  // A listener that closes resets the connections that it has not accepted: the fault is ECONNRESET of `connect`, not of `read`.
  const isConnecting = error instanceof Error && "syscall" in error && error.syscall === "connect";
  if (isConnecting || connectionFaults.has(code))
    return { kind: "unreachable", cause, isRefused: !connectTimeouts.has(code) };
  return deadline.isPassed ? { kind: "late", cause: tooLate } : { kind: "broken", cause };
}
