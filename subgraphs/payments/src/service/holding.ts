/** Whose a payment is: the customer's, or, a guest's, whoever's who can name its checkout or has the order's guest token. */
import { createHash } from "node:crypto";
import { hasScope, type Viewer } from "@hansa/kit/identity";
import type { Context } from "../context.ts";
import type { PaymentRow } from "../store/tables.ts";

/** Whether this request may use the payment: go on with it, and see it. That of somebody who was forgotten is nobody's. */
export function holds(context: Context, payment: PaymentRow): boolean {
  if (payment.forgottenAt !== null) return false;
  return holdsCheckout(context, payment) || hasGuestToken(context, payment);
}

/** Whether this request may see the payment. */
function maySee(context: Context, payment: PaymentRow): boolean {
  return holds(context, payment) || mayReadAll(context.viewer);
}

/** Whether the checkout that it pays for is the viewer's own. A customer's is not opened by naming it: only a guest's id is a secret. */
export function holdsCheckout(
  { viewer, named }: Context,
  { customerId, checkoutId, forgottenAt }: PaymentRow,
): boolean {
  if (forgottenAt !== null) return false;
  return customerId === null ? named.has(checkoutId) : viewer.kind === "user" && viewer.id === customerId;
}

/** The payment if this request may see it, else null: as if there were none. */
export function visible(context: Context, payment: PaymentRow | null): PaymentRow | null {
  return payment && maySee(context, payment) ? payment : null;
}

/** Those that this request may see: nothing tells others' payments from none. */
export function visibleOf(context: Context, payments: readonly PaymentRow[]): PaymentRow[] {
  return payments.filter((payment) => maySee(context, payment));
}

function hasGuestToken({ named }: Context, { guestTokenHash }: PaymentRow): boolean {
  return guestTokenHash !== null && [...named].some((token) => hashOf(token) === guestTokenHash);
}

function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}

function mayReadAll(viewer: Viewer): boolean {
  return hasScope(viewer, "payments:read");
}
