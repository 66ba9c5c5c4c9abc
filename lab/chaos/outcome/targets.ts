/** The targets that a chaos run must reach before its result counts: an idle run proves nothing. */

import { shopNames } from "../processes/names.ts";
import type { Ran } from "../run.ts";
import type { BankDecisions } from "./bank-decisions.ts";
import type { Orders } from "./orders.ts";

export type Target = { what: string; least: number; reached: number };

/** For each minute of faults. Six minutes, five of them with faults, make 150 kills, 20 of each process, ten pauses and 3,000 orders. */
const perMinute = {
  kills: 30,
  leaders: 4,
  pauses: 2,
  locks: 1,
  serverFaults: 4,
  jumps: 1,
  looks: 1,
  disputes: 2,
  sentBack: 1,
};
const ordersOfLongRun = 600;
/** With less than so many minutes of faults: such a run is over before the processes are warm. */
const shortRun = { minutes: 4, orders: 240 };

/** On one machine PostgreSQL writes ten times more slowly, and every service has two processes. */
const shareOnDatabases = 0.25;

/** How many orders there are to be in each minute of faults. */
export function ordersPerMinute(faultsMs: number, hasServer: boolean): number {
  const onFiles = faultsMs < shortRun.minutes * 60_000 ? shortRun.orders : ordersOfLongRun;
  return hasServer ? onFiles * shareOnDatabases : onFiles;
}

const shares = {
  "placed during faults": 0.7,
  "sent more than once": 0.2,
  "carts abandoned": 0.1,
  "demand on scarce goods": 0.3,
};

/** Each promise of a run whose faults went on for `faultsMs`, with what was reached. */
export function targetsOf(
  { shop, counters, doubles, locks, jumps, serverFaults, leaders, observed, replicas, databases }: Ran,
  orders: Orders,
  { disputes, refundsSentBack }: BankDecisions,
  faultsMs: number,
): Target[] {
  const minutes = faultsMs / 60_000;
  const kills = [...shopNames, ...replicas].map((name) => shop.kills[name]);
  const ofEach = Math.floor(perMinute.kills / kills.length);
  const reached = {
    "placed during faults": orders.duringFaults,
    "sent more than once": counters.repeated / Math.max(1, counters.keyed),
    "carts abandoned": counters.abandoned / Math.max(1, counters.started),
    "demand on scarce goods": counters.scarce / Math.max(1, counters.started),
  };
  return [
    { what: "kills", least: Math.floor(perMinute.kills * minutes), reached: sum(kills) },
    { what: "kills of each process", least: Math.floor(ofEach * minutes), reached: Math.min(...kills) },
    { what: "two killed at once", least: minutes >= 0.5 ? 1 : 0, reached: doubles },
    { what: "leaders", least: Math.floor(perMinute.leaders * minutes), reached: leaders },
    { what: "long pauses", least: Math.floor(perMinute.pauses * minutes), reached: sum(Object.values(shop.pauses)) },
    { what: "stores locked", least: Math.round(perMinute.locks * minutes), reached: locks },
    { what: "jumps of the clock", least: Math.round(perMinute.jumps * minutes), reached: jumps },
    { what: "disputes won", least: Math.round((perMinute.disputes / 2) * minutes), reached: disputes.won },
    { what: "disputes lost", least: Math.round((perMinute.disputes / 2) * minutes), reached: disputes.lost },
    { what: "refunds sent back", least: Math.round(perMinute.sentBack * minutes), reached: refundsSentBack },
    // The audit reads files only.
    ...(databases
      ? [{ what: "faults of the server", least: Math.floor(perMinute.serverFaults * minutes), reached: serverFaults }]
      : [{ what: "audits meanwhile", least: Math.ceil(perMinute.looks * minutes), reached: observed?.looks ?? 0 }]),
    {
      what: "orders",
      least: Math.floor(minutes * ordersPerMinute(faultsMs, databases !== undefined)),
      reached: orders.placed,
    },
    ...Object.entries(shares).map(([what, least]) => ({ what, least, reached: reachedOf(reached, what) })),
  ];
}

export function isReached({ least, reached }: Target): boolean {
  return reached >= least;
}

function reachedOf(reached: Readonly<Record<string, number>>, what: string): number {
  const share = reached[what];
  if (share === undefined) throw new Error(`no counter exists for: ${what}`);
  return share;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
