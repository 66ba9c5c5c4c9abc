/** Following the registry: a running router takes its current version if that fits the operations in use and the subgraphs, and serves the last good one otherwise. */
import type { Log, Runtime } from "@hansa/kit/runtime";
import type { Graph } from "../../graph/graph.ts";
import type { LiveGraph } from "../../graph/live-graph.ts";
import { documentKey } from "../../graph/operation-cache.ts";
import type { Strictness } from "../../operation/documents.ts";
import type { Transport } from "../../transport/subgraphs.ts";
import type { Judge, Verdict } from "./judgement/judge.ts";
import { findLacking } from "./subgraph-schemas.ts";
import { listVersions, noteServed, readVersion, type Version } from "./versions.ts";
import { cachedTexts, type UsedText, warmUp } from "./warm-up.ts";

/** The texts of the operations that clients sent since then, with their contracts, the most used first. */
type UsedOperations = (since: number) => Promise<readonly UsedText[]>;

export type Following = {
  folder: string;
  /** The version that serves; 0: the committed graph. */
  serving: number;
  live: LiveGraph;
  transport: Transport;
  strictness: Strictness;
  usedOperations: UsedOperations;
  judge: Judge;
  /** Builds the graph of a version, in turns of the event loop. Rejects if it cannot be served. */
  load(supergraph: string): Promise<Graph>;
  runtime: Runtime;
  log: Log;
};

const lookEveryMs = 1_000;
/** Subgraphs are asked again after this time, and a version that failed for another reason after the longer one. */
const askAgainMs = 5_000;
const tryAgainMs = 60_000;
/** The time for which an operation counts as used. */
const usedWithinMs = 30 * 24 * 60 * 60 * 1_000;

/** A refused version, and the time on the monotonic clock after which it is tried again. */
type Refusal = { number: number; fault: string; retryAt: number };

/** The last version that a router has served, with which this one starts; undefined if there is none that can be read. */
export async function readServed(folder: string, log: Log): Promise<Version | undefined> {
  try {
    const number = (await listVersions(folder)).served.at(-1);
    return number === undefined ? undefined : await readVersion(folder, number);
  } catch (error) {
    log.error({ err: error }, "registry: the version that served last cannot be read");
    return undefined;
  }
}

/** Looks for a new version each second until `signal` aborts. Never rejects. */
export async function followRegistry(following: Following, signal: AbortSignal): Promise<void> {
  const { folder, live, runtime, log } = following;
  let { serving } = following;
  let refusal: Refusal | undefined;
  let verdict: { number: number; graph: string; of: Verdict } | undefined;

  function refuse(number: number, reasons: readonly string[], retryMs: number): void {
    const fault = `version ${number} of the schema is not served:\n  ${reasons.join("\n  ")}`;
    if (refusal?.fault !== fault) live.report(new Error(fault));
    refusal = { number, fault, retryAt: runtime.monotonic() + retryMs };
  }

  async function accept(number: number, graph: Graph): Promise<void> {
    live.replace(graph);
    live.report(undefined);
    serving = number;
    refusal = undefined;
    verdict = undefined;
    log.info({ version: number, graph: graph.hash }, "registry: version serves");
    await noteServed(folder, number).catch((error) =>
      log.warn({ err: error, version: number }, "registry: a restart will not begin with this version"),
    );
  }

  /** A verdict holds as long as the graph with which the version was compared. */
  async function judge({ number, supergraph }: Version): Promise<Verdict> {
    const current = live.current();
    if (verdict?.number !== number || verdict.graph !== current.hash) {
      const judged = {
        before: current.supergraph,
        after: supergraph,
        operations: await operationsInUse(following, current),
        approved: await approvedBetween(folder, serving, number),
      };
      verdict = { number, graph: current.hash, of: await following.judge(judged, signal) };
    }
    return verdict.of;
  }

  async function take(number: number): Promise<void> {
    const version = await readVersion(folder, number);
    if (version.hash === live.current().hash) return accept(number, live.current());
    const { reasons, subgraphs } = await judge(version);
    if (reasons.length > 0) return refuse(number, reasons, Number.POSITIVE_INFINITY);
    const lacking = await findLacking(following.transport, subgraphs);
    if (lacking.length > 0) return refuse(number, lacking, askAgainMs);
    const graph = await following.load(version.supergraph);
    const graphs = { from: live.current(), to: graph };
    const unplanned = await warmUp(runtime, following.strictness, graphs, signal);
    if (unplanned.length === 0 && !signal.aborted) return accept(number, graph);
    graph.planner.retire();
    if (!signal.aborted) refuse(number, unplanned, tryAgainMs);
  }

  while (!signal.aborted) {
    let newest = serving;
    try {
      newest = (await listVersions(folder)).published.at(-1) ?? 0;
      const waits = refusal?.number === newest && runtime.monotonic() < refusal.retryAt;
      if (newest > serving && !waits) await take(newest);
    } catch (error) {
      if (!signal.aborted) refuse(newest, [error instanceof Error ? error.message : String(error)], tryAgainMs);
    }
    await runtime.sleep(lookEveryMs, signal);
  }
}

/** The operations that were counted within the last 30 days, and those that this router has planned since it started. */
async function operationsInUse({ usedOperations, runtime }: Following, graph: Graph): Promise<UsedText[]> {
  const since = runtime.now() - usedWithinMs;
  const counted = await usedOperations(since);
  const used = [...counted, ...cachedTexts(graph)];
  return [...new Map(used.map((each) => [documentKey(each.contract, each.text), each])).values()];
}

/** The coordinates whose breaking changes the versions after one up to another approve. */
async function approvedBetween(folder: string, after: number, upTo: number): Promise<string[]> {
  const { published } = await listVersions(folder);
  const numbers = published.filter((number) => number > after && number <= upTo);
  const versions = await Promise.all(numbers.map((number) => readVersion(folder, number)));
  return versions.flatMap(({ checks }) =>
    checks.changes.flatMap(({ approved, coordinate }) => (approved === null ? [] : [coordinate])),
  );
}
