/** Erasure of customers with an account: orders are anonymised and kept for accounting; all other data is deleted. */
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { erasePayers } from "../../peers/peers.ts";
import { dropAccountEmail } from "../../store/accounts/account-emails.ts";
import { findLiveCheckouts } from "../../store/checkout/checkouts.ts";
import {
  emptyCarts,
  endErasure,
  eraseFromCheckouts,
  findCartsOf,
  findCheckoutsOf,
  findJoinedCheckouts,
  findOpenErasures,
  insertErasure,
} from "../../store/privacy/erasures.ts";
import { releaseExpiredReservations } from "../reservation/release.ts";
import { anonymiseOrders, endCheckouts } from "./anonymisation.ts";

/** Records a pending erasure; the job `erase-people` executes it as soon as possible. From now on no guest order joins the account. */
export async function recordErasure({ runtime }: Deps, tx: Tx, userId: string): Promise<void> {
  await dropAccountEmail(tx, userId);
  await insertErasure(tx, userId, runtime.now());
}

/** Executes all pending erasures. Safe to repeat. */
export async function runPendingErasures(deps: Deps): Promise<void> {
  for (const userId of await deps.store.read((db) => findOpenErasures(db, 20))) {
    try {
      await eraseUser(deps, userId);
    } catch (error) {
      deps.log.warn({ err: error, userId }, "privacy: erasure of a customer failed, retry by the next job run");
    }
  }
}

/**
 * The erasure is complete when no purchase is in progress any more. The write-ahead log, which still contains the old rows, is truncated at
 * once unless another process reads it; then `empty-log` does so later. Waiting for that here would delay the next erasures.
 */
async function eraseUser(deps: Deps, userId: string): Promise<void> {
  const { store, runtime, peers } = deps;
  // Only the orders, which are anonymised next, lead to the payments of guest orders that have joined the account.
  await erasePayers(peers, await store.read((db) => findJoinedCheckouts(db, userId)));
  const isAll = await store.write("erase-person", async (tx) => {
    const areCartsDone = await endCarts(deps, tx, userId);
    await eraseFromCheckouts(tx, { userId });
    const areOrdersDone = await anonymiseOrders(deps, tx, { userId });
    return areCartsDone && areOrdersDone;
  });
  await releaseExpiredReservations(deps);
  if (!isAll) return;
  // A payment that began before payments received the event may have been stored after payments processed it.
  const checkouts = await store.read((db) => findCheckoutsOf(db, { userId }));
  await erasePayers(
    peers,
    checkouts.map(({ id }) => id),
  );
  await store.write("complete-person-erasure", (tx) => endErasure(tx, userId, runtime.now()));
  await store.checkpointWal();
}

/** Ends checkouts and empties carts; false while a purchase is still in progress. */
async function endCarts({ runtime }: Deps, tx: Tx, userId: string): Promise<boolean> {
  const cartIds = (await findCartsOf(tx, userId)).map(({ id }) => id);
  const waiting = new Set((await endCheckouts(tx, await findLiveCheckouts(tx, cartIds))).map(({ cartId }) => cartId));
  await emptyCarts(
    tx,
    userId,
    cartIds.filter((id) => !waiting.has(id)),
    runtime.now(),
  );
  return waiting.size === 0;
}
