/** A request to a service whose response is streamed: files, receipts, exports. */
import type { Dispatcher } from "undici";
import type { Log } from "../../runtime/log.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { deliver } from "./delivery.ts";
import { type Deadline, failureOf } from "./exchange.ts";
import type { Instances } from "./instances.ts";

/** Sends the request to an instance, and to another one if nothing reached it. Throws the fault of the connection if there is no response. */
export async function requestStream(
  parts: { runtime: Runtime; log: Log },
  service: Instances,
  request: Dispatcher.RequestOptions,
): Promise<Dispatcher.ResponseData> {
  const deadline: Deadline = { isPassed: false, onPassed: undefined };
  let fault: unknown;
  const outcome = await deliver<Dispatcher.ResponseData>(parts, service, {
    isRepeatable: false,
    deadline,
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
