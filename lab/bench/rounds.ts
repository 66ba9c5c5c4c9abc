/** The rounds of a benchmark: each visits every cell in random order; the reference is measured twice, which shows the noise. */
import { chanceOf } from "@hansa/kit/testing";
import { say } from "../../cli/host/terminal.mjs";
import {
  type Cell,
  type Measured,
  measureCell,
  reference,
  referenceAgain,
  type Slot,
  setOf,
} from "./measurement/cell.ts";
import { type OperationName, operations } from "./operations/operation.ts";
import type { Requests } from "./plane/audience.ts";
import type { GateResult } from "./plane/gate.ts";
import type { Target } from "./targets/targets.ts";

export type RoundOptions = {
  rounds: number;
  seconds: number;
  /** The longest warm-up of a cell. */
  warmUpSeconds: number;
  seed: number;
  /** After this time, counted from the first round, no cell is repeated and no round begins. */
  roundsMs: number;
};

/** A cell that shared the machine with other work is repeated so often. */
const maxRepeats = 2;
const maxForeignCores = 0.25;
/** A cell is warm after so many sessions, or after so long on a slow target: compilers and heaps of all programs have settled by then. */
const warm = { sessions: 10_000, seconds: 20 };
const warmPurchases = { sessions: 500, seconds: 40 };

/** An operation whose gate has been passed. */
export type Ready = { operation: OperationName; gate: GateResult; requestsTo(target: Target): Requests };

/** Hands the sessions of all slots to the load generator, with the length of each response as the gate saw it. */
export async function prepareSessions(
  { plane, load }: Measured,
  slots: readonly Slot[],
  gated: readonly Ready[],
): Promise<void> {
  for (const slot of slots) {
    const ready = gated.find(({ operation }) => operation === slot.operation);
    if (!ready) throw new Error(`${slot.operation} has not passed its gate`);
    const lengths = ready.gate.lengths.get(slot.target.name);
    const { bodies, viewers } = ready.requestsTo(slot.target);
    const sessions = bodies.map(({ steps, viewer }, index) => ({
      steps: [...steps],
      authorization: viewers[viewer] ?? null,
      length: lengths?.[index] ?? null,
    }));
    await load.prepare(setOf(plane, slot), slot.target.port, sessions);
  }
}

/** Warms every slot up. */
export async function warmUp(measured: Measured, slots: readonly Slot[], maxSeconds: number): Promise<void> {
  for (const slot of slots) {
    const { sessions, seconds } = operations[slot.operation].comparison === "new" ? warmPurchases : warm;
    await measureCell(measured, slot, -1, { sessions, seconds: Math.min(seconds, maxSeconds) });
  }
}

/** Measures all rounds. Throws when a response is not the one of the gate. */
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

/** Measures one cell, again while other processes are too busy. Throws when a response is not the one of the gate. */
async function measureQuietly(
  measured: Measured,
  slot: Slot,
  round: number,
  { seconds, deadline }: { seconds: number; deadline: number },
): Promise<Cell> {
  for (let repeat = 0; ; repeat += 1) {
    const cell = await measureCell(measured, slot, round, { seconds });
    const { operation, target, faults, firstFault } = cell;
    if (faults > 0) throw new Error(`${operation} on ${target}: ${faults} wrong answers, the first: ${firstFault}`);
    if (cell.foreignCores <= maxForeignCores || repeat === maxRepeats || performance.now() > deadline) return cell;
  }
}

/** The same things in a random order, the same for the same seed. */
function shuffled<Thing>(things: readonly Thing[], seed: number): Thing[] {
  const chance = chanceOf(seed, "order of cells");
  const drawn = things.map((thing) => ({ thing, place: chance.whole(0, 1_000_000_000) }));
  return drawn.sort((one, another) => one.place - another.place).map(({ thing }) => thing);
}
