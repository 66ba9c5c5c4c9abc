/** Binding a payment to a checkout: from now on it is locked, and exactly this amount of this version is to be paid. */
import type { orders as contract } from "@hansa/contracts/orders";
import type { InputOf, OutputOf } from "@hansa/kit/contract";
import type { Reader } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { extendHold } from "../../peers/peers.ts";
import { findLinesByCarts } from "../../store/carts.ts";
import { changeCheckout, findCheckout } from "../../store/checkouts.ts";
import { findOrdersByCheckouts } from "../../store/orders.ts";
import { findSagasByOrders } from "../../store/sagas.ts";
import type { CheckoutRow } from "../../store/tables.ts";
import { holdEnd } from "./hold-times.ts";
import { takePromotionUses } from "./promotions.ts";
import { findMissing } from "./totals.ts";

type Payable = OutputOf<typeof contract.payable>;

/** Answers what is to be paid, and locks the checkout for it. Repeated while it waits for its payment, it answers the same. */
export async function payable(deps: Deps, { checkoutId, userId }: InputOf<typeof contract.payable>): Promise<Payable> {
  const { store } = deps;
  const seen = await store.read((db) => findCheckout(db, checkoutId));
  if (!seen?.held || (seen.ownerId !== null && seen.ownerId !== userId)) return { outcome: "notFound" };
  const closed = await store.read((db) => closedReason(db, seen));
  if (closed) return { outcome: "notPayable", reason: closed };

  const until = holdEnd(deps, seen);
  if (until <= store.now()) return { outcome: "notPayable", reason: "EXPIRED" };
  const hold = await extendHold(deps, seen.id, until);
  if (hold.outcome === "gone") return { outcome: "notPayable", reason: "EXPIRED" };
  return store.write("bind-payment", async (tx): Promise<Payable> => {
    const checkout = await findCheckout(tx, checkoutId);
    if (!checkout) return { outcome: "notFound" };
    const reason = await closedReason(tx, checkout);
    if (reason) return { outcome: "notPayable", reason };
    if (findMissing(checkout, await findLinesByCarts(tx, [checkout.cartId])).length > 0)
      return { outcome: "notPayable", reason: "INCOMPLETE" };
    if (checkout.totalMinor === 0) return { outcome: "notPayable", reason: "NOTHING_TO_PAY" };
    const usedUp = await takePromotionUses(tx, deps.rules, checkout, deps.world.now());
    if (usedUp) return { outcome: "promotionUsedUp", reason: usedUp, cartId: checkout.cartId };
    const holdUntil = Math.max(until, checkout.holdUntil);
    const bound = await changeCheckout(tx, checkout.id, ["OPEN", "AWAITING_PAYMENT"], {
      state: "AWAITING_PAYMENT",
      holdUntil,
    });
    if (!bound) throw new Error("a checkout left its state inside the transaction that read it");
    const { totalMinor, currency, version, ownerId } = bound;
    return { outcome: "payable", amountMinor: totalMinor, currency, version, customerId: ownerId };
  });
}

/**
 * Why it cannot be paid any more; undefined while it can. One whose payment is being given up is as good as expired for a new payment, and so
 * is one whose order did not come about: nothing was charged, and the cart is there for another checkout.
 */
async function closedReason(
  db: Reader,
  { id, state, givingUp }: CheckoutRow,
): Promise<"EXPIRED" | "ALREADY_PAID" | undefined> {
  if (state === "COMPLETING" || state === "COMPLETED")
    return (await isOrderUndone(db, id)) ? "EXPIRED" : "ALREADY_PAID";
  return state === "EXPIRED" || givingUp ? "EXPIRED" : undefined;
}

/** Whether the order of a checkout was given up before it was confirmed, or is being given up. */
async function isOrderUndone(db: Reader, checkoutId: string): Promise<boolean> {
  const [order] = await findOrdersByCheckouts(db, [checkoutId]);
  if (!order || order.invoiceNumber !== null) return false;
  const [saga] = await findSagasByOrders(db, [order.id]);
  return order.state === "CANCELLED" || (saga?.failure ?? null) !== null;
}
