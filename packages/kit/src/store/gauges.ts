/** Gauges that are read from the store of a service when its metrics are collected: one indexed statement each, at most once in 5 s. */
import { Gauge, type Registry } from "@prometheus-io/client";
import type { Runtime } from "../runtime/runtime.ts";
import { withTrace } from "../runtime/trace.ts";
import { reportWaitMs, within } from "../runtime/within.ts";
import type { Reader, Store } from "./store.ts";

/** A gauge of a store. A time is read in epoch milliseconds and exported in seconds. Without a value the gauge is absent. */
export type StoreGauge = {
  name: string;
  help: string;
  unit: "count" | "share" | "time";
  /** `now` is the wall clock's. */
  read(db: Reader, now: number): Promise<number | null | undefined>;
};

/** The least time between two readings, the last of which has ended. */
const readEveryMs = 5_000;

/**
 * Adds the gauges. Each is a read of its own, so that requests are served in between; every process of a service reads the same store. While the
 * store cannot be read, or does not respond in time, the gauges are absent.
 */
export function observeStore(
  { registry, store, runtime }: { registry: Registry; store: Pick<Store, "read">; runtime: Runtime },
  gauges: readonly StoreGauge[],
): void {
  for (const { name, help, unit, read } of gauges) {
    let freshUntil = Number.NEGATIVE_INFINITY;
    let isReading = false;
    const ask = () =>
      withTrace({ requestId: runtime.newId("req"), entry: "job" }, () => store.read((db) => read(db, runtime.now())));
    const gauge = new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        const now = runtime.monotonic();
        if (now < freshUntil || isReading) return;
        freshUntil = now + readEveryMs;
        isReading = true;
        const reading = ask().finally(() => {
          isReading = false;
        });
        const value = await within(runtime, reportWaitMs, reading);
        if (typeof value === "number") this.set(unit === "time" ? value / 1_000 : value);
        else this.remove();
      },
    });
    // Until the first reading it is absent too, and not 0.
    gauge.remove();
  }
}
