/** Refund operation: refunds a captured payment, each refund once and never more than was captured. */
import type { payments as contract } from "@hansa/contracts/payments";
import { recordFencingToken } from "@hansa/kit/coordination/lease";
import type { InputOf, OutputOf } from "@hansa/kit/rpc/contract";
import type { Reader, Tx } from "@hansa/kit/store/store";
import type { Deps } from "../../context.ts";
import { findDisputedMinor, findRefund, findRefundsByIds, insertRefund } from "../../store/movements/queries.ts";
import { findPayment, mustFindPayment, reserveRefund } from "../../store/payments/queries.ts";
import { findOpenCall } from "../../store/provider-calls/queries.ts";
import type { CallRow, PaymentRow, RefundRow } from "../../store/tables.ts";
import { refundKey } from "../payment/idempotency-keys.ts";
import { publishRefund, refundableMinor } from "../payment/refunds.ts";
import { makeCall, openCall, resumeCall } from "../provider-calls/calls.ts";

type Refund = InputOf<typeof contract.refund>;
type Refunded = OutputOf<typeof contract.refund>;
type RefundStates = OutputOf<typeof contract.refundStatus>;

/** Refunds a part of the captured amount. Unknown outcomes are retried; the amount of a failed refund is free for another one. */
export async function refundPayment(deps: Deps, asked: Refund): Promise<Refunded> {
  for (;;) {
    const next = await deps.store.write("begin-refund", (tx) => nextStep(deps, tx, asked));
    if ("answer" in next) return next.answer;
    const tried = await ("call" in next ? makeCall(deps, next.call) : resumeCall(deps, next.resume));
    if (tried !== "settled") return deps.store.read((db) => currentResult(db, asked.refundId));
  }
}

/** The states of refunds. Refunds that never started are left out. */
export async function refundStatus(
  { store }: Deps,
  { refundIds }: InputOf<typeof contract.refundStatus>,
): Promise<RefundStates> {
  const rows = await store.read((db) => findRefundsByIds(db, refundIds));
  return { refunds: rows.map(({ id, state, failure }) => ({ refundId: id, state, reason: failure })) };
}

type Next = { answer: Refunded } | { call: CallRow } | { resume: string };

/** The result if there is one, else the call to settle first or to make. Each round settles one call, and at most one refund is made. */
async function nextStep(deps: Deps, tx: Tx, asked: Refund): Promise<Next> {
  await recordFencingToken(tx, asked.turn ?? null);
  const payment = await findPayment(tx, asked.paymentId);
  const earlier = await findRefund(tx, asked.refundId);
  if (!payment) return { answer: refused("there is no such payment", 0) };
  if (earlier && !isSame(earlier, asked))
    return { answer: refused("this refund is another one", await maxRefundMinor(tx, payment)) };
  const open = await findOpenCall(tx, payment.id);
  if (earlier && earlier.state !== "PENDING") return { answer: resultOf(earlier) };
  if (earlier) return open?.subjectId === earlier.id ? { resume: open.key } : { answer: resultOf(earlier) };
  return open ? { resume: open.key } : beginRefund(deps, tx, payment, asked);
}

/** Reserves the amount and writes the refund and its call in one transaction. */
async function beginRefund(deps: Deps, tx: Tx, payment: PaymentRow, asked: Refund): Promise<Next> {
  const { refundId: id, amountMinor, currency, reason, requestedBy } = asked;
  const left = await maxRefundMinor(tx, payment);
  if (currency !== payment.currency) return { answer: refused(`the payment is in ${payment.currency}`, left) };
  if (amountMinor > left || !(await reserveRefund(tx, payment.id, amountMinor)))
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
    createdAt: deps.runtime.now(),
    settledAt: null,
  };
  await insertRefund(tx, begun);
  await publishRefund(deps, tx, payment, begun);
  const held = await mustFindPayment(tx, payment.id);
  return { call: await openCall(deps, tx, held, { name: "refund", amountMinor }, { id, key: refundKey(id) }) };
}

/** The certain result of a refund although its call is open: the provider's message may have arrived first. */
async function currentResult(db: Reader, refundId: string): Promise<Refunded> {
  const row = await findRefund(db, refundId);
  return row && (row.state !== "PENDING" || row.providerRef !== null) ? resultOf(row) : unknown;
}

/** Whether both name the same refund. Another refund under the same id would be paid twice, or not at all. */
function isSame(earlier: RefundRow, { paymentId, amountMinor, currency }: Refund): boolean {
  return earlier.paymentId === paymentId && earlier.amountMinor === amountMinor && earlier.currency === currency;
}

function resultOf({ state, failure }: RefundRow): Refunded {
  if (state === "SUCCEEDED") return { outcome: "succeeded" };
  return state === "PENDING"
    ? { outcome: "pending" }
    : { outcome: "failed", reason: failure ?? "the provider did not say why" };
}

/** The maximum amount of a refund, without amounts that a bank withholds or has returned to the customer. */
async function maxRefundMinor(tx: Tx, payment: PaymentRow): Promise<number> {
  return Math.max(0, refundableMinor(payment) - (await findDisputedMinor(tx, payment.id)));
}

function refused(reason: string, maximumMinor: number): Refunded {
  return { outcome: "refused", reason, maximumMinor };
}

/** Outcome unknown or another call under way: orders repeats the request. */
const unknown: Refunded = { outcome: "unknown", retryAfterMs: 1_000 };
