/** Taking the money that was promised: once, however often orders asks. */
import type { payments as contract } from "@hansa/contracts/payments";
import type { InputOf, OutputOf } from "@hansa/kit/contract";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../context.ts";
import { findCall, findOpenCall } from "../store/calls.ts";
import { findPayment, linkOrder, mustFindPayment } from "../store/payments.ts";
import type { CallRow } from "../store/tables.ts";
import { makeCall, openCall, resumeCall } from "./calls.ts";
import { callKey } from "./keys.ts";

type Capture = InputOf<typeof contract.capture>;
type Captured = OutputOf<typeof contract.capture>;

/** Captures an authorised payment in full, for an order. What is unknown is asked again; only the provider's no is a refusal. */
export async function capture(deps: Deps, asked: Capture): Promise<Captured> {
  const next = await deps.store.write("begin-capture", (tx) => begin(deps, tx, asked));
  if ("answer" in next) return next.answer;
  await ("call" in next ? makeCall(deps, next.call) : resumeCall(deps, next.resume));
  return deps.store.read(async (db): Promise<Captured> => {
    const payment = await mustFindPayment(db, asked.paymentId);
    const call = await findCall(db, callKey(payment, "capture", 1));
    if (payment.state === "CAPTURED") return { outcome: "captured" };
    return call?.outcome === "refused" ? refused(call.reason) : unknown;
  });
}

type Next = { answer: Captured } | { call: CallRow } | { resume: string };

async function begin(deps: Deps, tx: Tx, { paymentId, order }: Capture): Promise<Next> {
  const payment = await findPayment(tx, paymentId);
  if (!payment) return { answer: refused("there is no such payment") };
  if (payment.orderId !== null && payment.orderId !== order.orderId)
    return { answer: refused("it pays for another order") };

  if (payment.state !== "CAPTURED" && payment.state !== "AUTHORIZED")
    return { answer: refused(`it is ${payment.state}`) };
  await linkOrder(tx, payment.checkoutId, order);
  if (payment.state === "CAPTURED") return { answer: { outcome: "captured" } };
  const earlier = await findCall(tx, callKey(payment, "capture", 1));
  if (earlier) return { resume: earlier.key };
  if (await findOpenCall(tx, payment.id)) return { answer: unknown };
  return { call: await openCall(deps, tx, payment, "capture", { token: null, returnUrl: null }) };
}

function refused(reason: string | null): Captured {
  return { outcome: "refused", reason: reason ?? "the provider did not say why" };
}

/** Ask again: the outcome is open, or a void is under way. */
const unknown: Captured = { outcome: "unknown", retryAfterMs: 1_000 };
