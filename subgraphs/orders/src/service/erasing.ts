/** Erasing people with an account: their orders stay, because the books need them, but say nothing of who it was; everything else of theirs goes. */
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../context.ts";
import { forgetPayers } from "../peers/peers.ts";
import { findLiveCheckouts } from "../store/checkouts.ts";
import {
  emptyCarts,
  endErasure,
  findCartsOf,
  findCheckoutsOf,
  findOpenErasures,
  forgetCheckouts,
  insertErasure,
} from "../store/erasures.ts";
import { giveBackGoods } from "./checkout/releases.ts";
import { forgetOrders, letGoOf } from "./forgetting.ts";

/** Writes down that somebody was erased; `eraseOpen` does it, now or as soon as it can be. */
export function hearOfErasure(tx: Tx, { world }: Deps, userId: string): Promise<void> {
  return insertErasure(tx, userId, world.now());
}

/** Goes on with everybody who was erased and may still be found here. Safe to repeat. */
export async function eraseOpen(deps: Deps): Promise<void> {
  for (const userId of await deps.store.read((db) => findOpenErasures(db, 20))) {
    try {
      await erase(deps, userId);
    } catch (error) {
      deps.log.warn({ err: error, userId }, "a person is erased later");
    }
  }
}

/**
 * It is done when nothing is being bought any more. The store's log, which still has the old rows, is emptied at once unless another process
 * reads it; then `empty-log` does so later. Waiting for that here would keep the people behind this one from their turn.
 */
async function erase(deps: Deps, userId: string): Promise<void> {
  const { store, world, peers } = deps;
  const isAll = await store.write("erase-person", async (tx) => {
    const areCartsDone = await letGoOfCarts(tx, deps, userId);
    await forgetCheckouts(tx, { userId });
    const areOrdersDone = await forgetOrders(tx, deps, { userId });
    return areCartsDone && areOrdersDone;
  });
  await giveBackGoods(deps);
  if (!isAll) return;
  // A payment that began while the news was on its way may have come in after payments had heard them.
  const checkouts = await store.read((db) => findCheckoutsOf(db, { userId }));
  await forgetPayers(
    peers,
    checkouts.map(({ id }) => id),
  );
  await store.write("erased-person", (tx) => endErasure(tx, userId, world.now()));
  await store.emptyLog();
}

/** Ends checkouts and empties carts; false while one of them is still being bought. */
async function letGoOfCarts(tx: Tx, { world }: Deps, userId: string): Promise<boolean> {
  const cartIds = (await findCartsOf(tx, userId)).map(({ id }) => id);
  const waiting = new Set((await letGoOf(tx, await findLiveCheckouts(tx, cartIds))).map(({ cartId }) => cartId));
  await emptyCarts(
    tx,
    userId,
    cartIds.filter((id) => !waiting.has(id)),
    world.now(),
  );
  return waiting.size === 0;
}
