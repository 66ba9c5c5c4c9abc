/** Order placement: copies the checkout and its lines into an order and starts its saga, in one transaction. */

import { sum } from "@hansa/commerce/money";
import { events } from "@hansa/contracts/events";
import type { CheckoutPayment } from "@hansa/contracts/payments";
import { appendEvent } from "@hansa/kit/messaging";
import type { Runtime } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import { sampledTraceparent } from "@hansa/kit/tracing";
import type { Deps } from "../../context.ts";
import type { PromotionUsedUpReason } from "../../generated/resolvers.ts";
import { startCompletion } from "../../store/checkout/checkouts.ts";
import { insertCounters } from "../../store/order/line-counters.ts";
import { addTerms } from "../../store/order/order-terms.ts";
import { insertOrder } from "../../store/order/orders.ts";
import { nextNumber } from "../../store/order/sequences.ts";
import { insertMoney } from "../../store/payment/balances.ts";
import { insertSaga } from "../../store/processing/sagas.ts";
import { findSettings } from "../../store/settings/settings.ts";
import type { CartLineRow, CheckoutRow, OrderLineRow, OrderRow, PricingTerms } from "../../store/tables.ts";
import { computeCharges } from "../order/charges.ts";
import { formatOrderNumber } from "../order/order-number.ts";
import { termsOf } from "../order/search-terms.ts";
import { orderFacts, recordOrderEvent } from "../order/timeline.ts";
import { noUnits } from "../order/units.ts";
import { type PricedCheckout, priceCheckout } from "../pricing/checkout-pricing.ts";
import { appliedTermsOf, takePromotionUses } from "../pricing/checkout-promotions.ts";
import { frozenTermsOf } from "../pricing/terms.ts";

/**
 * Whether a payment covers this version of the checkout exactly. The only place that decides it: payments reports none but authorised or captured
 * money, and a payment of more or less, in another currency or for another version is voided.
 */
export function coversCheckout(
  { checkoutId, version, amount }: CheckoutPayment,
  checkout: Pick<CheckoutRow, "id" | "version" | "totalMinor" | "currency">,
): boolean {
  const isSameCheckout = checkoutId === checkout.id && version === checkout.version;
  return isSameCheckout && amount.minor === checkout.totalMinor && amount.currency === checkout.currency;
}

/** The placed order, or the reason why there is none: `CHANGED` if the checkout cannot be completed any more, else that of its promotions. */
export type Placement = { placed: OrderRow } | { refused: PromotionUsedUpReason | "CHANGED" };

/**
 * Places the order of exactly this version of the checkout, in state PENDING_PAYMENT. `read` is what this transaction has read of it. `payment`
 * covers it; null for a free order. An open checkout, which is free or whose payment had failed, first takes the uses of its promotions; a refusal
 * as `LIMIT_REACHED` has repriced it. It is refused as `CHANGED`, without a change, if it is being reopened or already has an order.
 */
export async function placeOrder(
  deps: Deps,
  tx: Tx,
  read: { checkout: CheckoutRow; cartLines: CartLineRow[] },
  payment: CheckoutPayment | null,
): Promise<Placement> {
  const { runtime } = deps;
  const { cartLines } = read;
  const { id, version, state, reserved } = read.checkout;
  const lacksUses = state === "OPEN" && reserved;
  const usedUp = lacksUses ? await takePromotionUses(tx, read.checkout, runtime.now()) : undefined;
  if (usedUp) return { refused: usedUp };
  const checkout = await startCompletion(tx, id, version);
  if (!checkout) return { refused: "CHANGED" };
  const terms = await frozenTermsOf(tx, checkout);
  const frozen = await priceAsFrozen(tx, cartLines, checkout, terms);
  const number = formatOrderNumber(deps.guestSecret, await nextNumber(tx, "order"));
  const order = draftOrder(runtime, checkout, frozen, { number, stepMinor: terms.stepMinor ?? 1 });
  const lines = draftLines(runtime, order.id, cartLines, frozen);
  const paymentId = payment?.paymentId ?? null;
  await insertOrder(tx, order, lines);
  await addTerms(tx, order.id, termsOf(order, lines, []));
  await createBalance(tx, order, lines, {
    sentVariants: new Set(cartLines.filter((line) => line.weightGrams !== null).map((line) => line.variantId)),
    paymentId,
    version,
  });
  await recordOrderEvent(deps, tx, order, {
    kind: "PLACED",
    summary: "The order was placed.",
    actor: "CUSTOMER",
    actorId: checkout.ownerId,
  });
  await startSaga(deps, tx, order, { paymentId, version });
  await appendEvent(runtime, tx, events.orderPlaced, orderFacts(order, lines));
  return { placed: order };
}

