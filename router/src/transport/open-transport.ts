/** Opens the transport to the subgraphs, as the configuration describes it. */
import { openAssertions } from "@hansa/kit/identity";
import type { Log, Runtime } from "@hansa/kit/runtime";
import type { RouterConfig } from "../config.ts";
import type { RouterMetrics } from "../metrics.ts";
import { openIncidentLog } from "./incidents.ts";
import type { Transport } from "./subgraphs.ts";

/** Nothing is connected yet. */
export function openTransport(
  config: RouterConfig,
  parts: { runtime: Runtime; log: Log; metrics: RouterMetrics; mostOfResponses: Transport["mostOfResponses"] },
): Transport {
  const { runtime, log, metrics, mostOfResponses } = parts;
  const { ring } = config;
  return {
    runtime,
    log,
    logIncidents: openIncidentLog(runtime, log),
    metrics,
    urls: config.subgraphUrls,
    signing: ring && { ring, assert: openAssertions(ring, runtime) },
    operationTimeoutMs: config.operationTimeoutMs,
    optionalFetchTimeoutMs: config.optionalFetchTimeoutMs,
    mostOfResponses,
    unmaskErrors: config.unmaskErrors ?? false,
    known: new Map(),
  };
}
