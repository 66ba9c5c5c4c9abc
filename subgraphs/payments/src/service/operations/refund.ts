/** Refund operation: refunds a captured payment, each refund once and never more than was captured. */
import type { payments as contract } from "@hansa/contracts/payments";
import type { InputOf, OutputOf } from "@hansa/kit/rpc";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { findDisputedMinor, findRefund, findRefundsByIds, insertRefund } from "../../store/movements/queries.ts";
import { findPayment, reserveRefund } from "../../store/payments/queries.ts";
import type { PaymentRow, RefundRow } from "../../store/tables.ts";
import { refundKey } from "../payment/call-keys.ts";
import { publishRefund, refundableMinor } from "../payment/refunds.ts";
import type { Beginning, Operation } from "./driver.ts";

type Refund = InputOf<typeof contract.refund>;
type Refunded = OutputOf<typeof contract.refund>;
type RefundStates = OutputOf<typeof contract.refundStatus>;

/** Refunds a part of the captured amount. The amount of a failed refund is free for another one. */
export const refund: Operation<Refund, Refunded> = {
  findPayment: (db, { paymentId }) => findPayment(db, paymentId),
  withoutPayment: refused("there is no such payment", 0),

  check: async (tx, payment, request, open) => {
    const earlier = await findRefund(tx, request.refundId);
    if (!earlier) return undefined;
    if (!isSame(earlier, request)) return refused("this refund is another one", await maxRefundMinor(tx, payment));
    return earlier.state === "PENDING" && open?.subjectId === earlier.id ? undefined : resultOf(earlier);
  },

  begin: beginRefund,

  findResult: async (db, { refundId }) => {
    const row = await findRefund(db, refundId);
    return row && (row.state !== "PENDING" || row.providerRef !== null) ? resultOf(row) : undefined;
  },
};

/** Reserves the amount and stores the refund in the transaction of its call. */
async function beginRefund(deps: Deps, tx: Tx, payment: PaymentRow, request: Refund): Promise<Beginning<Refunded>> {
  const { refundId: id, amountMinor, currency, reason, requestedBy } = request;
  const left = await maxRefundMinor(tx, payment);
  if (currency !== payment.currency) return { result: refused(`the payment is in ${payment.currency}`, left) };
  if (amountMinor > left || !(await reserveRefund(tx, payment.id, amountMinor)))
    return { result: refused("the rest of the captured amount is smaller", left) };
  const refund: RefundRow = {
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
  await insertRefund(tx, refund);
  await publishRefund(deps, tx, payment, refund);
  return { request: { name: "refund", amountMinor }, subject: { id, key: refundKey(id) } };
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

/** The states of refunds. Refunds that never started are left out. */
export async function refundStatus(
  { store }: Deps,
  { refundIds }: InputOf<typeof contract.refundStatus>,
): Promise<RefundStates> {
  const rows = await store.read((db) => findRefundsByIds(db, refundIds));
  return { refunds: rows.map(({ id, state, failure }) => ({ refundId: id, state, reason: failure })) };
}
