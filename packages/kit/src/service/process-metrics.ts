/** Metrics of the process: CPU time, memory, garbage collection, event loop and open files. */
import { readdirSync, readFileSync } from "node:fs";
import { collectDefaultMetrics, type Registry } from "@prometheus-io/client";
import { openGauge } from "../runtime/metrics.ts";

/**
 * Adds the metrics of the process: CPU time, memory, garbage collection, event loop and open files. Called once for each process, when it
 * listens: some of them are sampled by timers.
 */
export function observeProcess(registry: Registry): void {
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 100, eventLoopUtilizationTimeout: 5_000 });
  const help = "The share of its file descriptors that the process has open; absent where the system does not tell.";
  openGauge({ registry }, { name: "hansa_descriptors_used_ratio", help }, () => [
    { labels: {}, value: readUsedDescriptors() },
  ]);
}

/** The used share of the file descriptors, from 0 to 1, as Linux tells it; undefined on other systems. */
function readUsedDescriptors(): number | undefined {
  try {
    const [, limit = ""] = /^Max open files +(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8")) ?? [];
    return limit === "" ? undefined : readdirSync("/proc/self/fd").length / Number(limit);
  } catch (error) {
    // Reading needs a descriptor itself.
    return error instanceof Error && "code" in error && error.code === "EMFILE" ? 1 : undefined;
  }
}
