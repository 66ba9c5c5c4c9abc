/** The report of one process for the state of the shop: its versions, its gauges and the integrity rules of its store. */

import { Registry } from "@prometheus-io/client";
import { z } from "zod";
import manifest from "../../../package.json" with { type: "json" };
import { type OpenAlarm, openAlarm } from "../../alarms/rows.ts";
import { operation } from "../../rpc/contract.ts";
import { routerName } from "../../runtime/processes.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { withTrace } from "../../runtime/trace.ts";
import { within } from "../../runtime/within.ts";
import type { IntegrityCheck } from "../../store/integrity.ts";
import { readCommit } from "./config.ts";

const gauge = z.object({ name: z.string(), labels: z.record(z.string(), z.string()), value: z.number() });
const rule = z.object({ rule: z.string(), broken: z.int() });

/** The part of a report that is read from the store of a service, or from files. */
const storedReport = z.object({
  gauges: z.array(gauge),
  /** Null while the rules are still being checked; empty for a process without a store of facts. */
  integrity: z.array(rule).nullable(),
  /** Open alarms, the oldest first; none from a process of an earlier version. */
  alarms: z.array(openAlarm).default([]),
});
export type StoredReport = z.infer<typeof storedReport>;

/** It holds no personal data, and no ids of rows. */
export const processReport = storedReport.extend({
  version: z.string(),
  /** The commit of the programs; null where the process was not told. */
  commit: z.string().nullable(),
  node: z.string(),
  /** The hash of the schema of a service, or of the router's graph; null without one. */
  schema: z.string().nullable(),
  isReady: z.boolean(),
  fault: z.string().nullable(),
});
export type ProcessReport = z.infer<typeof processReport>;
export type ReportedGauge = z.infer<typeof gauge>;

/** Each instance of a service reports itself to the router. */
export const reportState = operation({
  name: "report-state",
  callers: [routerName],
  input: z.object({}),
  output: processReport,
});

/** The parts of a process that its report is read from. */
export type Reported = {
  registry: Registry;
  schema(): string | undefined;
  isReady(): boolean;
  /** Why what it last read is not served; none if absent. */
  fault?: () => string | undefined;
  /** Checks the integrity rules, or answers from the last check; undefined if it takes longer than a report may wait. */
  checkIntegrity?: (() => Promise<readonly IntegrityCheck[] | undefined>) | undefined;
  /** The open alarms of the process; none if absent. */
  findAlarms?: (() => Promise<OpenAlarm[]>) | undefined;
};

/** Reads the report of this process. */
export async function readReport({
  registry,
  schema,
  isReady,
  fault,
  checkIntegrity,
  findAlarms,
}: Reported): Promise<ProcessReport> {
  const [gauges, checks, alarms] = await Promise.all([
    readGauges(registry),
    checkIntegrity ? checkIntegrity() : [],
    findAlarms ? findAlarms() : [],
  ]);
  return {
    version: manifest.version,
    commit: readCommit(),
    node: process.version,
    schema: schema() ?? null,
    isReady: isReady(),
    fault: fault?.() ?? null,
    gauges,
    integrity: checks ? summarizeChecks(checks) : null,
    alarms,
  };
}

/** The results of checks without the ids of rows. */
export function summarizeChecks(checks: readonly IntegrityCheck[]): NonNullable<StoredReport["integrity"]> {
  return checks.map(({ rule, broken }) => ({ rule, broken }));
}

/** The gauges of ours: the present, and nothing that has been counted. */
async function readGauges(registry: Registry): Promise<ReportedGauge[]> {
  const metrics = await registry.getMetricsAsJSON();
  return metrics
    .filter(({ name, type }) => type === "gauge" && name.startsWith("hansa_"))
    .flatMap(({ name, values }) =>
      values.map(({ labels, value }) => ({
        name,
        labels: Object.fromEntries(Object.entries(labels).map(([label, text]) => [label, String(text)])),
        value,
      })),
    );
}

/** The gauges that `observe` adds, outside of a process that reports itself. */
export function collectGauges(observe: (registry: Registry) => void): Promise<ReportedGauge[]> {
  const registry = new Registry();
  observe(registry);
  return readGauges(registry);
}

/** The least time between two checks of the rules, which read up to 10,000 rows each. */
const checkEveryMs = 60_000;
/** A report waits no longer for a check; the next one has its result. */
const maxWaitMs = 1_000;

/** Has the rules checked at most once a minute, for reports of one process. */
export function openIntegrityReport(
  runtime: Runtime,
  check: () => Promise<readonly IntegrityCheck[]>,
): () => Promise<readonly IntegrityCheck[] | undefined> {
  let startedAt = Number.NEGATIVE_INFINITY;
  let latest: Promise<readonly IntegrityCheck[]> | undefined;
  return async () => {
    if (!latest || runtime.monotonic() - startedAt >= checkEveryMs) {
      startedAt = runtime.monotonic();
      latest = withTrace({ requestId: runtime.newId("req"), entry: "job" }, check);
      latest.catch(() => {
        latest = undefined;
      });
    }
    return within(runtime, maxWaitMs, latest);
  };
}
