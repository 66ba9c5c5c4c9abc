/** Metrics of the router in Prometheus format: requests and their errors, fetches, calls to users, alarms and the live graph. */

import {
  type AlarmCounter,
  durationBuckets,
  openAlarmCounter,
  openDurations,
  openGauge,
  openTally,
} from "@hansa/kit/runtime";
import type { Unsent } from "@hansa/kit/server";
import { Counter, Gauge, Histogram, Registry } from "@prometheus-io/client";
import type { SenderKind } from "./execution/cost/budgets.ts";
import type { LiveGraph } from "./graph/live-graph.ts";
import { type NameUser, openCountedNames } from "./identity/counted-names.ts";
import type { OverloadRefusal } from "./operation/admission.ts";
import { openSlowRequests } from "./slow-requests.ts";

/** An operation by its name, and the caller; undefined where the name is ours. */
type NamedCall = { operation: string; identity: NameUser };

export type RouterMetrics = AlarmCounter & {
  registry: Registry;
  /** One request for an operation was answered. `seconds` is from its first byte to the last of its response. */
  countRequest(call: NamedCall, status: number, seconds: number): void;
  /** The response of one executed operation has errors. */
  countErrors(call: NamedCall): void;
  /** One HTTP request left for a subgraph; a retry is another one. */
  countFetch(subgraph: string): void;
  /** One call of the users service, about a key, ended. */
  countCall(name: string, outcome: "answered" | "failed", seconds: number): void;
  /** The document of one request was cached, parsed, or refused: syntax, limits, validation. */
  countDocument(outcome: "cached" | "parsed" | "refused"): void;
  /** One valid operation had a cached plan, was planned, or was refused because it has no plan. */
  countPlan(outcome: "cached" | "planned" | "refused"): void;
  /** One operation was refused because there is too much to do. */
  countRefusal(refusal: OverloadRefusal): void;
  /** One request for a page of the storefront was answered, with a page of it or a refusal. */
  countPage(status: number): void;
  /** One response, or a part of one, was refused because of its size. */
  countOversized(): void;
  /** One operation selected a field that its viewer is denied. */
  countDenied(field: string): void;
  /** One operation was refused because it is estimated to cost more than the budget of its sender. */
  countExpensive(kind: SenderKind): void;
  /** One response to a sender of this kind was completed at this cost. */
  countCost(kind: SenderKind, units: number): void;
  /** The usage of one request was not counted: too many counts wait for the router's store, or the operation is too large. */
  countUncounted(): void;
  /** One HTTP request to a subgraph ended. */
  timeFetch(subgraph: string, outcome: "answered" | "failed", seconds: number): void;
};

/** Clients choose the names of operations: beyond this many, new ones are counted together, to bound the memory. */
const maxOperationNames = 300;

/** A fresh set of counters. */
export function createRouterMetrics(monotonic: () => number): RouterMetrics {
  const registry = new Registry();
  const registers = [registry];
  const operations = openOperationMetrics(registry, monotonic);
  const countFetch = openTally(registry, {
    name: "hansa_router_fetches_total",
    help: "HTTP requests sent to subgraphs.",
    labels: ["subgraph"],
  });
  const addFetch = openDurations(registry, {
    name: "hansa_router_fetch_seconds",
    help: "How long HTTP requests to subgraphs took, by outcome.",
    labels: ["subgraph", "outcome"],
  });
  const countDocument = openTally(registry, {
    name: "hansa_router_documents_total",
    help: "Documents of requests, by outcome: cached, parsed, or refused for syntax, size or validity.",
    labels: ["outcome"],
  });
  const countPlan = openTally(registry, {
    name: "hansa_router_plans_total",
    help: "Query plans of valid operations, by outcome: cached, planned, or refused.",
    labels: ["outcome"],
  });
  const refusals = new Counter({
    name: "hansa_router_overload_refusals_total",
    help: "Operations refused because there is too much to do, by kind, cause and the service that has it: the least important are refused first.",
    labelNames: ["kind", "cause", "service"],
    registers,
  });
  const countPage = openTally(registry, {
    name: "hansa_router_pages_total",
    help: "Requests for pages and files of the storefront, by class of status such as 2xx. Without the storefront they are answered with 503.",
    labels: ["status"],
  });
  const oversized = new Counter({
    name: "hansa_router_oversized_total",
    help: "Answers, and parts of answers, that were refused because of their size. Clients cause them, so that they are not logged.",
    registers,
  });
  const countDenied = openTally(registry, {
    name: "hansa_router_denied_total",
    help: "Operations with a field that their viewer is denied, by the field. The field was not fetched.",
    labels: ["field"],
  });
  const countExpensive = openTally(registry, {
    name: "hansa_router_cost_refusals_total",
    help: "Operations refused because they are estimated to cost more than the budget of their sender, by kind of sender.",
    labels: ["kind"],
  });
  const costs = new Counter({
    name: "hansa_router_cost_total",
    help: "Units that responses have cost, by kind of sender: guest, customer, client or staff.",
    labelNames: ["kind"],
    registers,
  });
  const callDurations = new Histogram({
    name: "hansa_call_seconds",
    help: "How long internal requests to services took, by name and outcome.",
    labelNames: ["name", "outcome"],
    buckets: durationBuckets,
    registers,
  });
  const uncounted = new Counter({
    name: "hansa_router_usage_dropped_total",
    help: "Requests that are missing in the usage: too many counts wait for the router's store, or the operation is too large.",
    registers,
  });
  return {
    registry,
    countRefusal: (refusal) => refusals.inc(refusal),
    countPage: (status) => countPage(`${Math.floor(status / 100)}xx`),
    countOversized: () => oversized.inc(),
    countDenied,
    countExpensive,
    countCost: (kind, units) => costs.inc({ kind }, units),
    countUncounted: () => uncounted.inc(),
    ...openAlarmCounter(registry),
    countCall: (name, outcome, seconds) => callDurations.observe({ name, outcome }, seconds),
    ...operations,
    countDocument,
    countPlan,
    countFetch,
    timeFetch: (subgraph, outcome, seconds) => addFetch(seconds, subgraph, outcome),
  };
}

