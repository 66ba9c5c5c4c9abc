/**
 * Forces a stale lease: a second process is held between a response and the write that follows until its lease has expired and the first process
 * has finished the order. Then it is released and tries to write. Each step waits for a state, and none for a time.
 */
import { eventually } from "@hansa/client/polling";
import { withTimeout } from "../../harness/deadline.ts";
import { type Left, openStores, type Stores } from "../outcome/stores.ts";
import type { Supervised } from "../processes/supervisor.ts";

/** Longer than any step takes on a machine that is busy with other things; a step that takes longer fails the scene. */
const timeoutMs = 120_000;
const pollMs = 50;

/** Resolves when the held process has tried to write. Throws if a state is not reached. `point`: see fault-point.mjs. */
export async function forceStaleLease(shop: Supervised, left: Left, point: string): Promise<void> {
  const stores = openStores(left);
  const second = await shop.startHeld("orders", point);
  try {
    const orderId = await withTimeout(`an order comes to ${point}`, timeoutMs, second.held);
    second.leave();
    await eventually(
      `the first process finishes ${orderId}`,
      async () => (await isFinished(stores, orderId)) || undefined,
      pollMs,
    );
    second.release();
    await withTimeout(`${orderId} is no longer held`, timeoutMs, second.passed);
  } finally {
    await second.stop();
    await stores.close();
  }
}

async function isFinished(stores: Stores, orderId: string): Promise<boolean> {
  const done = `SELECT count(*) FROM sagas WHERE step = 'DONE' AND order_id = '${orderId}'`;
  return (await stores.number("orders", done)) === 1;
}
