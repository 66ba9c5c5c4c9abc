/** Release operation: releases the uncaptured amount once no more will be captured. */
import type { payments as contract } from "@hansa/contracts/payments";
import { recordFencingToken } from "@hansa/kit/coordination/lease";
import type { InputOf, OutputOf } from "@hansa/kit/rpc/contract";
import type { Tx } from "@hansa/kit/store/store";
import type { Deps } from "../../context.ts";
import { findPayment } from "../../store/payments/queries.ts";
import { findOpenCall } from "../../store/provider-calls/queries.ts";
import type { CallRow } from "../../store/tables.ts";
import { makeCall, openCall, resumeCall } from "../provider-calls/calls.ts";

type Released = OutputOf<typeof contract.releaseRest>;

/** Releases the uncaptured amount. Captures stay; without captures the payment is voided. */
export async function releaseRest(deps: Deps, asked: InputOf<typeof contract.releaseRest>): Promise<Released> {
  let hasAsked = false;
  for (;;) {
    const next = await deps.store.write("begin-release", (tx) => nextStep(deps, tx, asked, hasAsked));
    if ("answer" in next) return next.answer;
    const tried = await ("call" in next ? makeCall(deps, next.call) : resumeCall(deps, next.resume));
    if (tried !== "settled") return unknown;
    hasAsked ||= "call" in next;
  }
}

type Next = { answer: Released } | { call: CallRow } | { resume: string };

/** The result if there is one, else the call to settle or to make. Each round settles one call, and at most one release is made. */
async function nextStep(
  deps: Deps,
  tx: Tx,
  { paymentId, turn = null }: InputOf<typeof contract.releaseRest>,
  hasAsked: boolean,
): Promise<Next> {
  await recordFencingToken(tx, turn);
  const payment = await findPayment(tx, paymentId);
  const open = payment && (await findOpenCall(tx, paymentId));
  if (open) return { resume: open.key };
  const isPromised = payment?.state === "AUTHORIZED" || payment?.state === "PARTIALLY_CAPTURED";
  if (!payment || !isPromised) return { answer: { outcome: "released" } };
  return hasAsked ? { answer: unknown } : { call: await openCall(deps, tx, payment, { name: "void" }) };
}

const unknown: Released = { outcome: "unknown", retryAfterMs: 1_000 };
