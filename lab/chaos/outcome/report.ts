/** The report of a chaos run: a table for people and the figures of its line of JSON. */
import { execFileSync } from "node:child_process";
import { faultLines, table } from "../../../cli/audit/report.ts";
import { root } from "../../../cli/host/shop.mjs";
import { inSeconds, paint } from "../../../cli/host/terminal.mjs";
import { type Counts, count } from "../../harness/load.ts";
import type { Ran } from "../run.ts";
import { isReached, type Target } from "./targets.ts";
import type { Judged } from "./verdict.ts";

/** `commit`: what the processes were built from. */
export type RunFacts = { seed: number; minutes: number; commit: string };

/** Everything a person wants to know, the worst last. */
export function tableOf(ran: Ran, { orders, banks, promises, audit, faults }: Judged): string[] {
  const { counters, shop, troubles, faultCounts, drainMs } = ran;
  return [
    "",
    row("kills", listed(shop.kills)),
    row("leaders of orders and payments", String(ran.leaders)),
    row("long pauses", listed(shop.pauses)),
    row("faults of the server", ran.databases ? String(ran.serverFaults) : "none; the stores are files"),
    row("stores locked", `${ran.locks}; clock put forward and back: ${ran.jumps}`),
    row("on the wires", listed(troubles)),
    row("at the provider", listed(faultCounts)),
    row("purchases", `${counters.started} started; ${listed(counters.endings)}`),
    row("errors", listed(counters.errors)),
    row("disputes", listed(banks.disputes)),
    row("refunds sent back", `${banks.refundsSentBack}, by banks`),
    row("refunds repeated", String(counters.repeatedRefunds)),
    row("abandoned calls", counters.abandonedCalls.length === 0 ? "none" : listed(tally(counters.abandonedCalls))),
    row("orders", listed(orders.outcomes)),
    row("while a process was down", percent(orders.duringDeaths)),
    row("drained in", drainMs === null ? paint("red", "not within a minute") : inSeconds(drainMs)),
    row(
      "audits meanwhile",
      ran.observed ? `${ran.observed.looks}, and ${ran.observed.blind} that could not look` : "none",
    ),
    "",
    ...audit.verdicts.flatMap(faultLines),
    ...table(audit, true),
    "",
    ...promises.map(promiseLine),
    ...faults.map((fault) => paint("red", `fault: ${fault}`)),
  ];
}

/** The same as one JSON object. `violations`: of invariants, and what else is wrong; it does not count promises that were not kept. */
export function figuresOf(ran: Ran, judged: Judged, { seed, minutes, commit }: RunFacts): object {
  const { orders, banks, promises, audit, faults, isGreen } = judged;
  const broken = audit.verdicts.flatMap(({ findings }) => findings.map((finding) => finding.broken));
  return {
    chaos: isGreen ? "green" : "red",
    seed,
    minutes,
    commit,
    kills: ran.shop.kills,
    doubles: ran.doubles,
    leaders: ran.leaders,
    locks: ran.locks,
    jumps: ran.jumps,
    serverFaults: ran.serverFaults,
    audits: ran.observed?.looks ?? 0,
    pauses: ran.shop.pauses,
    faults: { ...ran.troubles, ...prefixed("provider ", ran.faultCounts) },
    orders: orders.placed,
    outcomes: orders.outcomes,
    duringFaults: rounded(orders.duringFaults),
    duringDeaths: rounded(orders.duringDeaths),
    needsReview: orders.needReview,
    disputes: banks.disputes,
    refundsSentBack: banks.refundsSentBack,
    refundsGivenAgain: ran.counters.repeatedRefunds,
    missed: promises.filter((promised) => !isReached(promised)).map(({ what }) => what),
    rows: Object.fromEntries(audit.verdicts.map(({ id, rows }) => [id, rows])),
    verdicts: Object.fromEntries(audit.verdicts.map(({ id, verdict }) => [id, verdict])),
    violations: broken.reduce((sum, count) => sum + count, 0) + faults.length,
    drainMs: ran.drainMs,
  };
}

/** The revision that lies here, and whether it was changed since: to be asked before anything is built from it. */
export function commitHere(): string {
  try {
    const git = (...args: string[]) => execFileSync("git", args, { cwd: root, encoding: "utf8" }).trim();
    return git("rev-parse", "--short", "HEAD") + (git("status", "--porcelain") === "" ? "" : " and changes");
  } catch {
    return "unknown";
  }
}

function promiseLine(promised: Target): string {
  const { what, least, reached } = promised;
  const shown = (value: number) => (least > 0 && least < 1 ? percent(value) : String(value));
  const verdict = isReached(promised) ? paint("green", "kept  ") : paint("red", "MISSED");
  return `${verdict} ${what.padEnd(24)} ${shown(reached).padStart(8)}  of at least ${shown(least)}`;
}

function row(title: string, text: string): string {
  return `${title.padEnd(25)} ${text}`;
}

function listed(counts: Readonly<Record<string, number>>): string {
  const parts = Object.entries(counts).filter(([, count]) => count > 0);
  return parts.length === 0 ? "none" : parts.map(([name, count]) => `${name} ${count}`).join(", ");
}

function tally(texts: readonly string[]): Counts {
  const counts: Counts = {};
  for (const text of texts) count(counts, text);
  return counts;
}

function prefixed(prefix: string, counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).map(([name, count]) => [prefix + name, count]));
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function rounded(share: number): number {
  return Math.round(share * 1_000) / 1_000;
}
