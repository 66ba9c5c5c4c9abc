/** Payment access: a payment belongs to its customer or, for guests, to requests with its checkout id or order token in their header. */
import { createHash } from "node:crypto";
import { hasScope, type Viewer } from "@hansa/kit/identity";
import type { Context } from "../../context.ts";
import type { PaymentRow } from "../../store/tables.ts";

/**
 * Whether this request may continue the payment. `checkoutId` is the checkout that the input names, which is enough to pay for a guest's.
 * Payments of erased customers have no owner.
 */
export function ownsPayment(context: Context, payment: PaymentRow, checkoutId?: string | null): boolean {
  const isNamed = isGuests(payment) && payment.erasedAt === null && payment.checkoutId === checkoutId;
  return isNamed || isBuyer(context, payment);
}

/** Whether this request may view the payment, with the provider's secret for the customer's next step. */
function canView(context: Context, payment: PaymentRow): boolean {
  return isBuyer(context, payment) || mayReadAll(context.viewer);
}

function isBuyer(context: Context, payment: PaymentRow): boolean {
  if (payment.erasedAt !== null) return false;
  return ownsCheckout(context, payment) || hasGuestToken(context, payment);
}

/**
 * Whether the checkout belongs to the viewer. Naming a customer's checkout grants no access: only a guest's checkout id is a secret. It
 * stays one after the order joined an account: a lost access would tell that the address has an account.
 */
export function ownsCheckout({ viewer, guest }: Context, payment: PaymentRow): boolean {
  const { customerId, checkoutId, erasedAt } = payment;
  if (erasedAt !== null) return false;
  if (viewer.kind === "user" && viewer.id === customerId) return true;
  return isGuests(payment) && guest.includes(checkoutId);
}

/** Whether it was paid without an account. An earlier version that runs beside this one does not write `isGuest`. */
function isGuests({ isGuest, customerId }: PaymentRow): boolean {
  return isGuest || customerId === null;
}

/** The payment if this request may view it, else null, as if it did not exist. */
export function visiblePayment(context: Context, payment: PaymentRow | null): PaymentRow | null {
  return payment && canView(context, payment) ? payment : null;
}

/** The payments that this request may view; others are left out without a trace. */
export function visiblePayments(context: Context, payments: readonly PaymentRow[]): PaymentRow[] {
  return payments.filter((payment) => canView(context, payment));
}

function hasGuestToken({ guest }: Context, { guestTokenHash }: PaymentRow): boolean {
  return guestTokenHash !== null && guest.some((token) => hashOf(token) === guestTokenHash);
}

function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}

function mayReadAll(viewer: Viewer): boolean {
  return hasScope(viewer, "payments:read");
}
