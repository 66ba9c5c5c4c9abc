/** Captures as the provider tells of them: each is written down and posted once, whoever made it and however it is heard of. */
import { events } from "@hansa/contracts/events";
import { appendEvent } from "@hansa/kit/outbox";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../context.ts";
import type { ProviderCapture } from "../providers/port.ts";
import { findCaptures, insertCapture, markTaken } from "../store/captures.ts";
import { postTransfer } from "../store/ledger.ts";
import { updatePayment } from "../store/payments.ts";
import type { CaptureRow, PaymentRow } from "../store/tables.ts";
import { type Fact, raiseAlarm, raiseAlarmOnce } from "./alarms.ts";
import { captureKey } from "./keys.ts";
import { isCertain, stateByAmounts } from "./lattice.ts";
import { matchMovements } from "./matching.ts";

/** Takes down what is new among the captures that a fact speaks of, and compares what is not. */
export async function mergeCaptures(deps: Deps, tx: Tx, payment: PaymentRow, fact: Fact): Promise<PaymentRow> {
  if (fact.said.captures.length === 0) return payment;
  const known = await findCaptures(tx, payment.id);
  const rows = matchMovements(fact.said.captures, known, ({ key }) =>
    key === null ? null : captureKey(payment.id, key),
  );
  let current = payment;
  for (const capture of fact.said.captures) {
    const row = rows.get(capture.ref);
    if (row?.state === "TAKEN") await compare(deps, tx, current, row, capture, fact);
    else current = await take(deps, tx, current, row, capture, fact);
  }
  return current;
}

async function compare(
  deps: Deps,
  tx: Tx,
  payment: PaymentRow,
  row: CaptureRow,
  { ref, amountMinor }: ProviderCapture,
  fact: Fact,
): Promise<void> {
  if (row.providerRef !== ref) await raiseAlarmOnce(deps, tx, payment, "alarm_other_reference", fact);
  else if (row.amountMinor !== amountMinor) await raiseAlarmOnce(deps, tx, payment, "alarm_other_amount", fact);
}

/** Money was taken: amounts, row, books and event. `row`: what we had asked for; undefined if nobody here did. */
async function take(
  deps: Deps,
  tx: Tx,
  payment: PaymentRow,
  row: CaptureRow | undefined,
  capture: ProviderCapture,
  fact: Fact,
): Promise<PaymentRow> {
  const { world } = deps;
  const now = world.now();
  const { ref: providerRef, amountMinor } = capture;
  const amounts = {
    ...payment,
    authorizedMinor: payment.amountMinor,
    capturedMinor: payment.capturedMinor + amountMinor,
  };
  if (amountMinor <= 0 || amounts.capturedMinor + payment.releasedMinor > amounts.authorizedMinor) {
    await raiseAlarmOnce(deps, tx, payment, "alarm_more_than_there_is", fact);
    return payment;
  }
  const { authorizedMinor, capturedMinor } = amounts;
  const state = isCertain(payment.state) ? stateByAmounts(amounts) : payment.state;
  const after = await updatePayment(tx, payment, { authorizedMinor, capturedMinor, state, changedAt: now });
  if (row) await markTaken(tx, row.id, { providerRef, amountMinor, settledAt: now });
  else await insertCapture(tx, takenAtProvider(deps, after, capture));
  await postTransfer(tx, {
    transactionId: world.newId("ltx"),
    paymentId: payment.id,
    kind: "capture",
    providerEvent: providerRef,
    from: "customers",
    to: "provider",
    minor: amountMinor,
    currency: payment.currency,
    at: now,
  });
  await tellTaken(deps, tx, after, amountMinor, !row);
  const isWrong = !isCertain(payment.state) || row?.state === "REFUSED";
  if (isWrong) await raiseAlarm(deps, tx, after, "alarm_contradiction", fact);
  if (!row) await raiseAlarm(deps, tx, after, "alarm_not_asked_for", fact);
  else if (row.amountMinor !== amountMinor) await raiseAlarm(deps, tx, after, "alarm_other_amount", fact);
  return after;
}

function takenAtProvider({ world }: Deps, payment: PaymentRow, { ref, amountMinor }: ProviderCapture): CaptureRow {
  const now = world.now();
  return {
    id: world.newId("cap"),
    paymentId: payment.id,
    key: null,
    state: "TAKEN",
    requestedMinor: 0,
    amountMinor,
    providerRef: ref,
    reason: null,
    createdAt: now,
    settledAt: now,
  };
}

function tellTaken(
  { world }: Deps,
  tx: Tx,
  { id, checkoutId, version, amountMinor, capturedMinor, currency }: PaymentRow,
  takenMinor: number,
  fromProvider: boolean,
): Promise<void> {
  return appendEvent(tx, world, events.paymentCaptured, id, {
    paymentId: id,
    checkoutId,
    version,
    amount: { minor: amountMinor, currency },
    taken: { minor: takenMinor, currency },
    capturedMinor,
    fromProvider,
  });
}
