/** Metrics of a service in the Prometheus format, counted at its HTTP listeners and by drizzle's logger, never in a resolver. */
import { Counter, Gauge, Histogram, Registry } from "@prometheus-io/client";
import { type AlarmCounter, openAlarmCounter } from "./alarm-counter.ts";
import { currentTrace } from "./trace.ts";

export type Metrics = AlarmCounter & {
  registry: Registry;
  /** Counts one executed SQL statement. BEGIN and COMMIT do not count. */
  countStatement(): void;
  /** Counts one request that a listener has answered. */
  countRequest(entry: string, operation: string, status: number, seconds: number): void;
  /** Counts one operation by what executes it. */
  countExecution(by: "compiled" | "apollo-server"): void;
  /** Counts one answer of the graph that was refused because of its size. */
  countOversized(): void;
  /** Counts one ended call to another service or provider. */
  countCall(name: string, outcome: "answered" | "failed", seconds: number): void;
  /** Sets the number of events that an event consumer has still to apply, and when the oldest of them occurred, if that is known. */
  setConsumerLag(consumer: string, events: number, oldestAt?: number): void;
  /** Sets the number of dead letters of an event consumer, including the events that wait behind one. */
  setDeadLetters(consumer: string, events: number): void;
  /** Sets whether this process is the leader. The values of event consumers end with that: another process runs them. */
  setLeader(isLeader: boolean): void;
  /** Counts one attempt that a limit refused. */
  countLimitRefusal(limit: string): void;
  /** Counts rows that a job of retention has deleted. */
  countRetention(rows: string, deleted: number): void;
};

/** Creates the metrics of one service. Services that share a process have separate ones. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const statements = new Counter({
    name: "hansa_sql_statements_total",
    help: "SQL statements executed, by entry point.",
    labelNames: ["entry"],
    registers,
    collect,
  });
  const requests = new Counter({
    name: "hansa_http_requests_total",
    help: "Requests answered, by entry point, operation and HTTP status.",
    labelNames: ["entry", "operation", "status"],
    registers,
    collect,
  });
  const durations = new Histogram({
    name: "hansa_http_request_seconds",
    help: "How long a request took inside this service.",
    labelNames: ["entry"],
    buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10],
    registers,
    collect,
  });
  const executions = new Counter({
    name: "hansa_graphql_executions_total",
    help: "GraphQL requests by what executes them: compiled operations for the router's fetches, Apollo Server for all others.",
    labelNames: ["by"],
    registers,
    collect,
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
    buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10],
    registers,
  });
  const lags = new Gauge({
    name: "hansa_consumer_lag_events",
    help: "Events that an event consumer has still to apply, by consumer.",
    labelNames: ["consumer"],
    registers,
  });
  const oldest = new Gauge({
    name: "hansa_consumer_oldest_event_timestamp_seconds",
    help: "When the oldest event occurred that an event consumer has still to apply; absent if there is none.",
    labelNames: ["consumer"],
    registers,
  });
  const leader = new Gauge({
    name: "hansa_leader",
    help: "1 while this process is the leader of its service, which runs event consumers and jobs.",
    registers,
  });
  const letters = new Gauge({
    name: "hansa_consumer_dead_letters",
    help: "Dead letters, including events that wait behind one, by event consumer.",
    labelNames: ["consumer"],
    registers,
  });
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
  const statementsOf = openTally((entry: string) => statements.labels({ entry }));
  const requestsOf = openTally((entry: string, operation: string, status: number) =>
    requests.labels({ entry, operation, status }),
  );
  const executionsOf = openTally((by: string) => executions.labels({ by }));
  const durationsOf = openSamples((entry: string) => durations.labels({ entry }));
  /** Moves what was counted to the metrics, before they are read. */
  function collect(): void {
    statementsOf.flush();
    requestsOf.flush();
    executionsOf.flush();
    durationsOf.flush();
  }
  return {
    registry,
    countStatement: () => statementsOf.count(currentTrace()?.entry ?? "job"),
    countRequest: (entry, operation, status, seconds) => {
      requestsOf.count(entry, operation, status);
      durationsOf.add(seconds, entry);
    },
    countExecution: (by) => executionsOf.count(by),
    countOversized: () => oversized.inc(),
    countCall: (name, outcome, seconds) => calls.observe({ name, outcome }, seconds),
    setConsumerLag: (consumer, events, oldestAt) => {
      lags.set({ consumer }, events);
      if (oldestAt === undefined) oldest.remove({ consumer });
      else oldest.set({ consumer }, oldestAt / 1_000);
    },
    setDeadLetters: (consumer, events) => letters.set({ consumer }, events),
    setLeader: (isLeader) => {
      leader.set(Number(isLeader));
      if (!isLeader) for (const gauge of [lags, oldest, letters]) gauge.reset();
    },
    ...alarms,
    countLimitRefusal: (limit) => limitRefusals.inc({ limit }),
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

type Labels = readonly (string | number)[];

/**
 * Counts in plain numbers, which are moved to their metrics when these are read: to read and check the labels of each increment took 4 to 6 %
 * of a service's CPU time.
 */
export type Tally<Of extends Labels> = {
  count(...labels: Of): void;
  /** Moves the counts to their series. */
  flush(): void;
};

/** Opens a tally; `find` finds the series of these labels. */
export function openTally<Of extends Labels>(find: (...labels: Of) => { inc(by: number): void }): Tally<Of> {
  const known = new Map<string, { labels: Of; counted: number }>();
  return {
    count: (...labels) => {
      const key = labels.join(" ");
      const entry = known.get(key);
      if (entry) entry.counted += 1;
      else known.set(key, { labels, counted: 1 });
    },
    flush: () => {
      for (const entry of known.values()) {
        find(...entry.labels).inc(entry.counted);
        entry.counted = 0;
      }
    },
  };
}

/** Durations, moved in the same way. */
export type Samples<Of extends Labels> = {
  add(value: number, ...labels: Of): void;
  /** Moves the values to their series. */
  flush(): void;
};

/** The most values that wait for their series. */
const maxWaiting = 1_000;

/** Opens the collection of values; `find` finds the series of these labels. */
export function openSamples<Of extends Labels>(find: (...labels: Of) => { observe(value: number): void }): Samples<Of> {
  let waiting: { value: number; labels: Of }[] = [];
  const flush = () => {
    const moved = waiting;
    waiting = [];
    for (const { value, labels } of moved) find(...labels).observe(value);
  };
  return {
    add: (value, ...labels) => {
      waiting.push({ value, labels });
      if (waiting.length >= maxWaiting) flush();
    },
    flush,
  };
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
