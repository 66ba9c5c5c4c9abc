/** The plan of a chaos run: its faults and their times follow from the seed and the length. */

import { byService } from "@hansa/contracts/processes";
import { type Chance, chanceOf } from "@hansa/kit/testing";
import { type LinkName, linksWith } from "../faults/network.ts";
import type { LinkFault } from "../faults/network-links.ts";
import type { ProviderFaults } from "../faults/provider-faults.ts";
import { type ServerFault, serverFaults } from "../faults/server-faults.ts";
import { type Name, names, type ServiceName, serviceNames } from "../processes/names.ts";

/** `at`: milliseconds since the faults began. */
export type Fault =
  /** Ended at once, without a word, and started again `downMs` later; two of them are two processes at the same moment. */
  | { kind: "kill"; at: number; targets: readonly { name: Name; downMs: number }[] }
  /** Paused for longer than a lease, then resumed; meanwhile a second process may serve the same store. */
  | { kind: "pause"; at: number; name: Name; forMs: number; withStandby: boolean }
  /** A second process of orders is held at a fault point until the first has finished the order, and then released. */
  | { kind: "overtake"; at: number; point: string }
  | { kind: "link"; at: number; link: LinkName; forMs: number; trouble: LinkFault }
  /** A foreign holder keeps the write lock of a store. */
  | { kind: "lock"; at: number; store: ServiceName; forMs: number }
  /** The wall clock of every process of the shop is put forward, and then back by as much; the provider's clock stays. */
  | { kind: "jump"; at: number; byMs: number; forMs: number }
  /** The server of the databases loses connections of a service, or itself. */
  | { kind: "server"; at: number; fault: ServerFault; store: ServiceName; forMs: number }
  /** From now on the provider does this to a share of its calls and messages. */
  | { kind: "provider"; at: number; faults: ProviderFaults };

/** One kill in so many milliseconds, and one long pause. */
const killEveryMs = 1_400;
const pauseEveryMs = 24_000;
/** One kill in so many is of two processes at once. */
const doubleEvery = 12;
/** A process that was killed is left alone for so long, or it would never serve anybody. */
const respiteMs = 5_000;
/** A saga's lease is 6 seconds. */
const minPauseMs = 7_000;
const maxPauseMs = 20_000;
const maxDownMs = 3_000;
/** One lock in so many milliseconds, longer than any write waits for it, and one jump of the clock. */
const lockEveryMs = 40_000;
const lockMs = 6_000;
const jumpEveryMs = 45_000;
/** One fault of the server in so many milliseconds. */
const serverFaultEveryMs = 12_000;
const dayMs = 24 * 60 * 60 * 1_000;

/** The second processes of the shop, and whether its stores are databases on a server. */
type Deployment = { replicas: readonly Name[]; hasServer: boolean };

/** The plan of a run whose faults last `lengthMs`, in chronological order. */
export function planFaults(seed: number, lengthMs: number, { replicas, hasServer }: Deployment): Fault[] {
  const pauses = planPauses(chanceOf(seed, "pauses"), lengthMs);
  const kills = planKills(chanceOf(seed, "kills"), lengthMs, { pauses, victims: [...names, ...replicas] });
  const wires = linksWith(replicas);
  const links = [1, 2].flatMap((row) => planLinks(chanceOf(seed, `links ${row}`), lengthMs, wires));
  const strange = [...planLocks(chanceOf(seed, "locks"), lengthMs), ...planJumps(chanceOf(seed, "jumps"), lengthMs)];
  const server = hasServer ? planServer(chanceOf(seed, "server"), lengthMs) : [];
  const all = [...pauses, ...kills, ...links, ...strange, ...server, ...planProvider(lengthMs)];
  return all.sort((a, b) => a.at - b.at);
}

type Pause = Extract<Fault, { kind: "pause" }>;
type Kill = Extract<Fault, { kind: "kill" }>;

/** Those with a runner are paused most: their leases run out meanwhile. */
const pausedHowOften: Readonly<Record<ServiceName, number>> = {
  ...byService(() => 1),
  orders: 5,
  payments: 4,
  products: 2,
};

function planPauses(chance: Chance, lengthMs: number): Pause[] {
  const pauses: Pause[] = [];
  for (let slot = 0; (slot + 1) * pauseEveryMs <= lengthMs; slot += 1) {
    const forMs = chance.happens(0.8) ? chance.whole(minPauseMs, 11_000) : chance.whole(11_000, maxPauseMs);
    const at = slot * pauseEveryMs + chance.whole(500, Math.max(500, pauseEveryMs - forMs - 2_500));
    const name = chance.weighted(pausedHowOften);
    pauses.push({ kind: "pause", at, name, forMs, withStandby: chance.happens(0.6) });
  }
  return pauses;
}

