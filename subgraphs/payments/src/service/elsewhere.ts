/** What belongs to orders or users and is only named here: its own service answers for the rest of it. */
import type { Context } from "../context.ts";
import type { PaymentRow, RefundRow } from "../store/tables.ts";
import { holdsCheckout } from "./holding.ts";

export type CheckoutReference = { id: string };
export type UserReference = { id: string };
/** A refund as orders has it: it has the same id there. */
export type OrderRefundReference = { id: string };

/** An order as it comes from the router. */
export type OrderReference = { id: string; number?: string };

/** The checkout that a payment pays for. Null for whoever does not hold it: to know its id is to hold a guest's. */
export function checkoutOf(context: Context, payment: PaymentRow): CheckoutReference | null {
  return holdsCheckout(context, payment) ? { id: payment.checkoutId } : null;
}

/** The order that a payment pays for, with its number; null until there is one. */
export function orderOf({ orderId, orderNumber }: PaymentRow): OrderReference | null {
  return orderId !== null && orderNumber !== null ? { id: orderId, number: orderNumber } : null;
}

/** The colleague who decided a refund; null for the shop itself. */
export function colleagueOf({ requestedBy }: RefundRow): UserReference | null {
  return requestedBy === null ? null : { id: requestedBy };
}
