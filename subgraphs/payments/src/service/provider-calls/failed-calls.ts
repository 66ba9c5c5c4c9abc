/** Failed calls: the provider refused them or never received them. */
import type { Tx } from "@hansa/kit/store/store";
import type { Deps } from "../../context.ts";
import { markRefused } from "../../store/movements/queries.ts";
import { mustFindPayment } from "../../store/payments/queries.ts";
import { settleCall } from "../../store/provider-calls/queries.ts";
import type { CallRow, PaymentRow } from "../../store/tables.ts";
import { type ProviderReport, recordEvent } from "../payment/alarms.ts";
import { failRefund } from "../payment/refunds.ts";
import { applyReport } from "../payment/reports.ts";
import { unstartedPayment } from "./outcomes.ts";

/** Marks a payment as failed that never started at the provider. If a message arrived during the search, the payment keeps its reported state. */
export async function failUnstartedPayment(deps: Deps, payment: PaymentRow, made: CallRow): Promise<void> {
  const fact: ProviderReport = { source: "RECONCILIATION", providerEventId: null, said: unstartedPayment(payment) };
  await applyReport(deps, "settle-call", payment.id, fact, async (tx) => {
    const isNews = await settleCall(tx, made.key, null);
    return isNews && (await mustFindPayment(tx, payment.id)).state === "CREATED";
  });
}

/** Stores a refusal and fails the capture or refund of the call. */
export async function recordRefusal(
  deps: Deps,
  tx: Tx,
  payment: PaymentRow,
  { name, subjectId }: CallRow,
  reason: string,
  fact: ProviderReport,
): Promise<void> {
  await recordEvent(deps, tx, payment, `${name}_refused`, fact);
  if (subjectId === null) return;
  if (name === "capture") await markRefused(tx, subjectId, reason, deps.runtime.now());
  if (name === "refund") await failRefund(deps, tx, subjectId, reason);
}
