/** Binding of a payment to a checkout: locks the checkout at its current version and amount. */
import type { orders as contract } from "@hansa/contracts/orders";
import type { InputOf, OutputOf } from "@hansa/kit/rpc";
import type { Reader, Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { extendReservation } from "../../peers/peers.ts";
import { findLinesByCarts } from "../../store/cart/carts.ts";
import { changeCheckout, findCheckout, reviseCheckout } from "../../store/checkout/checkouts.ts";
import { findOrdersByCheckouts } from "../../store/order/orders.ts";
import { findSagasByOrders } from "../../store/processing/sagas.ts";
import { findSettings } from "../../store/settings/settings.ts";
import type { CheckoutRow, SettingsRow } from "../../store/tables.ts";
import { findMissing, priceCheckout } from "../pricing/checkout-pricing.ts";
import { takePromotionUses } from "../pricing/checkout-promotions.ts";
import { frozenTermsOf } from "../pricing/terms.ts";
import { isExtensionDue, reservationEnd } from "../reservation/expiry-times.ts";
import { type AskedVatId, askAboutVatId, isOutdated, judgeVatId, withVatIdCheck } from "../vat-ids/check.ts";

type Payable = OutputOf<typeof contract.payable>;

/** Returns the amount to pay and locks the checkout. A repetition while the payment is pending returns the same. */
export async function bindPayment(
  deps: Deps,
  { checkoutId, userId }: InputOf<typeof contract.payable>,
): Promise<Payable> {
  const { store } = deps;
  const seen = await store.read((db) => findCheckout(db, checkoutId));
  if (!seen?.reserved || (seen.ownerId !== null && seen.ownerId !== userId)) return { outcome: "notFound" };
  const { closed, settings } = await store.read(async (db) => ({
    closed: await findClosedReason(db, seen),
    settings: await findSettings(db),
  }));
  if (closed) return { outcome: "notPayable", reason: closed };

  const until = reservationEnd(store.now(), settings, seen);
  if (until <= store.now()) return { outcome: "notPayable", reason: "EXPIRED" };
  const isLost = isExtensionDue(seen, until) && (await extendReservation(deps, seen.id, until)).outcome === "gone";
  if (isLost) return { outcome: "notPayable", reason: "EXPIRED" };
  const asked = isVatIdOutdated(deps, seen) ? await askAboutVatId(deps, settings, seen) : undefined;
  return store.write("bind-payment", async (tx): Promise<Payable> => {
    const checkout = await findCheckout(tx, checkoutId);
    if (!checkout) return { outcome: "notFound" };
    const reason = await findClosedReason(tx, checkout);
    if (reason) return { outcome: "notPayable", reason };
    if (findMissing(checkout, await findLinesByCarts(tx, [checkout.cartId])).length > 0)
      return { outcome: "notPayable", reason: "INCOMPLETE" };
    if (checkout.totalMinor === 0) return { outcome: "notPayable", reason: "NOTHING_TO_PAY" };
    if (isVatIdOutdated(deps, checkout) && (await applyAnswer(deps, tx, checkout, { settings, asked })))
      return { outcome: "totalsChanged" };
    const usedUp = await takePromotionUses(tx, checkout, deps.runtime.now());
    if (usedUp) return { outcome: "promotionUsedUp", reason: usedUp, cartId: checkout.cartId };
    const reservedUntil = Math.max(until, checkout.reservedUntil);
    const bound = await changeCheckout(tx, checkout.id, ["OPEN", "AWAITING_PAYMENT"], {
      state: "AWAITING_PAYMENT",
      reservedUntil,
    });
    if (!bound) throw new Error("a checkout changed state inside the transaction that read it");
    const { totalMinor, currency, version, ownerId } = bound;
    return { outcome: "payable", amountMinor: totalMinor, currency, version, customerId: ownerId };
  });
}

/** Whether tax is left out of an open checkout by an answer of a register that is too old for its payment. */
function isVatIdOutdated({ runtime }: Deps, checkout: CheckoutRow): boolean {
  return checkout.state === "OPEN" && isOutdated(checkout, runtime.now());
}

/** Keeps the new answer of the register. Returns true if the id is no longer valid, and the checkout was priced with tax. */
async function applyAnswer(
  { runtime }: Deps,
  tx: Tx,
  checkout: CheckoutRow,
  { settings, asked }: { settings: SettingsRow; asked: AskedVatId | undefined },
): Promise<boolean> {
  const vatIdCheck = judgeVatId(settings, checkout, asked);
  const frozen = await frozenTermsOf(tx, checkout);
  const pricingTerms = withVatIdCheck(frozen, vatIdCheck);
  if (pricingTerms.reverseCharge) {
    await changeCheckout(tx, checkout.id, ["OPEN"], { vatIdCheck });
    return false;
  }
  const pricedAt = runtime.now();
  const lines = await findLinesByCarts(tx, [checkout.cartId]);
  const conditions = { promotions: checkout.promotions, at: pricedAt, terms: pricingTerms };
  const { totals, discounts } = await priceCheckout(tx, lines, checkout, conditions);
  await reviseCheckout(tx, checkout.id, { ...totals, discounts, pricingTerms, pricedAt, vatIdCheck });
  return true;
}

/**
 * The reason why a checkout is no longer payable; undefined while it is. A checkout whose payment is being voided counts as expired, and so
 * does one whose order was rolled back: nothing was charged, and the cart can start another checkout.
 */
async function findClosedReason(
  db: Reader,
  { id, state, reopening }: CheckoutRow,
): Promise<"EXPIRED" | "ALREADY_PAID" | undefined> {
  if (state === "COMPLETING" || state === "COMPLETED")
    return (await isOrderRolledBack(db, id)) ? "EXPIRED" : "ALREADY_PAID";
  return state === "EXPIRED" || reopening ? "EXPIRED" : undefined;
}

/** Whether the order of a checkout was rolled back before confirmation, or is being rolled back. */
async function isOrderRolledBack(db: Reader, checkoutId: string): Promise<boolean> {
  const [order] = await findOrdersByCheckouts(db, [checkoutId]);
  if (!order || order.invoiceNumber !== null) return false;
  const [saga] = await findSagasByOrders(db, [order.id]);
  return order.state === "CANCELLED" || (saga?.failure ?? null) !== null;
}
