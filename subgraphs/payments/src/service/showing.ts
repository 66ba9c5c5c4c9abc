/** Payments and refunds as the graph shows them: one by its id, or those of a checkout or an order, to whom they belong. */
import { hasScope } from "@hansa/kit/identity";
import type { Context } from "../context.ts";
import type { Card, DisputeRow, PaymentRow, RefundRow } from "../store/tables.ts";
import type { CheckoutReference, OrderReference } from "./elsewhere.ts";
import { visible, visibleOf } from "./holding.ts";

/** The payment, if this request may see it. `checkoutId`: what a guest shows for it. */
export async function findVisiblePayment(
  context: Context,
  id: string,
  checkoutId: string | null | undefined,
): Promise<PaymentRow | null> {
  if (checkoutId) context.named.add(checkoutId);
  return visible(context, await context.loaders.paymentById.load(id));
}

/** Attempts to pay for a checkout, the newest first. Whoever asks for a checkout has named it. */
export async function paymentsOfCheckout(context: Context, { id }: CheckoutReference): Promise<PaymentRow[]> {
  context.named.add(id);
  return visibleOf(context, await context.loaders.paymentsByCheckout.load(id));
}

/** Attempts to pay for an order, the newest first. */
export async function paymentsOfOrder(context: Context, { id }: OrderReference): Promise<PaymentRow[]> {
  return visibleOf(context, await context.loaders.paymentsByOrder.load(id));
}

/** The refund, if this request may see its payment. */
export async function findVisibleRefund(context: Context, id: string): Promise<RefundRow | null> {
  const refund = await context.loaders.refundById.load(id);
  return refund && (await findVisiblePayment(context, refund.paymentId, null)) ? refund : null;
}

/** The dispute if the viewer may read all payments; null for others, as if there were none. */
export async function findVisibleDispute({ loaders, viewer }: Context, id: string): Promise<DisputeRow | null> {
  return hasScope(viewer, "payments:read") ? loaders.disputeById.load(id) : null;
}

/** The payment that a refund gives back a part of. Whoever sees the refund may see it. */
export async function paymentOfRefund({ loaders }: Context, { id, paymentId }: RefundRow): Promise<PaymentRow> {
  const payment = await loaders.paymentById.load(paymentId);
  if (!payment) throw new Error(`${id} gives back what ${paymentId} took, and that does not exist`);
  return payment;
}

/** A card in words. */
export function cardSummary(card: Card) {
  const brand = card.brand.charAt(0).toUpperCase() + card.brand.slice(1);
  return { __typename: "CardSummary", label: `${brand} ending in ${card.last4}`, ...card } as const;
}
