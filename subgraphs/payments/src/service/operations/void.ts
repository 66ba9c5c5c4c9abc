/** Void operation: closes a checkout to payments and voids its payment once its outcome is certain. */
import type { payments as contract } from "@hansa/contracts/payments";
import { recordFencingToken } from "@hansa/kit/coordination/lease";
import type { InputOf, OutputOf } from "@hansa/kit/rpc/contract";
import type { Tx } from "@hansa/kit/store/store";
import type { Deps } from "../../context.ts";
import { closeCheckout } from "../../store/payments/closed-checkouts.ts";
import { findLivePayment, linkOrder } from "../../store/payments/queries.ts";
import { findOpenCall } from "../../store/provider-calls/queries.ts";
import type { CallRow } from "../../store/tables.ts";
import { makeCall, openCall, resumeCall } from "../provider-calls/calls.ts";

type Void = InputOf<typeof contract.void>;
type Voided = OutputOf<typeof contract.void>;

/**
 * Closes the checkout up to a version, then voids its live payment. A call with an unknown outcome is settled first: otherwise money could stay
 * authorised without our knowledge.
 */
export async function voidPayments(deps: Deps, asked: Void): Promise<Voided> {
  const { checkoutId, version, order, turn = null } = asked;
  await deps.store.write("close-checkout", async (tx) => {
    await recordFencingToken(tx, turn);
    await closeCheckout(tx, checkoutId, version, deps.store.now());
    if (order) await linkOrder(tx, checkoutId, order);
  });
  let hasAsked = false;
  for (;;) {
    const next = await deps.store.write("begin-void", (tx) => nextStep(deps, tx, asked, hasAsked));
    if ("answer" in next) return next.answer;
    const tried = await ("call" in next ? makeCall(deps, next.call) : resumeCall(deps, next.resume));
    if (tried !== "settled") return unknown;
    hasAsked ||= "call" in next;
  }
}

type Next = { answer: Voided } | { call: CallRow } | { resume: string };

/** The result if there is one, else the call to settle or to make. Each round settles one call, and at most one void is made. */
async function nextStep(deps: Deps, tx: Tx, asked: Void, hasAsked: boolean): Promise<Next> {
  const { checkoutId, version, unlessAuthorized, turn = null } = asked;
  await recordFencingToken(tx, turn);
  const payment = await findLivePayment(tx, checkoutId);
  if (!payment || payment.version > version) return { answer: { outcome: "voided" } };
  const { capturedMinor } = payment;
  if (capturedMinor > 0) return { answer: { outcome: "captured", capturedMinor } };
  const open = await findOpenCall(tx, payment.id);
  if (open) return { resume: open.key };
  if (payment.state === "AUTHORIZED" && unlessAuthorized) return { answer: { outcome: "authorized" } };
  if (hasAsked) return { answer: unknown };
  return { call: await openCall(deps, tx, payment, { name: "void" }) };
}

const unknown: Voided = { outcome: "unknown", retryAfterMs: 1_000 };
