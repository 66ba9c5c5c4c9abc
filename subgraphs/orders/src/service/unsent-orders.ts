/** Unsent orders of a person who is to be erased: found, and cancelled if that is asked for. */
import type { orders as contract } from "@hansa/contracts/orders";
import type { InputOf, OutputOf } from "@hansa/kit/contract";
import type { Reader } from "@hansa/kit/store";
import type { Deps } from "../context.ts";
import { findAllOrdersOf } from "../store/erasures.ts";
import { findSaga } from "../store/sagas.ts";
import type { OrderRow } from "../store/tables.ts";
import { theShop } from "./order/access.ts";
import { cancelParts } from "./order/cancelling-parts.ts";
import { canStillLeave, standingOf } from "./order/next-actions.ts";
import { allParts } from "./order/parts.ts";
import { cancellableUnits } from "./order/progress.ts";

type Contract = (typeof contract)["unsentOrders"];
type Asked = InputOf<Contract>;

/** The numbers of the orders that keep a person from being erased. With `cancel`, whatever is not packed is cancelled first. */
export async function unsentOrdersOf(deps: Deps, asked: Asked): Promise<OutputOf<Contract>> {
  const { store } = deps;
  if (asked.cancel)
    for (const { id } of await store.read((db) => findUnsent(db, asked))) await cancelUnsent(deps, asked, id);
  const left = await store.read((db) => findUnsent(db, asked));
  return { numbers: left.map(({ number }) => number) };
}

function cancelUnsent(deps: Deps, asked: Asked, orderId: string): Promise<void> {
  return deps.store.write("cancel-unsent-order", async (tx) => {
    const order = (await findUnsent(tx, asked)).find(({ id }) => id === orderId);
    if (!order || !canStillLeave(order)) return;
    const parts = await allParts(tx, order, cancellableUnits);
    if (parts.length > 0) await cancelParts(deps, tx, order, parts, { ...theShop, reason: "CUSTOMER" });
  });
}

/** Orders of which something is still to leave, and those that are being made. */
async function findUnsent(db: Reader, { userId, email }: Asked): Promise<OrderRow[]> {
  const own = userId === null ? [] : await findAllOrdersOf(db, { userId });
  const asGuest = email === null ? [] : await findAllOrdersOf(db, { email });
  const unsent: OrderRow[] = [];
  for (const order of [...own, ...asGuest]) {
    const isOpen = canStillLeave(order) || order.state === "PENDING_PAYMENT";
    if (!isOpen) continue;
    const { isBeingMade } = standingOf((await findSaga(db, order.checkoutId)) ?? null);
    if (canStillLeave(order) || isBeingMade) unsent.push(order);
  }
  return unsent;
}
