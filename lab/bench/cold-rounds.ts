/** The rounds of cold targets: each is started anew, with its services where it has own ones, for the CPU time of its first requests and of later ones. */
import { say } from "../../tools/host/terminal.mjs";
import { type Cell, closedPace, type Measured, measureCell, type Slot } from "./measurement/cell.ts";
import type { Started, Starters } from "./plane/plane.ts";
import { faultText, prepareSessions, type Ready, shuffled } from "./rounds.ts";
import { isOurs } from "./targets/targets.ts";

/** The requests since the start, in order; those of a window without a name are sent and not measured. */
const windows = [
  { name: "first 500", sessions: 500 },
  { name: undefined, sessions: 1_500 },
  { name: "2,000 to 3,000", sessions: 1_000 },
] as const;
export const windowNames = ["first 500", "2,000 to 3,000"] as const;
export type WindowName = (typeof windowNames)[number];

/** A cell of one window. */
export type ColdCell = Pick<Cell, "plane" | "operation" | "target" | "round" | "routerCpu" | "subgraphCpu"> & {
  window: WindowName;
};

export type ColdOptions = {
  rounds: number;
  /** The longest time of one window: a target that is slower has no figure. */
  windowSeconds: number;
  seed: number;
};

/** After this time no further round begins. */
const maxMs = 360_000;

/** Measures all rounds. Throws when one of ours does not start or answers wrongly; the same of a peer is a note, and so is a slow target. */
export async function measureCold(
  measured: Measured,
  slots: readonly Slot[],
  { starters, ready }: { starters: Starters; ready: readonly Ready[] },
  { rounds, windowSeconds, seed }: ColdOptions,
): Promise<{ cells: ColdCell[]; notes: string[] }> {
  const cells: ColdCell[] = [];
  const notes = new Set<string>();
  const deadline = performance.now() + maxMs;
  for (let round = 0; round < rounds && (round === 0 || performance.now() < deadline); round += 1) {
    for (const slot of shuffled(slots, seed + round)) {
      const starter = starters.get(slot.target.name);
      if (!starter) continue;
      const start: Start = { measured, slot, round, seconds: windowSeconds, ready };
      const outcome: Outcome = await measureStart(start, starter).catch((error: Error) => {
        if (isOurs(slot.name)) throw error;
        return { cells: [], fault: error.message };
      });
      cells.push(...outcome.cells);
      if (outcome.fault !== undefined) {
        notes.add(`cold, ${slot.operation} on ${slot.name}: ${outcome.fault}; not counted`);
      }
    }
    say(`      round ${round + 1} of ${rounds}`);
  }
  return { cells, notes: [...notes] };
}

/** A start of a target: it is that of `slot`, started anew. */
type Start = { measured: Measured; slot: Slot; round: number; seconds: number; ready: readonly Ready[] };

/** The windows of a start, and why there are not all of them. */
type Outcome = { cells: ColdCell[]; fault?: string };

/** Starts a target, sends all windows and ends it. */
async function measureStart({ measured, ...given }: Start, start: () => Promise<Started>): Promise<Outcome> {
  const { target, subgraphPids, end } = await start();
  try {
    const plane = { ...measured.plane, subgraphPids: () => subgraphPids };
    return await measureWindows({ ...given, measured: { ...measured, plane }, slot: { ...given.slot, target } });
  } finally {
    end();
  }
}

async function measureWindows({ measured, slot, round, seconds, ready }: Start): Promise<Outcome> {
  await prepareSessions(measured, [slot], ready);
  const cells: ColdCell[] = [];
  for (const { name, sessions } of windows) {
    const cell = await measureCell(measured, slot, round, { sessions, seconds, pace: closedPace(slot.operation) });
    if (cell.faults > 0) throw new Error(faultText(cell));
    if (cell.completed < sessions) return { cells, fault: `${cell.completed} of ${sessions} requests in ${seconds} s` };
    const { plane, operation, target, routerCpu, subgraphCpu } = cell;
    if (name) cells.push({ plane, operation, target, round, window: name, routerCpu, subgraphCpu });
  }
  return { cells };
}
