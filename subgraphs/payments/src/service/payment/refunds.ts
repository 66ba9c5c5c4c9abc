/** Refunds in provider reports: ours or made at the provider, posted once, and reversed once if they are returned. */
import { events } from "@hansa/contracts/events";
import { appendEvent } from "@hansa/kit/messaging";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import type { ProviderRefund } from "../../providers/port.ts";
import { postTransfer, type Transfer } from "../../store/ledger/queries.ts";
import { findRefund, findRefundsByPayments, insertRefund, updateRefund } from "../../store/movements/queries.ts";
import { mustFindPayment, updatePayment } from "../../store/payments/queries.ts";
import type { PaymentRow, RefundRow } from "../../store/tables.ts";
import { type ProviderReport, raisePaymentAlarm, raisePaymentAlarmOnce, recordEvent } from "./alarms.ts";
import { matchMovements, refundKey } from "./call-keys.ts";
import { isCertain, movesRefund, stateByAmounts } from "./transitions.ts";

/** Stores new refunds of a report and updates known ones. */
export async function mergeRefunds(deps: Deps, tx: Tx, payment: PaymentRow, fact: ProviderReport): Promise<PaymentRow> {
  const known = await findRefundsByPayments(tx, [payment.id]);
  const rows = matchMovements(fact.reported.refunds, known.filter(mayExistAtProvider), ({ id }) => refundKey(id));
  let current = payment;
  // Our refunds first: a failed one frees its amount, which another may need.
  for (const reported of fact.reported.refunds) {
    const row = rows.get(reported.ref);
    if (row) current = await applyToRefund(deps, tx, current, { reported, row, fact });
  }
  const matched = new Set(rows.values());
  const unreported = known.filter((row) => !matched.has(row));
  for (const reported of fact.reported.refunds)
    if (!rows.has(reported.ref))
      current = await recordProviderRefund(deps, tx, current, { reported, unreported, fact });
  return current;
}

/** A refund of a report. */
type ReportedRefund = { reported: ProviderRefund; fact: ProviderReport };

/** Whether the provider may have this refund. A refund that it refused does not exist there; a later one with its key is another refund. */
function mayExistAtProvider({ state, providerRef }: RefundRow): boolean {
  return state !== "FAILED" || providerRef !== null;
}

/** Fails a refund that the provider refused and frees its reserved amount. A refund that the provider has accepted continues. */
export async function failRefund(deps: Deps, tx: Tx, refundId: string, reason: string): Promise<void> {
  const row = await findRefund(tx, refundId);
  if (row?.state !== "PENDING" || row.providerRef !== null) return;
  const payment = await mustFindPayment(tx, row.paymentId);
  await settleRefund(deps, tx, payment, { row, outcome: { state: "FAILED", ref: null, failure: reason } });
}

/** Publishes that a refund is pending, or its result. */
export async function publishRefund({ runtime }: Deps, tx: Tx, payment: PaymentRow, refund: RefundRow): Promise<void> {
  const facts = {
    refundId: refund.id,
    paymentId: payment.id,
    orderId: payment.orderId,
    amount: { minor: refund.amountMinor, currency: refund.currency },
    fromProvider: refund.fromProvider,
  };
  if (refund.state === "PENDING") await appendEvent(runtime, tx, events.refundPending, facts);
  if (refund.state === "SUCCEEDED") await appendEvent(runtime, tx, events.refundSucceeded, facts);
  if (refund.state === "FAILED")
    await appendEvent(runtime, tx, events.refundFailed, { ...facts, reason: refund.failure ?? noReason });
}

const noReason = "the provider did not say why";

/** Applies a report to a known refund. */
async function applyToRefund(
  deps: Deps,
  tx: Tx,
  payment: PaymentRow,
  { reported, row, fact }: ReportedRefund & { row: RefundRow },
): Promise<PaymentRow> {
  const isOther = row.providerRef !== null && row.providerRef !== reported.ref;
  if (isOther || row.amountMinor !== reported.amountMinor) {
    const alarm = isOther ? "alarm_other_reference" : "alarm_other_amount";
    await raisePaymentAlarmOnce(deps, tx, payment, { alarm, fact });
    return payment;
  }
  if (movesRefund(row.state, reported.state)) {
    await recordEvent(deps, tx, payment, { kind: `refund_${reported.state.toLowerCase()}`, fact });
    return settleRefund(deps, tx, payment, { row, outcome: reported });
  }
  if (row.providerRef === null) await updateRefund(tx, row.id, { ...row, providerRef: reported.ref });
  return payment;
}

type Outcome = { state: "PENDING" | "SUCCEEDED" | "FAILED"; ref: string | null; failure: string | null };

