/** Unsent orders of a person with a pending erasure: found, and cancelled on request. */
import type { orders as contract } from "@hansa/contracts/orders";
import type { InputOf, OutputOf } from "@hansa/kit/rpc";
import type { Reader } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { findAllOrdersOf } from "../../store/privacy/erasures.ts";
import { findSaga } from "../../store/processing/sagas.ts";
import type { OrderRow } from "../../store/tables.ts";
import { shopActor } from "../access.ts";
import { cancelParts } from "../cancellation/part-cancellation.ts";
import { isShippable, processingStatusOf } from "../order/next-actions.ts";
import { selectParts } from "../order/parts.ts";
import { cancellableUnits } from "../order/progress.ts";

type Contract = (typeof contract)["unsentOrders"];
type UnsentOrdersInput = InputOf<Contract>;

/** The numbers of the orders that prevent the erasure of a person. With `cancel`, units that are not packed are cancelled first. */
export async function listUnsentOrders(deps: Deps, input: UnsentOrdersInput): Promise<OutputOf<Contract>> {
  const { store } = deps;
  if (input.cancel)
    for (const { id } of await store.read((db) => findUnsent(db, input))) await cancelUnsent(deps, input, id);
  const left = await store.read((db) => findUnsent(db, input));
  return { numbers: left.map(({ number }) => number) };
}

function cancelUnsent(deps: Deps, input: UnsentOrdersInput, orderId: string): Promise<void> {
  return deps.store.write("cancel-unsent-order", async (tx) => {
    const order = (await findUnsent(tx, input)).find(({ id }) => id === orderId);
    if (!order || !isShippable(order)) return;
    const parts = await selectParts(tx, order, cancellableUnits);
    if (parts.length > 0) await cancelParts(deps, tx, order, { parts, reason: "CUSTOMER", ...shopActor });
  });
}

/** Orders with unsent units, and orders in processing. */
async function findUnsent(db: Reader, { userId, email }: UnsentOrdersInput): Promise<OrderRow[]> {
  const own = userId === null ? [] : await findAllOrdersOf(db, { userId });
  const asGuest = email === null ? [] : await findAllOrdersOf(db, { email });
  const unsent: OrderRow[] = [];
  for (const order of [...own, ...asGuest]) {
    const isOpen = isShippable(order) || order.state === "PENDING_PAYMENT";
    if (!isOpen) continue;
    const { isProcessing } = processingStatusOf((await findSaga(db, order.checkoutId)) ?? null);
    if (isShippable(order) || isProcessing) unsent.push(order);
  }
  return unsent;
}
