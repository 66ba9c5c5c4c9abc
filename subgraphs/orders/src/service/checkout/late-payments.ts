/** Late payments: a payment that is first authorised long after its start places no order; its checkout ends, and the buyer is told. */
import type { AuthorizedPayment } from "@hansa/contracts/payments";
import { afterCommit } from "@hansa/kit/runtime";
import type { Reader, Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { changeCheckout } from "../../store/checkout/checkouts.ts";
import { findSettings } from "../../store/settings/settings.ts";
import type { CheckoutRow } from "../../store/tables.ts";
import { queuePaymentLate } from "../email/customer-email.ts";
import { latePaymentRange } from "../settings/limits.ts";

const hour = 60 * 60 * 1_000;

/** Whether the payment was first authorised later than `latePaymentHours` after its start. */
export async function isLatePayment(db: Reader, { authorizedAfterMs }: AuthorizedPayment): Promise<boolean> {
  // Hardly any payment takes as long as the shortest setting, so the settings are rarely read for it.
  if (authorizedAfterMs <= latePaymentRange.least * hour) return false;
  return authorizedAfterMs > (await findSettings(db)).latePaymentHours * hour;
}

/**
 * Ends the checkout of a late payment, which releases its goods and uses of promotions, and queues the e-mail to its buyer. One that its buyer
 * reopens stays: the payment is voided or refunded all the same.
 */
export async function endLateCheckout({ runtime, log }: Deps, tx: Tx, { id, reopening }: CheckoutRow): Promise<void> {
  if (reopening || !(await changeCheckout(tx, id, ["OPEN", "AWAITING_PAYMENT"], { state: "EXPIRED" }))) return;
  await queuePaymentLate(runtime, tx, id);
  const message = "payments: payment was authorised too late, checkout ended, payment queued to be voided";
  afterCommit(() => log.warn({ checkoutId: id }, message));
}
