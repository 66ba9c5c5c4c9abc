/** A request that is passed on to an instance of a service: within a time until its response begins, and another one to receive it. */
import type { IncomingHttpHeaders } from "node:http";
import { type Instances, requestStream, type StreamOptions } from "@hansa/kit/rpc";
import type { Log, Runtime } from "@hansa/kit/runtime";

type Passed = { method: "GET" | "HEAD" | "POST"; path: string; headers: Record<string, string>; body?: Buffer | null };

/** The time to receive a small file, in milliseconds. */
const smallFileMs = 10_000;
/** The bytes per second of the slowest reader of a large file that gets all of it: half a megabit. Until its end it holds a connection to the service. */
const slowestRate = 64 * 1024;

/** Sends the request. Throws if no response begins within `waitMs`; one that is not received in its time ends. */
export async function passOn(
  { runtime, log }: { runtime: Runtime; log: Log },
  instances: Instances,
  request: Passed,
  { waitMs, ...options }: StreamOptions & { waitMs: number },
) {
  const ending = new AbortController();
  const stopTimer = runtime.startTimer(waitMs, () => ending.abort());
  const sent = requestStream({ runtime, log }, instances, { ...request, signal: ending.signal }, options);
  const response = await sent.finally(stopTimer);
  response.body.once(
    "close",
    runtime.startTimer(fileTimeMs(response.headers), () => ending.abort()),
  );
  return response;
}

/** The time in which a client has to receive a file of this size, in milliseconds. */
function fileTimeMs({ "content-length": length }: IncomingHttpHeaders): number {
  return smallFileMs + ((Number(length) || 0) / slowestRate) * 1_000;
}

/** The headers of these names. */
export function pickHeaders(headers: IncomingHttpHeaders, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name): [string, string][] => {
      const value = headers[name];
      return typeof value === "string" ? [[name, value]] : [];
    }),
  );
}
