/** Metrics of the storefront: pages by their outcome, with their time, and those of the process. */
import { collectDefaultMetrics, Histogram, Registry } from "@prometheus-io/client";

export type PageOutcome = "found" | "partial" | "kept" | "missing" | "moved" | "unavailable";

export type Metrics = {
  registry: Registry;
  /** Counts a page, by its name, with the seconds that it took. */
  countPage(page: string, outcome: PageOutcome, seconds: number): void;
};

/** Creates the metrics of one process. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 100, eventLoopUtilizationTimeout: 5_000 });
  const pages = new Histogram({
    name: "hansa_storefront_page_seconds",
    help: "Time to a page of the storefront, by page and outcome",
    labelNames: ["page", "outcome"],
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3],
    registers: [registry],
  });
  return { registry, countPage: (page, outcome, seconds) => pages.observe({ page, outcome }, seconds) };
}
