/** E-mails about an order that staff sends again: from what is true now, to the present address of the order. */
import { recordAudit } from "@hansa/contracts/audit-log";
import { type AttemptCounter, type ReachedLimit, takeAttempt, writeOnce } from "@hansa/kit/coordination";
import { isRefusal, notFound, refusal } from "@hansa/kit/runtime";
import type { Reader, Tx } from "@hansa/kit/store";
import { z } from "zod";
import type { Context } from "../../context.ts";
import type { InvalidTransitionCause, OrderMailResendInput } from "../../generated/resolvers.ts";
import { findMailsByOrders, findOrderMail } from "../../store/email/order-mails.ts";
import { findShipment } from "../../store/fulfilment/fulfilments.ts";
import { findOrdersByIds } from "../../store/order/orders.ts";
import { findRefund } from "../../store/payment/refunds.ts";
import { findReturn } from "../../store/returns/returns.ts";
import type { OrderMailRow, OrderRow } from "../../store/tables.ts";
import { createRequestKey, reloadOrder } from "../access.ts";
import type { MutationResult } from "../mutation-results.ts";
import { loadActions } from "../order/next-actions.ts";
import { invalidTransition } from "../order/refusals.ts";
import { queueOrderMail } from "./order-mails.ts";

type Resent = MutationResult<"OrderMailResendResult">;
const storedResponse = z.object({ orderId: z.string(), mailId: z.string() });
const hour = 60 * 60 * 1_000;
/** The maximum number of e-mails that are sent again about one order within an hour. */
const maxPerHour = 5;
/** The maximum number in all, with those that repeat by themselves, as for each parcel of a return. */
const maxRepeated = 50;

/** Queues an e-mail that the order has had once more. */
export async function resendMail(context: Context, input: OrderMailResendInput): Promise<Resent> {
  const { store } = context;
  const key = createRequestKey(context, "orderMailResend", input.orderId, input);
  const done = await writeOnce(context, { name: "resend-mail", key, shape: storedResponse }, (tx) =>
    queueAgain(context, tx, input),
  );
  if (isRefusal(done)) return done;
  const order = await reloadOrder(context, done.orderId);
  const mail = await store.read((db) => findOrderMail(db, done.mailId));
  // It was queued, and is gone if its order was erased since.
  return mail ? { __typename: "OrderMailQueued", order, mail } : notFound("e-mail", ["input", "orderId"]);
}

async function queueAgain(context: Context, tx: Tx, { orderId, kind, subjectId }: OrderMailResendInput) {
  const { runtime, viewer } = context;
  const [order] = await findOrdersByIds(tx, [orderId]);
  if (!order) return notFound("order", ["input", "orderId"]);
  const refuse = async (cause: InvalidTransitionCause) =>
    invalidTransition(order, await loadActions(context, tx, order), cause);
  if (order.email === null) return refuse("ORDER_STATE");
  const mails = await findMailsByOrders(tx, [orderId]);
  const isAsked = (mail: OrderMailRow) => mail.kind === kind && mail.subjectId === (subjectId ?? null);
  const earlier = mails.findLast(isAsked);
  if (!earlier) return refuse("MAIL_UNKNOWN");
  if (!(await isStillTrue(tx, order, earlier))) return refuse("MAIL_OUTDATED");
  if (countRepeated(mails) >= maxRepeated) return refuse("MAIL_LIMIT");
  const reached = await takeAttempt(context, tx, [counterOf(order)]);
  if (reached) return tooManyMails(reached);
  const again = { orderId, kind, subjectId: earlier.subjectId, causeId: runtime.newId("again") };
  const mailId = await queueOrderMail(runtime, tx, again);
  if (mailId === undefined) throw new Error(`an e-mail about ${orderId} was queued under a new id before`);
  const summary = `Sent the e-mail ${kind} about ${earlier.subjectId ?? orderId} again.`;
  await recordAudit(runtime, tx, viewer, { action: "order.mailResent", subjectId: orderId, summary });
  return { orderId, mailId };
}

/** Whether what the e-mail says is true now. The one to a former address has no recipient any more. */
async function isStillTrue(db: Reader, { state }: OrderRow, { kind, subjectId }: OrderMailRow): Promise<boolean> {
  if (kind === "CONFIRMED") return state !== "CANCELLED";
  if (kind === "SHIPPED") {
    const status = (await findShipment(db, subjectId ?? ""))?.status;
    return status !== undefined && status !== "LOST" && status !== "RETURNED";
  }
  if (kind === "REFUNDED") return (await findRefund(db, subjectId ?? ""))?.state === "SUCCEEDED";
  if (kind === "RETURN_APPROVED") return (await findReturn(db, subjectId ?? ""))?.state === "APPROVED";
  return kind !== "CONTACT_FORMER";
}

/** The e-mails that repeat an earlier one of their kind and subject. */
function countRepeated(mails: readonly OrderMailRow[]): number {
  return mails.length - new Set(mails.map(({ kind, subjectId }) => `${kind} ${subjectId}`)).size;
}

function counterOf({ id }: OrderRow): AttemptCounter {
  return { limit: "orders_mails_order", of: id, most: maxPerHour, windowMs: hour };
}

function tooManyMails(reached: ReachedLimit) {
  const message = `The e-mails about an order are sent again ${maxPerHour} times an hour at most. Wait.`;
  return { ...refusal("RateLimitedError", "RATE_LIMITED", message), ...reached };
}
