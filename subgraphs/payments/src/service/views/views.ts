/** Views of payments, refunds and disputes for GraphQL, restricted to what the viewer may see. */
import { hasScope } from "@hansa/kit/identity";
import type { Context } from "../../context.ts";
import type { Card, DisputeRow, PaymentRow, RefundRow } from "../../store/tables.ts";
import { visiblePayment, visiblePayments } from "../payment/access.ts";
import type { CheckoutReference, OrderReference } from "./references.ts";

/** The payment, if this request may view it. */
export async function findVisiblePayment(context: Context, id: string): Promise<PaymentRow | null> {
  return visiblePayment(context, await context.loaders.paymentById.load(id));
}

/** Attempts to pay for a checkout, the newest first. */
export async function paymentsOfCheckout(context: Context, { id }: CheckoutReference): Promise<PaymentRow[]> {
  return visiblePayments(context, await context.loaders.paymentsByCheckout.load(id));
}

/** Attempts to pay for an order, the newest first. */
export async function paymentsOfOrder(context: Context, { id }: OrderReference): Promise<PaymentRow[]> {
  return visiblePayments(context, await context.loaders.paymentsByOrder.load(id));
}

/** The refund, if this request may view its payment. */
export async function findVisibleRefund(context: Context, id: string): Promise<RefundRow | null> {
  const refund = await context.loaders.refundById.load(id);
  return refund && (await findVisiblePayment(context, refund.paymentId)) ? refund : null;
}

/** The dispute if the viewer may read all payments; null for others, as if it did not exist. */
export async function findVisibleDispute({ loaders, viewer }: Context, id: string): Promise<DisputeRow | null> {
  return hasScope(viewer, "payments:read") ? loaders.disputeById.load(id) : null;
}

/** The payment of a refund. A viewer of the refund may view it. */
export async function paymentOfRefund({ loaders }: Context, { id, paymentId }: RefundRow): Promise<PaymentRow> {
  const payment = await loaders.paymentById.load(paymentId);
  if (!payment) throw new Error(`refund ${id} refers to ${paymentId}, which does not exist`);
  return payment;
}

/** The label and details of a card. */
export function cardSummary(card: Card) {
  const brand = card.brand.charAt(0).toUpperCase() + card.brand.slice(1);
  return { __typename: "CardSummary", label: `${brand} ending in ${card.last4}`, ...card } as const;
}
