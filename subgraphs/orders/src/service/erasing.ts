/** Erasing a person: their orders stay, because the books need them, but say nothing of who it was; everything else of theirs goes. */
import type { AddressSnapshot } from "@hansa/contracts/users";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../context.ts";
import { changeCheckout, findLiveCheckouts } from "../store/checkouts.ts";
import {
  emptyCarts,
  endErasure,
  findAllOrdersOf,
  findCartsOf,
  findOpenErasures,
  forgetCheckouts,
  forgetCustomer,
  forgetWords,
  insertErasure,
} from "../store/erasures.ts";
import { findSaga } from "../store/sagas.ts";
import type { OrderRow } from "../store/tables.ts";
import { giveBackGoods } from "./checkout/releases.ts";
import { recordOrderEvent } from "./order/events.ts";

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

/** It is done when nothing is being bought any more, and the store's log, which still has the old rows, was emptied. */
async function erase(deps: Deps, userId: string): Promise<void> {
  const { store, world } = deps;
  const isAll = await store.write("erase-person", async (tx) => {
    const areCartsDone = await letGoOfCarts(tx, deps, userId);
    await forgetCheckouts(tx, userId);
    const areOrdersDone = await forgetOrders(tx, deps, userId);
    return areCartsDone && areOrdersDone;
  });
  await giveBackGoods(deps);
  if (isAll && (await store.emptyLog()))
    await store.write("erased-person", (tx) => endErasure(tx, userId, world.now()));
}

/**
 * Ends checkouts and empties carts. A payment in progress is given up first, by the job that does so for buyers; an order that is being
 * made is waited for. False while there is such a one.
 */
async function letGoOfCarts(tx: Tx, { world }: Deps, userId: string): Promise<boolean> {
  const cartIds = (await findCartsOf(tx, userId)).map(({ id }) => id);
  const waiting = new Set<string>();
  for (const { id, cartId, state } of await findLiveCheckouts(tx, cartIds)) {
    if (state === "OPEN") await changeCheckout(tx, id, ["OPEN"], { state: "EXPIRED" });
    else waiting.add(cartId);
    if (state === "AWAITING_PAYMENT") await changeCheckout(tx, id, ["AWAITING_PAYMENT"], { givingUp: true });
  }
  await emptyCarts(
    tx,
    userId,
    cartIds.filter((id) => !waiting.has(id)),
    world.now(),
  );
  return waiting.size === 0;
}

/** False while an order of theirs is still being made: until then payments has to know whose it is. */
async function forgetOrders(tx: Tx, deps: Deps, userId: string): Promise<boolean> {
  let isAll = true;
  for (const order of await findAllOrdersOf(tx, userId)) {
    const saga = await findSaga(tx, order.checkoutId);
    if (saga && saga.step !== "DONE") isAll = false;
    else await forgetOrder(tx, deps, order, userId);
  }
  return isAll;
}

async function forgetOrder(tx: Tx, deps: Deps, order: OrderRow, userId: string): Promise<void> {
  const now = deps.world.now();
  const cannotBeSent =
    order.shippingAddress !== null && (order.state === "CONFIRMED" || order.state === "PARTIALLY_SHIPPED");
  const isHeldNow = cannotBeSent && order.holdReason === null;
  await forgetCustomer(tx, order.id, userId, {
    shippingAddress: placeOnly(order.shippingAddress),
    billingAddress: placeOnly(order.billingAddress),
    erasedAt: now,
    holdReason: isHeldNow ? "CUSTOMER_ERASED" : order.holdReason,
    holdSince: isHeldNow ? now : order.holdSince,
  });
  await forgetWords(tx, order.id, "Removed when the customer was erased.");
  if (!isHeldNow) return;
  const summary = "The customer was erased before everything had left.";
  await recordOrderEvent(deps, tx, order, { kind: "HELD", summary, actor: "SHOP", actorId: null });
}

/** Country and region decide the taxes, and say nothing of a person. */
function placeOnly(address: AddressSnapshot | null): AddressSnapshot | null {
  if (address === null) return null;
  const { country, region } = address;
  return { name: "", line1: "", line2: null, city: "", region, postalCode: "", country, phone: null };
}