/** Stores the result of a refund, which may replace an earlier one: amounts, row, ledger and event. */
async function settleRefund(
  deps: Deps,
  tx: Tx,
  payment: PaymentRow,
  { row, outcome }: { row: RefundRow; outcome: Outcome },
): Promise<PaymentRow> {
  const { state, ref, failure } = outcome;
  const refund: RefundRow = {
    ...row,
    state,
    providerRef: ref ?? row.providerRef,
    failure: state === "FAILED" ? (failure ?? noReason) : null,
    settledAt: deps.runtime.now(),
  };
  const before = amountsOf(row);
  const now = amountsOf(refund);
  const after = await moveAmounts(deps, tx, payment, {
    pending: now.pending - before.pending,
    refunded: now.refunded - before.refunded,
  });
  await updateRefund(tx, refund.id, refund);
  await publishRefund(deps, tx, after, refund);
  if (state === "SUCCEEDED") await postRefund(deps, tx, refund);
  if (row.state === "SUCCEEDED") await postReversal(deps, tx, refund);
  return after;
}

/** Stores, posts and raises an alarm about a refund made at the provider. `unreported`: our refunds that the report does not contain. */
async function recordProviderRefund(
  deps: Deps,
  tx: Tx,
  payment: PaymentRow,
  { reported, unreported, fact }: ReportedRefund & { unreported: readonly RefundRow[] },
): Promise<PaymentRow> {
  const { state, amountMinor } = reported;
  if (amountMinor <= 0 || (state !== "FAILED" && amountMinor > refundableMinor(payment))) {
    // A refund of ours with an unknown outcome may block this one; its response will bring this one again.
    const mayYetFit = unreported.some((row) => row.state === "PENDING" && row.providerRef === null);
    if (!mayYetFit) await raisePaymentAlarmOnce(deps, tx, payment, { alarm: "alarm_amount_exceeded", fact });
    return payment;
  }
  const now = deps.runtime.now();
  const refund: RefundRow = {
    id: deps.runtime.newId("ref"),
    paymentId: payment.id,
    state,
    amountMinor,
    currency: payment.currency,
    reason: "Made at the provider.",
    requestedBy: null,
    fromProvider: true,
    providerRef: reported.ref,
    failure: state === "FAILED" ? (reported.failure ?? noReason) : null,
    createdAt: now,
    settledAt: state === "PENDING" ? null : now,
  };
  const after = await moveAmounts(deps, tx, payment, amountsOf(refund));
  await insertRefund(tx, refund);
  await recordEvent(deps, tx, payment, { kind: `refund_${state.toLowerCase()}`, fact });
  await publishRefund(deps, tx, after, refund);
  if (state === "SUCCEEDED") await postRefund(deps, tx, refund);
  await raisePaymentAlarm(deps, tx, after, { alarm: "alarm_unrequested", fact });
  return after;
}

/** The captured amount that is neither refunded nor reserved for a refund. */
export function refundableMinor({ capturedMinor, refundedMinor, refundPendingMinor }: PaymentRow): number {
  return capturedMinor - refundedMinor - refundPendingMinor;
}

type Amounts = { pending: number; refunded: number };

/** The contribution of a refund to the amounts of its payment. */
function amountsOf({ state, amountMinor }: RefundRow): Amounts {
  return { pending: state === "PENDING" ? amountMinor : 0, refunded: state === "SUCCEEDED" ? amountMinor : 0 };
}

function moveAmounts(
  { runtime }: Deps,
  tx: Tx,
  payment: PaymentRow,
  { pending, refunded }: Amounts,
): Promise<PaymentRow> {
  const refundPendingMinor = payment.refundPendingMinor + pending;
  const refundedMinor = payment.refundedMinor + refunded;
  const state = isCertain(payment.state) ? stateByAmounts({ ...payment, refundedMinor }) : payment.state;
  return updatePayment(tx, payment, { refundPendingMinor, refundedMinor, state, changedAt: runtime.now() });
}

/** Posts a refund from the provider to the customers. */
function postRefund(deps: Deps, tx: Tx, refund: RefundRow): Promise<void> {
  return postMovement(deps, tx, refund, { providerEvent: providerRefOf(refund), from: "provider", to: "customers" });
}

/** Posts a returned refund in the opposite direction, as ledger entries never change. */
function postReversal(deps: Deps, tx: Tx, refund: RefundRow): Promise<void> {
  return postMovement(deps, tx, refund, {
    providerEvent: `${providerRefOf(refund)}:failed`,
    from: "customers",
    to: "provider",
  });
}

function providerRefOf({ id, providerRef }: RefundRow): string {
  if (providerRef === null) throw new Error(`${id} succeeded without an id of the provider`);
  return providerRef;
}

function postMovement(
  { runtime }: Deps,
  tx: Tx,
  { paymentId, amountMinor, currency }: RefundRow,
  transfer: Pick<Transfer, "providerEvent" | "from" | "to">,
): Promise<void> {
  const transactionId = runtime.newId("ltx");
  return postTransfer(tx, {
    transactionId,
    paymentId,
    kind: "refund",
    ...transfer,
    minor: amountMinor,
    currency,
    at: runtime.now(),
  });
}
