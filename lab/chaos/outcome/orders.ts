/** The outcomes of a run's orders, and the faults in force when each was placed. */
import { z } from "zod";
import type { FaultWindows } from "../faults/fault-windows.ts";
import type { Stores } from "./stores.ts";

export type Orders = {
  placed: number;
  /** By state, and a cancelled one by its reason. */
  outcomes: Record<string, number>;
  /** Shares of all orders: placed while any fault was in force, and while a process was down or stood still. */
  duringFaults: number;
  duringDeaths: number;
  /** Orders that wait for a person. */
  needReview: number;
};

const outcome = z.object({ outcome: z.string(), count: z.int() });
const moment = z.object({ at: z.int() });

export async function readOrders(stores: Stores, windows: FaultWindows): Promise<Orders> {
  const outcomes = z
    .array(outcome)
    .parse(
      await stores.rows(
        "orders",
        "SELECT state || coalesce(' ' || cancel_reason, '') AS outcome, count(*) AS count FROM orders GROUP BY 1 ORDER BY 2 DESC",
      ),
    );
  const moments = z.array(moment).parse(await stores.rows("orders", "SELECT placed_at AS at FROM orders"));
  const share = (isCounted: (at: number) => boolean) =>
    moments.length === 0 ? 0 : moments.filter(({ at }) => isCounted(at)).length / moments.length;
  return {
    placed: moments.length,
    outcomes: Object.fromEntries(outcomes.map(({ outcome, count }) => [outcome, count])),
    duringFaults: share((at) => windows.covers(at)),
    duringDeaths: share((at) => windows.covers(at, "process")),
    needReview: await stores.number("orders", "SELECT count(*) FROM sagas WHERE outcome = 'NEEDS_REVIEW'"),
  };
}
