/** Refunds as they come to be: begun here or at the provider, given once, and taken back once if they come back, however they are heard of. */
import { events } from "@hansa/contracts/events";
import { appendEvent } from "@hansa/kit/outbox";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../context.ts";
import type { ProviderRefund } from "../providers/port.ts";
import { postTransfer, type Transfer } from "../store/ledger.ts";
import { mustFindPayment, updatePayment } from "../store/payments.ts";
import { findRefund, findRefundsByPayments, insertRefund, updateRefund } from "../store/refunds.ts";
import type { PaymentRow, RefundRow } from "../store/tables.ts";
import { type Fact, hear, raiseAlarm, raiseAlarmOnce } from "./alarms.ts";
import { refundKey } from "./keys.ts";
import { isCertain, movesRefund, stateByAmounts } from "./lattice.ts";
import { matchMovements } from "./matching.ts";

/** Takes down what is new among the refunds that a fact speaks of, and compares what is not. */
export async function mergeRefunds(deps: Deps, tx: Tx, payment: PaymentRow, fact: Fact): Promise<PaymentRow> {
  if (fact.said.refunds.length === 0) return payment;
  const known = await findRefundsByPayments(tx, [payment.id]);
  const rows = matchMovements(fact.said.refunds, known.filter(mayBeThere), ({ id }) => refundKey(id));
  let current = payment;
  // Ours come first: one that failed frees its amount, and another may need that.
  for (const refund of fact.said.refunds) {
    const row = rows.get(refund.ref);
    if (row) current = await goOn(deps, tx, current, row, refund, fact);
  }
  const matched = new Set(rows.values());
  const unheardOf = known.filter((row) => !matched.has(row));
  for (const refund of fact.said.refunds)
    if (!rows.has(refund.ref)) current = await beginAtProvider(deps, tx, current, refund, unheardOf, fact);
  return current;
}

/** One that the provider refused is not there. If it has one under its key all the same, that is another, which nobody asked for any more. */
function mayBeThere({ state, providerRef }: RefundRow): boolean {
  return state !== "FAILED" || providerRef !== null;
}

/** The provider refuses to give it back: what was set aside for it is free again. What it has said to have goes on. */
export async function failRefund(deps: Deps, tx: Tx, refundId: string, reason: string): Promise<void> {
  const row = await findRefund(tx, refundId);
  if (row?.state !== "PENDING" || row.providerRef !== null) return;
  const payment = await mustFindPayment(tx, row.paymentId);
  await settle(deps, tx, payment, row, { state: "FAILED", ref: null, failure: reason });
}

/** Tells that a refund is under way, or how it ended. */
export async function tellRefund({ world }: Deps, tx: Tx, payment: PaymentRow, refund: RefundRow): Promise<void> {
  const facts = {
    refundId: refund.id,
    paymentId: payment.id,
    orderId: payment.orderId,
    amount: { minor: refund.amountMinor, currency: refund.currency },
    fromProvider: refund.fromProvider,
  };
  if (refund.state === "PENDING") await appendEvent(tx, world, events.refundPending, payment.id, facts);
  if (refund.state === "SUCCEEDED") await appendEvent(tx, world, events.refundSucceeded, payment.id, facts);
  if (refund.state === "FAILED")
    await appendEvent(tx, world, events.refundFailed, payment.id, { ...facts, reason: refund.failure ?? noReason });
}

const noReason = "the provider did not say why";

/** What a fact means to a refund that we know. */
async function goOn(
  deps: Deps,
  tx: Tx,
  payment: PaymentRow,
  row: RefundRow,
  said: ProviderRefund,
  fact: Fact,
): Promise<PaymentRow> {
  const isOther = row.providerRef !== null && row.providerRef !== said.ref;
  if (isOther || row.amountMinor !== said.amountMinor) {
    await raiseAlarmOnce(deps, tx, payment, isOther ? "alarm_other_reference" : "alarm_other_amount", fact);
    return payment;
  }
  if (movesRefund(row.state, said.state)) {
    await hear(deps, tx, payment, `refund_${said.state.toLowerCase()}`, fact);
    return settle(deps, tx, payment, row, said);
  }
  if (row.providerRef === null) await updateRefund(tx, row.id, { providerRef: said.ref });
  return payment;
}

type Outcome = { state: "PENDING" | "SUCCEEDED" | "FAILED"; ref: string | null; failure: string | null };

