/** The cell of garbage collection: one operation on one target for a few seconds, apart from the rounds, which it must not disturb. */
import { type Garbage, isRecorded, recordGarbage } from "../processes/garbage.ts";
import { type Cell, closedPace, type Measured, measureCell, type Slot } from "./cell.ts";

/** Garbage collection under load: the share of the young generation that survives a scavenge, in percent, and full collections. */
export type GarbageFigures = { survival: number; markCompactsPerThousand: number };

/** The figures of a target, and of all of its services together where these are processes of their own that run on Node. */
export type GarbageCell = Pick<Cell, "plane" | "operation" | "target"> & {
  router: GarbageFigures;
  services: GarbageFigures | undefined;
};

/** Measures each slot whose target runs on Node. */
export async function measureGarbage(
  measured: Measured,
  slots: readonly Slot[],
  seconds: number,
): Promise<GarbageCell[]> {
  const cells: GarbageCell[] = [];
  for (const slot of slots.filter(({ target }) => isRecorded(target.pid))) {
    const { pid } = slot.target;
    const { result, of } = await recordGarbage([pid, ...measured.plane.subgraphPids(slot.target)], () =>
      measureCell(measured, slot, -1, { seconds, pace: closedPace(slot.operation) }),
    );
    const { plane, operation, target, completed } = result;
    const services = [...of].filter(([each]) => each !== pid).map(([, each]) => each);
    cells.push({
      plane,
      operation,
      target,
      router: figuresOf(
        [...of].filter(([each]) => each === pid).map(([, each]) => each),
        completed,
      ),
      services: services.length > 0 ? figuresOf(services, completed) : undefined,
    });
  }
  return cells;
}

/** The figures of several processes together; the survival is NaN without a scavenge. */
export function figuresOf(processes: readonly Garbage[], requests: number): GarbageFigures {
  const total = (figure: keyof Garbage) => processes.reduce((sum, each) => sum + each[figure], 0);
  return {
    survival: (total("survived") / total("young")) * 100,
    markCompactsPerThousand: (total("markCompacts") / Math.max(1, requests)) * 1_000,
  };
}
