/** Payment start: reads the amount due from orders, writes the payment and its call, then calls the provider. */
import { findReachedLimit, keyOf, startOnce, takeAttempt } from "@hansa/kit/coordination";
import { invalid, isRefusal, notFound } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import type { Context } from "../../context.ts";
import type { PaymentStartInput } from "../../generated/resolvers.ts";
import { fetchPayable, type Payable } from "../../peers/orders.ts";
import { isClosed } from "../../store/payments/closed-checkouts.ts";
import { countAttempts, findLivePayment, insertPayment } from "../../store/payments/queries.ts";
import { findUnasked } from "../../store/reconciliation/queries.ts";
import type { PaymentRow } from "../../store/tables.ts";
import { chooseMethod } from "../methods/offered-methods.ts";
import type { MutationResult } from "../mutation-results.ts";
import { visiblePayment } from "../payment/access.ts";
import { countedDecline, declineCountersOf, tooManyDeclines } from "../payment/decline-limits.ts";
import { openCall } from "../provider-calls/calls.ts";
import { problemsOfStart } from "./input.ts";
import { blockedBy, notPayable, paymentsClosed, promotionUsedUp, totalsChanged } from "./refusals.ts";
import { callAndRespond, type PaymentResponse, repeatResponse, type StartedRequest } from "./responses.ts";

type Started = MutationResult<"PaymentStartResult">;

/** Starts a payment, unless one is in progress. A repetition with the same key and input starts no second one. */
export async function startPayment(context: Context, input: PaymentStartInput): Promise<Started> {
  const { viewer } = context;
  const userId = viewer.kind === "user" ? viewer.id : null;
  const problems = problemsOfStart(context, input, userId);
  if (problems.length > 0) return invalid(problems);
  const key = keyOf(userId ?? input.checkoutId, "paymentStart", input);
  const begun = await startOnce(context, { name: "begin-payment", key }, async (writeStart) => {
    const payable = await findAmountDue(context, input, userId);
    if (isRefusal(payable)) return payable;
    return writeStart((tx) => beginPayment(context, tx, { input, payable, userId }));
  });
  if (isRefusal(begun)) return begun;
  if ("earlier" in begun) return started(await repeatResponse(context, key, begun.earlier));
  return started(await callAndRespond(context, key, begun));
}

/** Asks orders for the amount due, which locks the checkout, unless a limit refuses the attempt. */
async function findAmountDue(context: Context, input: PaymentStartInput, userId: string | null) {
  const { store, orders } = context;
  const { checkoutId } = input;
  if (await store.read(findUnasked)) return paymentsClosed();
  // Before the checkout is locked; counted below, in the transaction that writes the payment.
  const reached = await store.read(async (db) =>
    findReachedLimit(context, db, await declineCountersOf(context, db, attemptOf(input))),
  );
  if (reached) return tooManyDeclines(reached, { checkout: "checkoutId" });
  const payable = await fetchPayable(orders, checkoutId, userId);
  if (payable.outcome === "notFound") return notFound("checkout", ["input", "checkoutId"]);
  if (payable.outcome === "promotionUsedUp") return promotionUsedUp(payable.reason, payable.cartId);
  if (payable.outcome === "totalsChanged") return totalsChanged(checkoutId);
  if (payable.outcome === "payable") return payable;
  const other = await store.read((db) => findLivePayment(db, checkoutId));
  const isInTheWay = payable.reason === "ALREADY_PAID" && other;
  return notPayable(payable.reason, checkoutId, isInTheWay ? visiblePayment(context, other) : null);
}

/** A start that nothing refuses so far: the input, the amount due, and the customer unless a guest pays. */
type PayableStart = {
  input: PaymentStartInput;
  payable: Extract<Payable, { outcome: "payable" }>;
  userId: string | null;
};

/** Writes the payment and its call, in the transaction that binds the idempotency key to them. */
async function beginPayment(context: Context, tx: Tx, { input, payable, userId }: PayableStart) {
  const { store, runtime } = context;
  const { checkoutId } = input;
  const { version, amountMinor, currency, customerId } = payable;
  const now = runtime.now();
  const [closed, live] = await Promise.all([isClosed(tx, checkoutId, version), findLivePayment(tx, checkoutId)]);
  if (closed) return notPayable("EXPIRED", checkoutId, null);
  if (live) return blockedBy(live, visiblePayment(context, live));
  const method = await chooseMethod(context, tx, input, userId);
  if (!method) return notFound("saved payment method", ["input", "savedMethodId"]);
  const counters = await declineCountersOf(context, tx, attemptOf(input));
  const reached = await takeAttempt(context, tx, counters);
  if (reached) return tooManyDeclines(reached, { checkout: "checkoutId" });

  const payment: PaymentRow = {
    id: runtime.newId("pay"),
    checkoutId,
    version,
    attempt: (await countAttempts(tx, checkoutId)) + 1,
    customerId,
    isGuest: customerId === null,
    state: "CREATED",
    amountMinor,
    currency,
    authorizedMinor: 0,
    capturedMinor: 0,
    releasedMinor: 0,
    refundedMinor: 0,
    refundPendingMinor: 0,
    disputed: false,
    provider: method.provider,
    providerRef: null,
    card: null,
    keepsMethod: method.keep !== null,
    clientAction: null,
    ...countedDecline(counters),
    failureCode: null,
    failureRetryable: false,
    orderId: null,
    orderNumber: null,
    guestTokenHash: null,
    createdAt: now,
    startedAt: store.now(),
    authorizedAt: null,
    changedAt: now,
    lookedUpAt: store.now(),
    erasedAt: null,
  };
  await insertPayment(tx, payment);
  const { savedMethod, keep: keeping } = method;
  const request = { token: input.paymentToken ?? null, returnUrl: input.returnUrl ?? null, savedMethod, keep: keeping };
  const call = await openCall(context, tx, payment, { request: { name: "start", ...request } });
  const started: StartedRequest = { paymentId: payment.id, callKey: call.key };
  return { call, started };
}

function attemptOf({ checkoutId, savedMethodId }: PaymentStartInput) {
  return { checkoutId, savedMethodId: savedMethodId ?? null };
}

function started(conclusion: PaymentResponse): Started {
  if ("refused" in conclusion) return conclusion.refused;
  return { __typename: "PaymentStarted", payment: conclusion.goesOn };
}
