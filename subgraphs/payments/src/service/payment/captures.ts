/** Captures in provider reports: each is stored and posted once, from any source and any report. */
import { events } from "@hansa/contracts/events";
import { appendEvent } from "@hansa/kit/messaging";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import type { ProviderCapture } from "../../providers/port.ts";
import { postTransfer } from "../../store/ledger/queries.ts";
import { findCaptures, insertCapture, markTaken } from "../../store/movements/queries.ts";
import { updatePayment } from "../../store/payments/queries.ts";
import type { CaptureRow, PaymentRow } from "../../store/tables.ts";
import { checkoutPaymentOf, type ProviderReport, raisePaymentAlarm, raisePaymentAlarmOnce } from "./alarms.ts";
import { captureKey, matchMovements } from "./call-keys.ts";
import { isCertain, stateByAmounts } from "./transitions.ts";

/** Stores new captures of a report and checks known ones. */
export async function mergeCaptures(
  deps: Deps,
  tx: Tx,
  payment: PaymentRow,
  fact: ProviderReport,
): Promise<PaymentRow> {
  const known = await findCaptures(tx, payment.id);
  const rows = matchMovements(fact.reported.captures, known, ({ key }) =>
    key === null ? null : captureKey(payment.id, key),
  );
  let current = payment;
  for (const capture of fact.reported.captures) {
    const row = rows.get(capture.ref);
    if (row?.state === "CAPTURED") await checkCapture(deps, tx, current, { capture, row, fact });
    else current = await applyCapture(deps, tx, current, { capture, row, fact });
  }
  return current;
}

/** A capture of a report. `row`: our requested capture; undefined if it was made at the provider. */
type ReportedCapture<Row = CaptureRow | undefined> = { capture: ProviderCapture; row: Row; fact: ProviderReport };

async function checkCapture(
  deps: Deps,
  tx: Tx,
  payment: PaymentRow,
  { capture, row, fact }: ReportedCapture<CaptureRow>,
): Promise<void> {
  const { ref, amountMinor } = capture;
  if (row.providerRef !== ref) await raisePaymentAlarmOnce(deps, tx, payment, { alarm: "alarm_other_reference", fact });
  else if (row.amountMinor !== amountMinor)
    await raisePaymentAlarmOnce(deps, tx, payment, { alarm: "alarm_other_amount", fact });
}

/** Applies a capture: amounts, row, ledger and event. */
async function applyCapture(
  deps: Deps,
  tx: Tx,
  payment: PaymentRow,
  { capture, row, fact }: ReportedCapture,
): Promise<PaymentRow> {
  const { runtime } = deps;
  const now = runtime.now();
  const { ref: providerRef, amountMinor } = capture;
  const amounts = {
    ...payment,
    authorizedMinor: payment.amountMinor,
    capturedMinor: payment.capturedMinor + amountMinor,
  };
  if (amountMinor <= 0 || amounts.capturedMinor + payment.releasedMinor > amounts.authorizedMinor) {
    await raisePaymentAlarmOnce(deps, tx, payment, { alarm: "alarm_amount_exceeded", fact });
    return payment;
  }
  const { authorizedMinor, capturedMinor } = amounts;
  const state = isCertain(payment.state) ? stateByAmounts(amounts) : payment.state;
  const after = await updatePayment(tx, payment, { authorizedMinor, capturedMinor, state, changedAt: now });
  if (row) await markTaken(tx, row.id, { providerRef, amountMinor, settledAt: now });
  else await insertCapture(tx, draftProviderCapture(deps, after, capture));
  await postTransfer(tx, {
    transactionId: runtime.newId("ltx"),
    paymentId: payment.id,
    kind: "capture",
    providerEvent: providerRef,
    from: "customers",
    to: "provider",
    minor: amountMinor,
    currency: payment.currency,
    at: now,
  });
  await publishCapture(deps, tx, after, { captureMinor: amountMinor, row });
  const isWrong = !isCertain(payment.state) || row?.state === "REFUSED";
  if (isWrong) await raisePaymentAlarm(deps, tx, after, { alarm: "alarm_contradiction", fact });
  if (!row) await raisePaymentAlarm(deps, tx, after, { alarm: "alarm_unrequested", fact });
  else if (row.amountMinor !== amountMinor)
    await raisePaymentAlarm(deps, tx, after, { alarm: "alarm_other_amount", fact });
  return after;
}

function draftProviderCapture(
  { runtime }: Deps,
  payment: PaymentRow,
  { ref, amountMinor }: ProviderCapture,
): CaptureRow {
  const now = runtime.now();
  return {
    id: runtime.newId("cap"),
    paymentId: payment.id,
    key: null,
    state: "CAPTURED",
    requestedMinor: 0,
    amountMinor,
    providerRef: ref,
    reason: null,
    createdAt: now,
    settledAt: now,
  };
}

function publishCapture(
  { runtime }: Deps,
  tx: Tx,
  payment: PaymentRow,
  { captureMinor, row }: { captureMinor: number; row: CaptureRow | undefined },
): Promise<void> {
  const { capturedMinor, currency } = payment;
  return appendEvent(runtime, tx, events.paymentCaptured, {
    ...checkoutPaymentOf(payment),
    captureAmount: { minor: captureMinor, currency },
    capturedMinor,
    fromProvider: !row,
    captureId: row?.key ?? null,
  });
}
