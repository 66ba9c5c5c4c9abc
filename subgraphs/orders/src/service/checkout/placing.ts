/** Placing an order: everything it needs is copied, and the saga that makes it certain begins, in one transaction. */
import { events } from "@hansa/contracts/events";
import { appendEvent } from "@hansa/kit/outbox";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { findLinesByCarts } from "../../store/carts.ts";
import { beginCompleting, findCheckout } from "../../store/checkouts.ts";
import { nextNumber } from "../../store/numbers.ts";
import { insertOrder } from "../../store/orders.ts";
import { insertSaga } from "../../store/sagas.ts";
import type { CheckoutRow, OrderLineRow, OrderRow } from "../../store/tables.ts";
import { openBooks } from "../money/opening-books.ts";
import { orderFacts, recordOrderEvent } from "../order/events.ts";
import { atWork, takePromotionUses } from "./promotions.ts";
import { priceCheckout } from "./totals.ts";

/** What pays for it; null for an order that costs nothing. */
export type Paid = { paymentId: string } | null;

/**
 * Turns exactly this version of the checkout into an order that waits for its money. Undefined, and nothing done, if the checkout
 * has changed, is being given up, or has become an order before, or if a promotion of it was used up after its payment had failed.
 */
export async function placeOrder(
  deps: Deps,
  tx: Tx,
  { id, version }: CheckoutRow,
  paid: Paid,
): Promise<OrderRow | undefined> {
  const { world, rules } = deps;
  const before = await findCheckout(tx, id);
  const lacksUses = before?.state === "OPEN" && before.held && before.version === version;
  if (lacksUses && (await takePromotionUses(tx, rules, before, world.now()))) return undefined;
  const checkout = await beginCompleting(tx, id, version);
  if (!checkout) return undefined;
  const now = world.now();
  const cartLines = await findLinesByCarts(tx, [checkout.cartId]);
  const promotions = atWork(checkout);
  const asFrozen = await priceCheckout(tx, cartLines, checkout, promotions, checkout.pricedAt);
  const { lines: priced, totals, discounts } = asFrozen;
  if (totals.totalMinor !== checkout.totalMinor) {
    throw new Error(`a checkout was frozen at ${checkout.totalMinor} and comes to ${totals.totalMinor}`);
  }
  const order: OrderRow = {
    id: world.newId("ord"),
    number: String(await nextNumber(tx, "order")),
    checkoutId: id,
    cartId: checkout.cartId,
    customerId: checkout.ownerId,
    email: checkout.email,
    state: "PENDING_PAYMENT",
    holdReason: null,
    holdSince: null,
    cancelReason: null,
    deliveredAt: null,
    invoiceNumber: null,
    invoicedAt: null,
    currency: checkout.currency,
    ...totals,
    discounts,
    shippingAddress: checkout.shippingAddress,
    billingAddress: checkout.billingAddress ?? checkout.shippingAddress,
    shipping: checkout.shipping,
    placedAt: now,
    updatedAt: now,
    settlement: totals.totalMinor === 0 ? "PAID" : "AUTHORIZED",
    erasedAt: null,
  };
  const lines = cartLines.map((line, index): OrderLineRow => {
    const amounts = priced[index];
    if (!amounts) throw new Error("a line was not priced");
    const { variantId, productId, sku, title, unitPriceMinor, quantity } = line;
    return {
      id: world.newId("line"),
      orderId: order.id,
      position: index,
      variantId,
      productId,
      sku,
      title,
      unitPriceMinor,
      quantity,
      ...amounts,
    };
  });
  await insertOrder(tx, order, lines);
  await openBooks(tx, order, lines, {
    sentVariants: new Set(cartLines.filter((line) => line.weightGrams !== null).map((line) => line.variantId)),
    paymentId: paid?.paymentId ?? null,
    version,
  });
  await recordOrderEvent(deps, tx, order, {
    kind: "PLACED",
    summary: "The order was placed.",
    actor: "CUSTOMER",
    actorId: order.customerId,
  });
  await insertSaga(tx, {
    checkoutId: id,
    orderId: order.id,
    paymentId: paid?.paymentId ?? null,
    version,
    step: "COMMIT_STOCK",
    failure: null,
    outcome: null,
    attempt: 0,
    nextRunAt: deps.store.now(),
    parkedAt: null,
  });
  await appendEvent(tx, world, events.orderPlaced, order.id, orderFacts(order, lines));
  return order;
}