/** Opens the metrics of operations by name, and the share of slow ones. */
function openOperationMetrics(
  registry: Registry,
  monotonic: () => number,
): Pick<RouterMetrics, "countRequest" | "countErrors"> {
  const hasPlace = openCountedNames(maxOperationNames);
  const slow = openSlowRequests(monotonic);
  const help =
    "The share of the requests at /graphql in the last five minutes that took more than 3 s; absent with less than 20.";
  openGauge({ registry }, { name: "hansa_router_slow_requests_ratio", help }, () => [
    { labels: {}, value: slow.share() },
  ]);
  const countByName = openTally(registry, {
    name: "hansa_router_requests_total",
    help: "Requests answered at /graphql, by the operation's name and HTTP status.",
    labels: ["operation", "status"],
  });
  const addDuration = openDurations(registry, {
    name: "hansa_router_request_seconds",
    help: "How long requests at /graphql took, by the operation's name.",
    labels: ["operation"],
  });
  const countErrors = openTally(registry, {
    name: "hansa_router_operation_errors_total",
    help: "Executed operations whose answer has errors, by name. Their HTTP status is 200.",
    labels: ["operation"],
  });
  /** The name of an operation, or that of all others if it has no place among the names. */
  function boundedName({ operation, identity }: NamedCall): string {
    return hasPlace(operation, identity) ? operation : "(other)";
  }
  return {
    countRequest: (call, status, seconds) => {
      const name = boundedName(call);
      countByName(name, status);
      addDuration(seconds, name);
      slow.count(seconds);
    },
    countErrors: (call) => countErrors(boundedName(call)),
  };
}

/** Adds the unsent bytes of the responses. */
export function observeUnsent(registry: Registry, unsent: Pick<Unsent, "total">): void {
  new Gauge({
    name: "hansa_router_unsent_bytes",
    help: "Bytes of responses that their clients have not taken yet. Beyond a limit queries are refused.",
    registers: [registry],
    collect() {
      this.set(unsent.total());
    },
  });
}

/** Adds the metrics of the live graph, read from it when they are collected: reloads, fault and the cache of operations. */
export function observeGraph(registry: Registry, live: Pick<LiveGraph, "current" | "fault" | "reloads">): void {
  const registers = [registry];
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  gauge("hansa_router_graph_fault", "1 while a new graph is not served, and the last valid one serves on.", () =>
    Number(live.fault() !== undefined),
  );
  gauge(
    "hansa_router_cache_entries",
    "Documents, refusals and plans in the cache of the live graph.",
    () => live.current().operations.size().entries,
  );
  gauge(
    "hansa_router_cache_bytes",
    "The estimated memory of that cache.",
    () => live.current().operations.size().bytes,
  );
  new Counter({
    name: "hansa_router_reloads_total",
    help: "New graphs, by result: accepted ones went live, rejected ones did not.",
    labelNames: ["result"],
    registers,
    collect() {
      this.reset();
      for (const [result, count] of Object.entries(live.reloads())) this.inc({ result }, count);
    },
  });
}