/** Prices the lines with the terms and rates of the checkout. Throws if that is not the total that was shown. */
async function priceAsFrozen(
  tx: Tx,
  cartLines: CartLineRow[],
  checkout: CheckoutRow,
  terms: PricingTerms,
): Promise<PricedCheckout> {
  const conditions = { promotions: appliedTermsOf(checkout), at: checkout.pricedAt, terms };
  const frozen = await priceCheckout(tx, cartLines, checkout, conditions);
  const { totalMinor } = frozen.totals;
  if (totalMinor !== checkout.totalMinor)
    throw new Error(`the frozen total of a checkout is ${checkout.totalMinor}, its computed total ${totalMinor}`);
  return frozen;
}

function draftOrder(
  runtime: Runtime,
  checkout: CheckoutRow,
  { totals, discounts }: PricedCheckout,
  { number, stepMinor }: Pick<OrderRow, "number" | "stepMinor">,
): OrderRow {
  const now = runtime.now();
  return {
    id: runtime.newId("ord"),
    number,
    checkoutId: checkout.id,
    cartId: checkout.cartId,
    // A guest's order is in no account, with any address: the answer would tell which addresses have one.
    customerId: checkout.ownerId,
    joinedAt: null,
    email: checkout.email,
    linkVersion: 0,
    state: "PENDING_PAYMENT",
    holdReason: null,
    holdSince: null,
    cancelReason: null,
    deliveredAt: null,
    invoiceNumber: null,
    invoicedAt: null,
    currency: checkout.currency,
    ...totals,
    stepMinor,
    discounts,
    shippingAddress: checkout.shippingAddress,
    shippingCountry: checkout.shippingAddress?.country ?? null,
    billingAddress: checkout.billingAddress ?? checkout.shippingAddress,
    vatIdCheck: checkout.vatIdCheck,
    shipping: checkout.shipping,
    cheapestShippingMinor: checkout.cheapestShippingMinor,
    placedAt: now,
    updatedAt: now,
    settlement: totals.totalMinor === 0 ? "PAID" : "AUTHORIZED",
    hasTerms: true,
    erasedAt: null,
  };
}

function draftLines(
  runtime: Runtime,
  orderId: string,
  cartLines: readonly CartLineRow[],
  frozen: PricedCheckout,
): OrderLineRow[] {
  return cartLines.map((line, index): OrderLineRow => {
    const amounts = frozen.lines[index];
    if (!amounts) throw new Error("a line was not priced");
    const { variantId, productId, sku, title, quantity, isWithdrawable } = line;
    return {
      id: runtime.newId("line"),
      orderId,
      position: index,
      variantId,
      productId,
      sku,
      title,
      quantity,
      isWithdrawable,
      ...amounts,
    };
  });
}

function startSaga(
  { store }: Deps,
  tx: Tx,
  order: OrderRow,
  { paymentId, version }: Pick<InitialBalance, "paymentId" | "version">,
): Promise<void> {
  return insertSaga(tx, {
    checkoutId: order.checkoutId,
    orderId: order.id,
    paymentId,
    version,
    step: "COMMIT_STOCK",
    failure: null,
    outcome: null,
    attempts: 0,
    dueAt: store.now(),
    stalledAt: null,
    traceparent: sampledTraceparent(),
  });
}

type InitialBalance = {
  /** The variants that are sent by parcel. */
  sentVariants: ReadonlySet<string>;
  paymentId: string | null;
  version: number;
};

/** Creates the line counters and the amounts in the transaction that places the order. The shop's capture mode is frozen in them. */
export async function createBalance(
  tx: Tx,
  order: OrderRow,
  lines: readonly OrderLineRow[],
  { sentVariants, paymentId, version }: InitialBalance,
): Promise<void> {
  const grossMinors = lines.map((line) => sum([line.lineTotalMinor, order.taxIncluded ? 0 : line.taxMinor]));
  const { lineMinors, shippingMinor } = computeCharges(order, grossMinors);
  const counters = lines.map((line, index) => ({
    lineId: line.id,
    orderId: order.id,
    isSent: sentVariants.has(line.variantId),
    ordered: line.quantity,
    chargedMinor: lineMinors[index] ?? 0,
    stepMinor: order.stepMinor,
    cancelled: 0,
    allocated: 0,
    packed: 0,
    shipped: 0,
    delivered: 0,
    undelivered: 0,
    resendable: 0,
    resendAllocated: 0,
    resendPacked: 0,
    replaced: 0,
    replacing: 0,
    returnRequested: 0,
    returnRejected: 0,
    returned: 0,
    restocked: 0,
    credited: 0,
    creditedMinor: 0,
    withdrawn: 0,
    units: noUnits,
  }));
  await insertCounters(tx, counters);
  await insertMoney(tx, {
    orderId: order.id,
    paymentId,
    version,
    captureMode: (await findSettings(tx)).captureMode,
    totalMinor: order.totalMinor,
    capturedMinor: 0,
    refundedMinor: 0,
    lostMinor: 0,
    adjustedMinor: 0,
    externalMinor: 0,
    shippingMinor,
    shippingCreditedMinor: 0,
    authorizationEndedAt: null,
  });
}
