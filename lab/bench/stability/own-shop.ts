/** Our router and its services of the system plane, without peers: gates passed, sessions prepared, ready for load. */
import { say } from "../../../tools/host/terminal.mjs";
import { startLoadGenerator } from "../load/load.ts";
import type { Slot } from "../measurement/cell.ts";
import type { OperationName } from "../operations/operation.ts";
import { openOwnPlane } from "../plane/system-plane.ts";
import { type Measured, prepareSessions, type Ready, slotsOf } from "../rounds.ts";
import { type BenchShop, withShops } from "../shop/shop.ts";
import { pidOf } from "../targets/targets.ts";

/** `pids` are all processes of the shop by name, the router first; `slots` are the operations. */
export type OwnShop = Measured & { slots: readonly Slot[]; pids: ReadonlyMap<string, number> };

/**
 * Does work with the shop. `answersChange`: other operations change what these read, so that answers have any length. Throws when a gate finds
 * a fault.
 */
export async function withOwnShop<Result>(
  operations: readonly OperationName[],
  answersChange: boolean,
  work: (shop: OwnShop) => Promise<Result>,
): Promise<Result> {
  return withShops(async (prepare) => {
    const { plane, shop, open } = await openOwnPlane(prepare);
    const load = startLoadGenerator(shop);
    say(`Gates: ${operations.join(", ")}`);
    const ready: Ready[] = [];
    for (const operation of operations) {
      const { gate, sessionsOf } = await open(operation, plane.targets);
      const [fault] = gate.faults;
      if (fault !== undefined) throw new Error(`gate: ${fault}`);
      ready.push({ operation, sessionsOf, gate: answersChange ? { ...gate, lengths: new Map() } : gate });
    }
    const slots = slotsOf(plane, operations, () => true);
    await prepareSessions({ plane, load }, slots, ready);
    return work({ plane, load, slots, pids: pidsOf(shop, plane.targets[0]?.pid) });
  });
}

function pidsOf({ services }: BenchShop, router: number | undefined): Map<string, number> {
  const own = [...services].map(([name, child]) => [name, pidOf(child)] as const);
  return new Map(router === undefined ? own : [["router", router], ...own]);
}
