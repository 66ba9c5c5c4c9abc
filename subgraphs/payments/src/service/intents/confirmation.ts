/** Payment confirmation: continues a payment after the customer's authentication. */
import { keyOf, startOnce, takeAttempt } from "@hansa/kit/coordination";
import { invalid, isRefusal, notFound } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import type { Context } from "../../context.ts";
import type { PaymentConfirmInput } from "../../generated/resolvers.ts";
import { isClosed } from "../../store/payments/closed-checkouts.ts";
import { findLivePayment, findPayment, mustFindPayment, updatePayment } from "../../store/payments/queries.ts";
import { findOpenCall } from "../../store/provider-calls/queries.ts";
import { findUnasked } from "../../store/reconciliation/queries.ts";
import type { PaymentRow } from "../../store/tables.ts";
import type { MutationResult } from "../mutation-results.ts";
import { ownsPayment, visiblePayment } from "../payment/access.ts";
import { countedDecline, declineCountersOf, savedMethodIdOf, tooManyDeclines } from "../payment/decline-limits.ts";
import { openCall, resumeCall } from "../provider-calls/calls.ts";
import { problemsOfConfirm } from "./input.ts";
import { blockedBy, notPayable, paymentsClosed, providerUnavailable } from "./refusals.ts";
import { callAndRespond, type PaymentResponse, repeatResponse, type StartedRequest } from "./responses.ts";

type Confirmed = MutationResult<"PaymentConfirmResult">;

/** Confirms a payment that requires action. Other payments are returned as they are. */
export async function confirmPayment(context: Context, input: PaymentConfirmInput): Promise<Confirmed> {
  const { store, viewer } = context;
  const problems = problemsOfConfirm(input);
  if (problems.length > 0) return invalid(problems);

  const payment = await store.read((db) => findPayment(db, input.paymentId));
  if (!payment || !ownsPayment(context, payment, input.checkoutId)) return notFound("payment", ["input", "paymentId"]);
  const scope = viewer.kind === "user" ? viewer.id : payment.checkoutId;
  const key = keyOf(scope, "paymentConfirm", input);
  const begun = await startOnce(context, { name: "begin-confirmation", key }, async (writeStart) => {
    if (await store.read(findUnasked)) return paymentsClosed();
    const refused = await settleOpenCall(context, payment);
    return refused ?? writeStart((tx) => beginConfirmation(context, tx, input));
  });
  if (isRefusal(begun)) return begun;
  if ("earlier" in begun) return confirmed(await repeatResponse(context, key, begun.earlier));
  return confirmed(await callAndRespond(context, key, begun));
}

/** Settles the open call before a confirmation. Returns the refusal with the time to wait if it cannot be settled now. */
async function settleOpenCall(context: Context, payment: PaymentRow) {
  const open = await context.store.read((db) => findOpenCall(db, payment.id));
  if (!open) return undefined;
  const tried = await resumeCall(context, open.key);
  if (tried === "settled") return undefined;
  return providerUnavailable(tried === "open" ? retryMs : Math.max(tried.lockedUntil - context.store.now(), retryMs));
}

/** Writes the call, if one is needed, in the transaction that binds the idempotency key to it. */
async function beginConfirmation(context: Context, tx: Tx, input: PaymentConfirmInput) {
  const payment = await mustFindPayment(tx, input.paymentId);
  const { checkoutId, version } = payment;
  if (await findOpenCall(tx, payment.id)) return providerUnavailable(retryMs);
  if (payment.state === "VOIDED") {
    const live = await findLivePayment(tx, checkoutId);
    return live ? blockedBy(live, visiblePayment(context, live)) : notPayable("EXPIRED", checkoutId, null);
  }

  if (payment.state !== "REQUIRES_ACTION") {
    const started: StartedRequest = { paymentId: payment.id, callKey: null };
    return { call: null, started };
  }
  if (await isClosed(tx, checkoutId, version)) return notPayable("EXPIRED", checkoutId, null);
  const request = { name: "confirm", token: input.paymentToken ?? null } as const;
  if (request.token !== null) {
    const savedMethodId = savedMethodIdOf(payment);
    const counters = await declineCountersOf(context, tx, { checkoutId, savedMethodId });
    const reached = await takeAttempt(context, tx, counters);
    if (reached) return tooManyDeclines(reached, { checkout: "paymentId" });
    await updatePayment(tx, payment, countedDecline(counters));
  }
  const call = await openCall(context, tx, payment, { request });
  const started: StartedRequest = { paymentId: payment.id, callKey: call.key };
  return { call, started };
}

function confirmed(conclusion: PaymentResponse): Confirmed {
  if ("refused" in conclusion) return conclusion.refused;
  return { __typename: "PaymentConfirmed", payment: conclusion.goesOn };
}

const retryMs = 1_000;
