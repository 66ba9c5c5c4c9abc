/** References to entities that orders or users own. */
import type { Context } from "../../context.ts";
import type { PaymentRow, RefundRow } from "../../store/tables.ts";
import { ownsCheckout } from "../payment/access.ts";

export type CheckoutReference = { id: string };
export type UserReference = { id: string };
/** The refund of the orders service, with the same id. */
export type OrderRefundReference = { id: string };

/** An order reference as the router sends it. */
export type OrderReference = { id: string; number?: string };

/** The checkout of a payment. Null unless the viewer owns it: the id of a guest's checkout is a secret. */
export function checkoutOf(context: Context, payment: PaymentRow): CheckoutReference | null {
  return ownsCheckout(context, payment) ? { id: payment.checkoutId } : null;
}

/** The order of a payment, with its number; null until it is placed. */
export function orderOf({ orderId, orderNumber }: PaymentRow): OrderReference | null {
  return orderId !== null && orderNumber !== null ? { id: orderId, number: orderNumber } : null;
}

/** The member of staff who decided a refund; null for the shop itself. */
export function requesterOf({ requestedBy }: RefundRow): UserReference | null {
  return requestedBy === null ? null : { id: requestedBy };
}
