/** Waits until the sales facts of a shop include every event that its orders have published so far. */
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { readRow } from "../harness/stores.ts";

const pollMs = 100;
/** An event that cannot be applied holds its projection up; the verifier then says which facts are missing. */
const maxWaitWithoutProgressMs = 60_000;

/** Reads the stores in this folder until both projections are past the last event. Throws when neither moves for a minute. */
export async function waitForProjections(stores: string): Promise<string> {
  const target = readSeq(stores, "orders", "SELECT max(seq) AS seq FROM outbox");
  let before = -1;
  let movedAt = performance.now();
  for (;;) {
    const reached = Math.min(
      readSeq(stores, "orders", "SELECT seq FROM inbox_cursor WHERE source = 'orders.projections'"),
      readSeq(stores, "products", "SELECT seq FROM inbox_cursor WHERE source = 'orders: projections'"),
    );
    if (reached >= target) return `${target} events are counted`;
    if (reached > before) movedAt = performance.now();
    if (performance.now() - movedAt > maxWaitWithoutProgressMs)
      throw new Error(`the projections in ${stores} stand still at event ${reached} of ${target}`);
    before = reached;
    await pause(pollMs);
  }
}

const row = z.object({ seq: z.int().nullable() }).optional();

function readSeq(stores: string, name: string, statement: string): number {
  return row.parse(readRow(stores, name, statement))?.seq ?? 0;
}
