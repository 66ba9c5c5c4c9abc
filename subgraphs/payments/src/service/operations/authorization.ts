/** Authorisation operations: the payment that a checkout was paid with, and its link to the order before the first capture. */
import type { payments as contract } from "@hansa/contracts/payments";
import { recordFencingToken } from "@hansa/kit/coordination";
import type { InputOf, OutputOf } from "@hansa/kit/rpc";
import type { Deps } from "../../context.ts";
import { findLivePayment, findPayment, findUnfinishedPayments, linkOrder } from "../../store/payments/queries.ts";
import { authorizedPaymentOf } from "../payment/alarms.ts";
import { isCertain } from "../payment/transitions.ts";

type Linked = OutputOf<typeof contract.link>;

/** The payment with certain money for a checkout, if any, and whether one is in progress. */
export async function authorizedFor(
  { store }: Deps,
  { checkoutId }: InputOf<typeof contract.authorizedFor>,
): Promise<OutputOf<typeof contract.authorizedFor>> {
  const live = await store.read((db) => findLivePayment(db, checkoutId));
  if (!live) return { payment: null, inProgress: false };
  if (!isCertain(live.state)) return { payment: null, inProgress: true };
  return { payment: authorizedPaymentOf(live), inProgress: false };
}

/** The checkouts among these that have a payment which is undecided or has money. */
export async function withLivePayments(
  { store }: Deps,
  { checkoutIds }: InputOf<typeof contract.withLivePayments>,
): Promise<OutputOf<typeof contract.withLivePayments>> {
  const unfinished = await store.read((db) => findUnfinishedPayments(db, checkoutIds));
  return { checkoutIds: unfinished.map(({ checkoutId }) => checkoutId) };
}

/** Links the payment with the order. Refused without a change if its money is not certain or it belongs to another order. */
export function linkPayment(
  deps: Deps,
  { paymentId, order, fencingToken = null }: InputOf<typeof contract.link>,
): Promise<Linked> {
  return deps.store.write("link-order", async (tx): Promise<Linked> => {
    await recordFencingToken(tx, fencingToken);
    const payment = await findPayment(tx, paymentId);
    if (!payment) return refused("there is no such payment");
    if (payment.orderId !== null && payment.orderId !== order.orderId) return refused("it pays for another order");
    if (!isCertain(payment.state)) return refused(`it is ${payment.state}`);
    await linkOrder(tx, payment.checkoutId, order);
    return { outcome: "linked" };
  });
}

function refused(reason: string): Linked {
  return { outcome: "refused", reason };
}
