/** The rounds of a benchmark: each visits every cell in random order; the reference is measured twice, which shows the noise. */
import { chanceOf } from "@hansa/kit/testing";
import { say } from "../../cli/host/terminal.mjs";
import {
  type Cell,
  closedPace,
  type Measured,
  measureCell,
  reference,
  referenceAgain,
  type Slot,
  setOf,
} from "./measurement/cell.ts";
import { median } from "./measurement/statistics.ts";
import { type OperationName, operations } from "./operations/operation.ts";
import type { GateResult } from "./plane/gate.ts";
import type { Plane, SessionsOf } from "./plane/plane.ts";
import { isOurs, type Target } from "./targets/targets.ts";

export type RoundOptions = {
  rounds: number;
  /** The rounds of latencies, which have longer cells. */
  latencyRounds: number;
  seconds: number;
  /** The longest warm-up of a cell. */
  warmUpSeconds: number;
  seed: number;
  /** After this time, counted from the first round, no cell is repeated and no round begins. */
  roundsMs: number;
};

/** The part of the reference's capacity at which latencies are measured. */
const openLoopShare = 0.3;
/** A 99th percentile needs some hundred requests, and the rate is low. */
const latencyFactor = 2;

/** A cell that shared the machine with other work is repeated so often. */
const maxRepeats = 2;
const maxForeignCores = 0.25;
/** A cell is warm after so many sessions, or after so long on a slow target: compilers and heaps of all programs have settled by then. */
const warm = { sessions: 10_000, seconds: 20 };
const warmPurchases = { sessions: 500, seconds: 40 };

/** An operation whose gate has been passed. */
export type Ready = { operation: OperationName; gate: GateResult; sessionsOf: SessionsOf };

/** Hands the sessions of all slots to the load generator, with the length of each answer as the gate saw it. */
export async function prepareSessions(
  { plane, load }: Measured,
  slots: readonly Slot[],
  gated: readonly Ready[],
): Promise<void> {
  for (const slot of slots) {
    const ready = gated.find(({ operation }) => operation === slot.operation);
    const lengths = ready?.gate.lengths.get(slot.target.name);
    const own = (ready?.sessionsOf(slot.target) ?? []).map(({ steps, authorization }, index) => ({
      steps: [...steps],
      authorization,
      length: lengths?.[index] ?? null,
      refusesErrors: operations[slot.operation].comparison !== "data",
    }));
    await load.prepare(setOf(plane, slot), slot.target.port, own);
  }
}

/** Every operation on every target for which `isChosen` says so. */
export function slotsOf(
  { targets }: Plane,
  names: readonly OperationName[],
  isChosen: (operation: OperationName, target: Target) => boolean,
): Slot[] {
  return names.flatMap((operation) =>
    targets.filter((target) => isChosen(operation, target)).map((target) => ({ operation, target, name: target.name })),
  );
}

/** Every operation on every target of two stages of measurement, once: both need a warm target. */
export function unionOf(slots: readonly Slot[], others: readonly Slot[]): Slot[] {
  const isSame = (one: Slot, other: Slot) => one.operation === other.operation && one.name === other.name;
  return [...slots, ...others.filter((other) => !slots.some((slot) => isSame(slot, other)))];
}

/** Warms every slot up. */
export async function warmUp(measured: Measured, slots: readonly Slot[], maxSeconds: number): Promise<void> {
  for (const slot of slots) {
    const { sessions, seconds } = operations[slot.operation].comparison === "new" ? warmPurchases : warm;
    await measureCell(measured, slot, -1, {
      sessions,
      seconds: Math.min(seconds, maxSeconds),
      pace: closedPace(slot.operation),
    });
  }
}

/** Measures all rounds. Throws when an answer is not the one of the gate. */
export async function measureRounds(
  measured: Measured,
  slots: readonly Slot[],
  { rounds, seconds, seed, roundsMs }: RoundOptions,
): Promise<Cell[]> {
  const cells: Cell[] = [];
  const deadline = performance.now() + roundsMs;
  const again = slots.filter(({ name }) => name === reference).map((slot) => ({ ...slot, name: referenceAgain }));
  for (let round = 0; round < rounds && (round === 0 || performance.now() < deadline); round += 1) {
    for (const slot of shuffled([...slots, ...again], seed + round)) {
      cells.push(await measureQuietly(measured, slot, round, { seconds, deadline }));
    }
    say(`      round ${round + 1} of ${rounds}`);
  }
  return cells;
}

/**
 * Measures latencies in an open loop: requests of each operation begin at 30 % of the rate that the reference has reached, on every target.
 * Closed loops hide waiting, since a slow answer delays the next request. Throws when an answer of ours is wrong or missing; such a cell of a
 * peer is a note.
 */
export async function measureLatencies(
  measured: Measured,
  slots: readonly Slot[],
  closedCells: readonly Cell[],
  { rounds, latencyRounds, seconds, seed }: RoundOptions,
): Promise<{ cells: Cell[]; notes: string[] }> {
  const cells: Cell[] = [];
  for (let round = 0; round < latencyRounds; round += 1) {
    for (const slot of shuffled(slots, seed + rounds + round)) {
      const same = closedCells.filter(({ operation, target }) => operation === slot.operation && target === reference);
      const rate = openLoopShare * median(same.map(({ requestsPerSecond }) => requestsPerSecond));
      cells.push(
        await measureCell(measured, slot, round, {
          seconds: latencyFactor * seconds,
          pace: { kind: "open", rate },
        }),
      );
    }
    rightCells(cells);
  }
  return rightCells(cells);
}

/** The cells without a fault, and a note about each other one. Throws when one of ours has a fault. */
export function rightCells(cells: readonly Cell[]): { cells: Cell[]; notes: string[] } {
  const wrong = cells.filter(({ faults }) => faults > 0);
  const own = wrong.find(({ target }) => isOurs(target));
  if (own) throw new Error(faultText(own));
  return {
    cells: cells.filter(({ faults }) => faults === 0),
    notes: wrong.map((cell) => `latencies, round ${cell.round + 1}: ${faultText(cell)}; not counted`),
  };
}

/** Measures one cell, again while other processes are too busy. Throws when an answer is not the one of the gate. */
async function measureQuietly(
  measured: Measured,
  slot: Slot,
  round: number,
  { seconds, deadline }: { seconds: number; deadline: number },
): Promise<Cell> {
  for (let repeat = 0; ; repeat += 1) {
    const cell = await measureCell(measured, slot, round, { seconds, pace: closedPace(slot.operation) });
    if (cell.faults > 0) throw new Error(faultText(cell));
    if (cell.foreignCores <= maxForeignCores || repeat === maxRepeats || performance.now() > deadline) return cell;
  }
}

/** The wrong answers of a cell. */
function faultText({ operation, target, faults, firstFault }: Cell): string {
  return `${operation} on ${target}: ${faults} wrong answers, the first: ${firstFault}`;
}

/** The same things in a random order, the same for the same seed. */
function shuffled<Thing>(things: readonly Thing[], seed: number): Thing[] {
  const chance = chanceOf(seed, "order of cells");
  const drawn = things.map((thing) => ({ thing, place: chance.whole(0, 1_000_000_000) }));
  return drawn.sort((one, another) => one.place - another.place).map(({ thing }) => thing);
}
