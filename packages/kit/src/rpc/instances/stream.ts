/** A request to a service whose response is streamed: files, receipts, exports. */
import { finished } from "node:stream/promises";
import type { Dispatcher } from "undici";
import type { Sender } from "../../runtime/fairness/sender.ts";
import type { Log } from "../../runtime/log.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { deliver } from "./delivery.ts";
import { type Deadline, failureOf, passDeadline } from "./exchange.ts";
import type { Instances } from "./instances.ts";

export type StreamOptions = {
  /** The sender in whose turn it is sent; undefined where senders are not told apart. */
  sender: Sender | undefined;
  /** Whether it may be sent again after a connection broke, and is asked after when it is late; absent: false. */
  isRepeatable?: boolean;
  /** Whether a response with this status is a fault of the instance; absent: from 500 on. */
  isFault?(status: number): boolean;
  /** Whether its client has left: then it is not sent once a place is free; absent: it is sent in any case. */
  isAbandoned?(): boolean;
};

type SentRequest = Omit<Dispatcher.RequestOptions, "headers"> & {
  signal: AbortSignal;
  headers?: Readonly<Record<string, string>>;
};

/** A request that no instance is sent: its path or a header, which a client may have written, is none of HTTP. */
export class UnsendableRequestError extends Error {}

/**
 * Sends the request to an instance, and to another one if nothing reached it. The response holds its connection until its end, in the turn of the
 * sender. Throws the fault of the connection if there is no response, and `UnsendableRequestError` before it takes a place.
 */
export async function requestStream(
  parts: { runtime: Runtime; log: Log },
  service: Instances,
  request: SentRequest,
  { isRepeatable = false, ...options }: StreamOptions,
): Promise<Dispatcher.ResponseData> {
  assertSendable(request);
  const deadline: Deadline = { isPassed: false, onPassed: undefined };
  // A request that waits in the pool is not ended by its signal.
  const ended = new Promise<never>((_resolve, reject) => {
    request.signal.addEventListener("abort", () => reject(request.signal.reason), { once: true });
  });
  ended.catch(() => undefined);
  request.signal.addEventListener("abort", () => passDeadline(deadline), { once: true });
  let fault: unknown;
  const outcome = await deliver<Dispatcher.ResponseData>(parts, service, {
    ...options,
    isRepeatable,
    deadline,
    ended: ({ body }) => finished(body).catch(() => undefined),
    send: async ({ pool }) => {
      try {
        const response = await Promise.race([pool.request(request), ended]);
        return { kind: "answered", status: response.statusCode, response };
      } catch (error) {
        fault = error;
        return failureOf(error, deadline);
      }
    },
  });
  if (outcome.kind === "answered") return outcome.response;
  throw fault ?? new Error(outcome.cause);
}

const pathForm = /^\/[\x21-\x7e]*$/;
const nameForm = /^[\w!#$%&'*+.^`|~-]+$/;
const valueForm = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Throws for what undici would refuse after it gave the request a connection, which it then never gives to another one. */
function assertSendable({ path, headers }: SentRequest): void {
  if (!pathForm.test(path) || path.includes("#")) throw new UnsendableRequestError("the path is no origin form");
  for (const [name, value] of Object.entries(headers ?? {}))
    if (!nameForm.test(name) || !valueForm.test(value)) throw new UnsendableRequestError("a header is none of HTTP");
}
