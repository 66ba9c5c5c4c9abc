/** Start of tracing in a process. */
import type { Runtime } from "../runtime/runtime.ts";
import { readTracing } from "./config.ts";
import { recordSpans } from "./spans.ts";

/** The time in which a process that stops sends what waits: a collector that does not answer must not hold it up. */
const stopMs = 2_000;

/**
 * Records and exports spans from now on, if the environment says so; the returned function sends what waits and ends both. `warn` is told what
 * cannot be exported.
 */
export async function startTracing(
  name: string,
  { runtime, warn }: { runtime: Runtime; warn(fault: string): void },
): Promise<() => Promise<void>> {
  const tracing = readTracing();
  if (!tracing) return async () => undefined;
  // Without traces the SDK is not loaded: it would cost each process memory and start-up time.
  const { openExporter, openTracer } = await import("./tracer.ts");
  const tracer = openTracer({ name, runtime, ...tracing, exporter: openExporter(warn) });
  recordSpans(tracer);
  return async () => {
    recordSpans(undefined);
    await Promise.race([tracer.stop().catch(() => undefined), runtime.sleep(stopMs)]);
  };
}