/** A refund has ended, perhaps otherwise than it had before: amounts, row, books and event. */
async function settle(
  deps: Deps,
  tx: Tx,
  payment: PaymentRow,
  row: RefundRow,
  { state, ref, failure }: Outcome,
): Promise<PaymentRow> {
  const move = {
    state,
    providerRef: ref ?? row.providerRef,
    failure: state === "FAILED" ? (failure ?? noReason) : null,
    settledAt: deps.world.now(),
  };
  const refund: RefundRow = { ...row, ...move };
  const before = amountsOf(row);
  const now = amountsOf(refund);
  const after = await moveAmounts(deps, tx, payment, {
    pending: now.pending - before.pending,
    refunded: now.refunded - before.refunded,
  });
  await updateRefund(tx, row.id, move);
  await tellRefund(deps, tx, after, refund);
  if (state === "SUCCEEDED") await postGiven(deps, tx, refund);
  if (row.state === "SUCCEEDED") await postCameBack(deps, tx, refund);
  return after;
}

/** A refund that nobody here asked for: recorded, posted and raised as an alarm. `unheardOf`: those of ours that the fact does not speak of. */
async function beginAtProvider(
  deps: Deps,
  tx: Tx,
  payment: PaymentRow,
  said: ProviderRefund,
  unheardOf: readonly RefundRow[],
  fact: Fact,
): Promise<PaymentRow> {
  const { state, amountMinor } = said;
  if (amountMinor <= 0 || (state !== "FAILED" && amountMinor > leftToGiveBack(payment))) {
    // While it is open whether the provider took a refund of ours, it may stand in the way of this one. The answer to ours brings this one again.
    const mayYetFit = unheardOf.some((row) => row.state === "PENDING" && row.providerRef === null);
    if (!mayYetFit) await raiseAlarmOnce(deps, tx, payment, "alarm_more_than_there_is", fact);
    return payment;
  }
  const now = deps.world.now();
  const refund: RefundRow = {
    id: deps.world.newId("ref"),
    paymentId: payment.id,
    state,
    amountMinor,
    currency: payment.currency,
    reason: "Made at the provider.",
    requestedBy: null,
    fromProvider: true,
    providerRef: said.ref,
    failure: state === "FAILED" ? (said.failure ?? noReason) : null,
    createdAt: now,
    settledAt: state === "PENDING" ? null : now,
  };
  const after = await moveAmounts(deps, tx, payment, amountsOf(refund));
  await insertRefund(tx, refund);
  await hear(deps, tx, payment, `refund_${state.toLowerCase()}`, fact);
  await tellRefund(deps, tx, after, refund);
  if (state === "SUCCEEDED") await postGiven(deps, tx, refund);
  await raiseAlarm(deps, tx, after, "alarm_not_asked_for", fact);
  return after;
}

/** What of the money taken is neither given back nor set aside to be. */
export function leftToGiveBack({ capturedMinor, refundedMinor, refundPendingMinor }: PaymentRow): number {
  return capturedMinor - refundedMinor - refundPendingMinor;
}

type Amounts = { pending: number; refunded: number };

/** What a refund counts for in the amounts of its payment. */
function amountsOf({ state, amountMinor }: RefundRow): Amounts {
  return { pending: state === "PENDING" ? amountMinor : 0, refunded: state === "SUCCEEDED" ? amountMinor : 0 };
}

function moveAmounts(
  { world }: Deps,
  tx: Tx,
  payment: PaymentRow,
  { pending, refunded }: Amounts,
): Promise<PaymentRow> {
  const refundPendingMinor = payment.refundPendingMinor + pending;
  const refundedMinor = payment.refundedMinor + refunded;
  const state = isCertain(payment.state) ? stateByAmounts({ ...payment, refundedMinor }) : payment.state;
  return updatePayment(tx, payment, { refundPendingMinor, refundedMinor, state, changedAt: world.now() });
}

/** The customers have the money again, and the provider has it no more. */
function postGiven(deps: Deps, tx: Tx, refund: RefundRow): Promise<void> {
  return post(deps, tx, refund, { providerEvent: refOf(refund), from: "provider", to: "customers" });
}

/** The provider has it again: posted the other way round, as what was written once is never changed. */
function postCameBack(deps: Deps, tx: Tx, refund: RefundRow): Promise<void> {
  return post(deps, tx, refund, { providerEvent: `${refOf(refund)}:failed`, from: "customers", to: "provider" });
}

function refOf({ id, providerRef }: RefundRow): string {
  if (providerRef === null) throw new Error(`${id} succeeded, and the provider has no id of it`);
  return providerRef;
}

function post(
  { world }: Deps,
  tx: Tx,
  { paymentId, amountMinor, currency }: RefundRow,
  way: Pick<Transfer, "providerEvent" | "from" | "to">,
): Promise<void> {
  const transactionId = world.newId("ltx");
  return postTransfer(tx, {
    transactionId,
    paymentId,
    kind: "refund",
    ...way,
    minor: amountMinor,
    currency,
    at: world.now(),
  });
}
