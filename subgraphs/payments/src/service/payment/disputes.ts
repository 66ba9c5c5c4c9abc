/** Disputes in provider reports: stored, posted to the ledger as withheld money, and raised as alarms. */
import { events } from "@hansa/contracts/events";
import { appendEvent } from "@hansa/kit/messaging";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import type { ProviderDispute } from "../../providers/port.ts";
import { postTransfer, type Transfer } from "../../store/ledger/queries.ts";
import { closeDispute, findDisputesByPayments, insertDispute } from "../../store/movements/queries.ts";
import { updatePayment } from "../../store/payments/queries.ts";
import type { DisputeRow, PaymentRow } from "../../store/tables.ts";
import { type ProviderReport, raisePaymentAlarm, raisePaymentAlarmOnce, recordEvent } from "./alarms.ts";

/** Stores new disputes of a report and checks known ones. */
export async function mergeDisputes(
  deps: Deps,
  tx: Tx,
  payment: PaymentRow,
  fact: ProviderReport,
): Promise<PaymentRow> {
  const known = await findDisputesByPayments(tx, [payment.id]);
  let current = payment;
  for (const reported of fact.reported.disputes) {
    const row = known.find(({ providerRef }) => providerRef === reported.ref);
    await checkDispute(deps, tx, current, { reported, row, fact });
    if (reported.currency !== payment.currency) continue;
    const opened = row ?? (await recordOpened(deps, tx, current, { reported, fact }));
    if (!row) current = await updatePayment(tx, current, { disputed: true, changedAt: deps.runtime.now() });
    if (reported.state !== "OPEN" && opened.state === "OPEN")
      current = await recordClosed(deps, tx, current, { opened, state: reported.state, fact });
  }
  return current;
}

/** A dispute of a report. */
type ReportedDispute = { reported: ProviderDispute; fact: ProviderReport };

/** Raises each irregularity of a dispute once. A changed amount settles at the posted amount; a dispute in another currency is not posted. */
async function checkDispute(
  deps: Deps,
  tx: Tx,
  payment: PaymentRow,
  { reported, row, fact }: ReportedDispute & { row: DisputeRow | undefined },
): Promise<void> {
  const { ref, amountMinor, currency, state } = reported;
  const isOther = currency !== payment.currency || (row && amountMinor !== row.amountMinor);
  if (isOther) {
    const about = [ref, amountMinor, currency];
    await raisePaymentAlarmOnce(deps, tx, payment, { alarm: "alarm_other_amount", fact, about });
  }
  const endsAgain = row && row.state !== "OPEN" && state !== "OPEN" && state !== row.state;
  if (endsAgain) {
    const about = [ref, state.toLowerCase()];
    await raisePaymentAlarmOnce(deps, tx, payment, { alarm: "alarm_contradiction", fact, about });
  }
}

/** Stores an opened dispute: the provider withholds the amount until the decision. */
async function recordOpened(
  deps: Deps,
  tx: Tx,
  payment: PaymentRow,
  { reported, fact }: ReportedDispute,
): Promise<DisputeRow> {
  const { runtime } = deps;
  const dispute: DisputeRow = {
    id: runtime.newId("disp"),
    paymentId: payment.id,
    providerRef: reported.ref,
    state: "OPEN",
    amountMinor: reported.amountMinor,
    currency: payment.currency,
    reason: reported.reason,
    openedAt: runtime.now(),
    closedAt: null,
  };
  await insertDispute(tx, dispute);
  await postDispute(deps, tx, dispute, { from: "provider", to: "disputes" });
  await publishDispute(deps, tx, payment, { dispute, fact });
  await raisePaymentAlarm(deps, tx, payment, { alarm: "alarm_disputed", fact });
  return dispute;
}

/** The outcome of an open dispute. */
type ClosedDispute = { opened: DisputeRow; state: "WON" | "LOST"; fact: ProviderReport };

/** Closes a dispute. WON: the amount is at the provider again. LOST: the customer has it. */
async function recordClosed(
  deps: Deps,
  tx: Tx,
  payment: PaymentRow,
  { opened, state, fact }: ClosedDispute,
): Promise<PaymentRow> {
  const closedAt = deps.runtime.now();
  const dispute: DisputeRow = { ...opened, state, closedAt };
  await closeDispute(tx, dispute.id, state, closedAt);
  await postDispute(deps, tx, dispute, { from: "disputes", to: state === "WON" ? "provider" : "customers" });
  await publishDispute(deps, tx, payment, { dispute, fact });
  return updatePayment(tx, payment, { changedAt: closedAt });
}

function postDispute(
  { runtime }: Deps,
  tx: Tx,
  { paymentId, providerRef, state, amountMinor, currency }: DisputeRow,
  { from, to }: Pick<Transfer, "from" | "to">,
): Promise<void> {
  return postTransfer(tx, {
    transactionId: runtime.newId("ltx"),
    paymentId,
    kind: "dispute",
    providerEvent: `${providerRef}:${state.toLowerCase()}`,
    from,
    to,
    minor: amountMinor,
    currency,
    at: runtime.now(),
  });
}

async function publishDispute(
  deps: Deps,
  tx: Tx,
  payment: PaymentRow,
  { dispute, fact }: { dispute: DisputeRow; fact: ProviderReport },
): Promise<void> {
  const { id: disputeId, state, amountMinor: minor, currency } = dispute;
  const { id: paymentId, orderId } = payment;
  const facts = { disputeId, paymentId, orderId, amount: { minor, currency }, state };
  await recordEvent(deps, tx, payment, { kind: `dispute_${state.toLowerCase()}`, fact });
  await appendEvent(deps.runtime, tx, events.paymentDisputed, facts);
}