/** Kills every process in turn, the least killed first, except paused ones and those that have just restarted. */
function planKills(
  chance: Chance,
  lengthMs: number,
  { pauses, victims }: { pauses: readonly Pause[]; victims: readonly Name[] },
): Kill[] {
  const killed = new Map<Name, number[]>(victims.map((name) => [name, []]));
  const mayBeKilled = (name: Name, at: number) =>
    at - (killed.get(name)?.at(-1) ?? -respiteMs) >= respiteMs &&
    !pauses.some((pause) => pause.name === name && at > pause.at - 2_000 && at < pause.at + pause.forMs + 3_000);
  const next = (at: number): Name | undefined => {
    const possible = victims.filter((name) => mayBeKilled(name, at));
    const fewest = Math.min(...possible.map((name) => killed.get(name)?.length ?? 0));
    const selected = possible.filter((name) => killed.get(name)?.length === fewest);
    const name = selected.length > 0 ? chance.oneOf(selected) : undefined;
    if (name) killed.get(name)?.push(at);
    return name;
  };
  const kills: Kill[] = [];
  for (let slot = 0; (slot + 1) * killEveryMs <= lengthMs; slot += 1) {
    const at = slot * killEveryMs + chance.whole(0, killEveryMs);
    const count = slot % doubleEvery === doubleEvery - 1 ? 2 : 1;
    const targets = Array.from({ length: count }, () => next(at)).flatMap((name) =>
      name ? [{ name, downMs: chance.whole(0, maxDownMs) }] : [],
    );
    if (targets.length > 0) kills.push({ kind: "kill", at, targets });
  }
  return kills;
}

/** One wire after the other is unsound for a while. */
function planLinks(chance: Chance, lengthMs: number, linkNames: readonly LinkName[]): Fault[] {
  const faults: Fault[] = [];
  for (let at = chance.whole(0, 1_500); at < lengthMs; ) {
    const forMs = Math.min(chance.whole(2_000, 6_000), lengthMs - at);
    const kind = chance.weighted({ delay: 3, cut: 2, lose: 3 });
    const share = chance.whole(1, 5) / 10;
    const trouble: LinkFault = { kind, share, mostMs: kind === "delay" ? chance.whole(100, 2_500) : 0 };
    faults.push({ kind: "link", at, link: chance.oneOf(linkNames), forMs, trouble });
    at += forMs + chance.whole(0, 800);
  }
  return faults;
}

function planLocks(chance: Chance, lengthMs: number): Fault[] {
  return slots(lengthMs, lockEveryMs).map((from) => {
    const at = from + chance.whole(0, lockEveryMs - lockMs);
    return { kind: "lock", at, store: chance.weighted(pausedHowOften), forMs: lockMs };
  });
}

function planJumps(chance: Chance, lengthMs: number): Fault[] {
  return slots(lengthMs, jumpEveryMs).map((from) => {
    const forMs = chance.whole(2_000, 6_000);
    return { kind: "jump", at: from + chance.whole(0, jumpEveryMs - forMs), byMs: dayMs, forMs };
  });
}

/** Each kind in turn. */
function planServer(chance: Chance, lengthMs: number): Fault[] {
  return slots(lengthMs, serverFaultEveryMs).flatMap((from, index) => {
    const fault = serverFaults[index % serverFaults.length];
    const forMs = chance.whole(2_000, 8_000);
    const at = from + chance.whole(0, serverFaultEveryMs - forMs);
    return fault ? [{ kind: "server", at, fault, store: chance.oneOf(serviceNames), forMs } as const] : [];
  });
}

/** The starts of all whole intervals of `everyMs`. */
function slots(lengthMs: number, everyMs: number): number[] {
  return Array.from({ length: Math.floor(lengthMs / everyMs) }, (_, index) => index * everyMs);
}

/** A message that never comes is found by asking, within 90 seconds: the last are lost a minute before the faults end, or after the first fifth. */
const lastDroppedMs = 60_000;
const often = {
  timeout: 0.02,
  lost: 0.04,
  error: 0.04,
  slow: 0.03,
  duplicated: 0.15,
  reordered: 0.15,
  forged: 0.02,
  stale: 0.02,
};

function planProvider(lengthMs: number): Fault[] {
  const late = Math.max(lengthMs / 5, lengthMs - lastDroppedMs);
  return [
    { kind: "provider", at: 0, faults: { ...often, delayed: 0.05, dropped: 0.05 } },
    { kind: "provider", at: late, faults: often },
    { kind: "provider", at: lengthMs, faults: {} },
  ];
}
