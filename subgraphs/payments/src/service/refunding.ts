/** Giving money back, as orders asks for it: each refund once, and never more than was taken. */
import type { payments as contract } from "@hansa/contracts/payments";
import type { InputOf, OutputOf } from "@hansa/kit/contract";
import { heed } from "@hansa/kit/lease";
import type { Reader, Tx } from "@hansa/kit/store";
import type { Deps } from "../context.ts";
import { findOpenCall } from "../store/calls.ts";
import { findDisputedMinor } from "../store/disputes.ts";
import { findPayment, holdForRefund, mustFindPayment } from "../store/payments.ts";
import { findRefund, findRefundsByIds, insertRefund } from "../store/refunds.ts";
import type { CallRow, PaymentRow, RefundRow } from "../store/tables.ts";
import { makeCall, openCall, resumeCall } from "./calls.ts";
import { leftToGiveBack, tellRefund } from "./giving-back.ts";
import { refundKey } from "./keys.ts";

type Refund = InputOf<typeof contract.refund>;
type Refunded = OutputOf<typeof contract.refund>;
type Standings = OutputOf<typeof contract.refundStatus>;

/** Gives a part of what was taken back. What is unknown is asked again; what failed is free to be given back by another refund. */
export async function refund(deps: Deps, asked: Refund): Promise<Refunded> {
  for (;;) {
    const next = await deps.store.write("begin-refund", (tx) => nextStep(deps, tx, asked));
    if ("answer" in next) return next.answer;
    const tried = await ("call" in next ? makeCall(deps, next.call) : resumeCall(deps, next.resume));
    if (tried !== "settled") return deps.store.read((db) => standing(db, asked.refundId));
  }
}

/** How far refunds are. Those that never began are left out. */
export async function refundStatus(
  { store }: Deps,
  { refundIds }: InputOf<typeof contract.refundStatus>,
): Promise<Standings> {
  const rows = await store.read((db) => findRefundsByIds(db, refundIds));
  return { refunds: rows.map(({ id, state, failure }) => ({ refundId: id, state, reason: failure })) };
}

type Next = { answer: Refunded } | { call: CallRow } | { resume: string };

/** The answer if there is one, else the call to settle first or to make. Each round settles one call, and at most one refund is asked for. */
async function nextStep(deps: Deps, tx: Tx, asked: Refund): Promise<Next> {
  await heed(tx, asked.turn ?? null);
  const payment = await findPayment(tx, asked.paymentId);
  const earlier = await findRefund(tx, asked.refundId);
  if (!payment) return { answer: refused("there is no such payment", 0) };
  if (earlier && !isSame(earlier, asked))
    return { answer: refused("this refund is another one", await leftOf(tx, payment)) };
  const open = await findOpenCall(tx, payment.id);
  if (earlier && earlier.state !== "PENDING") return { answer: answerOf(earlier) };
  if (earlier) return open?.subjectId === earlier.id ? { resume: open.key } : { answer: answerOf(earlier) };
  return open ? { resume: open.key } : begin(deps, tx, payment, asked);
}

/** Sets the amount aside, and writes down the refund and the call that is to be made: one transaction, or nothing. */
async function begin(deps: Deps, tx: Tx, payment: PaymentRow, asked: Refund): Promise<Next> {
  const { refundId: id, amountMinor, currency, reason, requestedBy } = asked;
  const left = await leftOf(tx, payment);
  if (currency !== payment.currency) return { answer: refused(`the payment is in ${payment.currency}`, left) };
  if (amountMinor > left || !(await holdForRefund(tx, payment.id, amountMinor)))
    return { answer: refused("so much is not left of what was taken", left) };
  const begun: RefundRow = {
    id,
    paymentId: payment.id,
    state: "PENDING",
    amountMinor,
    currency,
    reason,
    requestedBy,
    fromProvider: false,
    providerRef: null,
    failure: null,
    createdAt: deps.world.now(),
    settledAt: null,
  };
  await insertRefund(tx, begun);
  await tellRefund(deps, tx, payment, begun);
  const held = await mustFindPayment(tx, payment.id);
  return { call: await openCall(deps, tx, held, { name: "refund", amountMinor }, { id, key: refundKey(id) }) };
}

/** What is certain of a refund although its call is open: the provider's message may have been faster. */
async function standing(db: Reader, refundId: string): Promise<Refunded> {
  const row = await findRefund(db, refundId);
  return row && (row.state !== "PENDING" || row.providerRef !== null) ? answerOf(row) : unknown;
}

/** The same id stands for the same money; anything else under it would be paid for twice, or not at all. */
function isSame(earlier: RefundRow, { paymentId, amountMinor, currency }: Refund): boolean {
  return earlier.paymentId === paymentId && earlier.amountMinor === amountMinor && earlier.currency === currency;
}

function answerOf({ state, failure }: RefundRow): Refunded {
  if (state === "SUCCEEDED") return { outcome: "succeeded" };
  return state === "PENDING"
    ? { outcome: "pending" }
    : { outcome: "failed", reason: failure ?? "the provider did not say why" };
}

/** What a refund can be of at most: nothing that a bank withholds, or has taken back, is given back a second time. */
async function leftOf(tx: Tx, payment: PaymentRow): Promise<number> {
  return Math.max(0, leftToGiveBack(payment) - (await findDisputedMinor(tx, payment.id)));
}

function refused(reason: string, maximumMinor: number): Refunded {
  return { outcome: "refused", reason, maximumMinor };
}

/** Ask again: the outcome is open, or another call is under way. */
const unknown: Refunded = { outcome: "unknown", retryAfterMs: 1_000 };
