/** Metrics of a service in the Prometheus format, counted at its HTTP listeners and by drizzle's logger, never in a resolver. */
import { Counter, Gauge, Histogram, Registry } from "@prometheus-io/client";
import { type AlarmCounter, openAlarmCounter } from "./alarm-counter.ts";
import { type ConsumerGauges, openConsumerGauges } from "./consumer-gauges.ts";
import { durationBuckets, openDurations, openTally } from "./tallies.ts";
import { currentTrace } from "./trace.ts";

export type Metrics = AlarmCounter &
  ConsumerGauges & {
    registry: Registry;
    /** Counts one executed SQL statement. BEGIN and COMMIT do not count. */
    countStatement(): void;
    /** Counts one request that a listener has answered. */
    countRequest(entry: string, operation: string, status: number, seconds: number): void;
    /** Counts one operation by what executes it. */
    countExecution(by: "compiled" | "apollo-server"): void;
    /** Counts one response of the graph that was refused because of its size. */
    countOversized(): void;
    /** Counts one ended call to another service or provider. */
    countCall(name: string, outcome: "answered" | "failed", seconds: number): void;
    /** Counts one attempt that a limit refused. */
    countLimitRefusal(limit: string): void;
    /** Counts one read or write that a fault of the store has ended, by the engine's code. */
    countStoreFailure(work: "read" | "write", code: string): void;
    /** Counts rows that a job of retention has deleted. */
    countRetention(rows: string, deleted: number): void;
  };

/** Creates the metrics of one service. Services that share a process have separate ones. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const countStatement = openTally(registry, {
    name: "hansa_sql_statements_total",
    help: "SQL statements executed, by entry point.",
    labels: ["entry"],
  });
  const countHttpRequest = openTally(registry, {
    name: "hansa_http_requests_total",
    help: "Requests answered, by entry point, operation and HTTP status.",
    labels: ["entry", "operation", "status"],
  });
  const addDuration = openDurations(registry, {
    name: "hansa_http_request_seconds",
    help: "How long a request took inside this service.",
    labels: ["entry"],
  });
  const countExecution = openTally(registry, {
    name: "hansa_graphql_executions_total",
    help: "GraphQL requests by what executes them: compiled operations for the router's fetches, Apollo Server for all others.",
    labels: ["by"],
  });
  const oversized = new Counter({
    name: "hansa_graphql_oversized_total",
    help: "Answers of the graph that were refused as ANSWER_TOO_LARGE. Clients cause them, so that they are not logged.",
    registers,
  });
  const calls = new Histogram({
    name: "hansa_call_seconds",
    help: "Calls to other services and providers, by name and outcome.",
    labelNames: ["name", "outcome"],
    buckets: durationBuckets,
    registers,
  });
  const consumers = openConsumerGauges(registry);
  const alarms = openAlarmCounter(registry);
  const limitRefusals = new Counter({
    name: "hansa_limit_refusals_total",
    help: "Attempts refused because one sender, account or subject had made too many, by limit.",
    labelNames: ["limit"],
    registers,
  });
  const retention = new Counter({
    name: "hansa_retention_deleted_total",
    help: "Rows deleted because their owners did not come back to them, such as carts of guests, by what they are.",
    labelNames: ["rows"],
    registers,
  });
  const storeFailures = new Counter({
    name: "hansa_store_failures_total",
    help: "Reads and writes that a fault of the store has ended, by the engine's code, such as SQLITE_FULL or 53100.",
    labelNames: ["work", "code"],
    registers,
  });
  return {
    registry,
    countStatement: () => countStatement(currentTrace()?.entry ?? "job"),
    countRequest: (entry, operation, status, seconds) => {
      countHttpRequest(entry, operation, status);
      addDuration(seconds, entry);
    },
    countExecution,
    countOversized: () => oversized.inc(),
    countCall: (name, outcome, seconds) => calls.observe({ name, outcome }, seconds),
    ...consumers,
    ...alarms,
    countLimitRefusal: (limit) => limitRefusals.inc({ limit }),
    countStoreFailure: (work, code) => storeFailures.inc({ work, code }),
    countRetention: (rows, deleted) => retention.inc({ rows }, deleted),
  };
}

/** Opens a counter of a service's own; the returned function counts one occurrence under its labels. */
export function openCounter<Label extends string>(
  { registry }: Pick<Metrics, "registry">,
  { name, help, labels: labelNames }: { name: string; help: string; labels: readonly Label[] },
): (labels: Readonly<Record<Label, string>>) => void {
  const counter = new Counter({ name, help, labelNames, registers: [registry] });
  return (labels) => counter.inc(labels);
}

/** Opens a gauge of a service's own. `read` returns its series when the metrics are collected; one without a value is absent. */
export function openGauge(
  { registry }: Pick<Metrics, "registry">,
  { labels: labelNames = [], ...described }: { name: string; help: string; labels?: readonly string[] },
  read: () => readonly { labels: Readonly<Record<string, string>>; value: number | undefined }[],
): void {
  new Gauge({
    ...described,
    labelNames,
    registers: [registry],
    collect() {
      for (const { labels, value } of read())
        if (value === undefined) this.remove(labels);
        else this.set(labels, value);
    },
  });
}
