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
};

/**
 * Sends the request to an instance, and to another one if nothing reached it. The response holds its connection until its end, in the turn of the
 * sender. Throws the fault of the connection if there is no response.
 */
export async function requestStream(
  parts: { runtime: Runtime; log: Log },
  service: Instances,
  request: Dispatcher.RequestOptions & { signal: AbortSignal },
  { isRepeatable = false, ...options }: StreamOptions,
): Promise<Dispatcher.ResponseData> {
  const deadline: Deadline = { isPassed: false, onPassed: undefined };
  request.signal.addEventListener("abort", () => passDeadline(deadline), { once: true });
  let fault: unknown;
  const outcome = await deliver<Dispatcher.ResponseData>(parts, service, {
    ...options,
    isRepeatable,
    deadline,
    ended: ({ body }) => finished(body).catch(() => undefined),
    send: async ({ pool }) => {
      try {
        const response = await pool.request(request);
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
