/** Letting go of a checkout's payments: nothing more may begin, and what has begun is given up once it is certain what it is. */
import type { payments as contract } from "@hansa/contracts/payments";
import type { InputOf, OutputOf } from "@hansa/kit/contract";
import { heed } from "@hansa/kit/lease";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../context.ts";
import { findOpenCall } from "../store/calls.ts";
import { closeCheckout } from "../store/closed-checkouts.ts";
import { findLivePayment, linkOrder } from "../store/payments.ts";
import type { CallRow } from "../store/tables.ts";
import { makeCall, openCall, resumeCall } from "./calls.ts";

type Void = InputOf<typeof contract.void>;
type Voided = OutputOf<typeof contract.void>;

/**
 * Closes the checkout up to a version, then voids its live payment. A call whose outcome is unknown is settled first: giving up what may yet
 * be authorised would leave money promised that nobody knows of.
 */
export async function voidPayments(deps: Deps, asked: Void): Promise<Voided> {
  const { checkoutId, version, order, turn = null } = asked;
  await deps.store.write("close-checkout", async (tx) => {
    await heed(tx, turn);
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

/** The answer if there is one, else the call to settle or to make. Each round settles one call, and at most one void is asked for. */
async function nextStep(deps: Deps, tx: Tx, asked: Void, hasAsked: boolean): Promise<Next> {
  const { checkoutId, version, unlessAuthorized, turn = null } = asked;
  await heed(tx, turn);
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
