/** Calls that come to nothing: the provider refuses, or has never heard of them. */
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../context.ts";
import { settleCall } from "../store/calls.ts";
import { markRefused } from "../store/captures.ts";
import { mustFindPayment } from "../store/payments.ts";
import type { CallRow, PaymentRow } from "../store/tables.ts";
import { type Fact, hear } from "./alarms.ts";
import { learn } from "./facts.ts";
import { failRefund } from "./giving-back.ts";
import { neverBegun } from "./outcomes.ts";

/** The payment failed before it was begun. If its message came while it was looked for, it was begun after all, and stands as that said. */
export async function giveUpUnbegun(deps: Deps, payment: PaymentRow, made: CallRow): Promise<void> {
  const fact: Fact = { source: "RECONCILIATION", providerEventId: null, said: neverBegun(payment) };
  await learn(deps, "settle-call", payment.id, fact, async (tx) => {
    const isNews = await settleCall(tx, made.key, null);
    return isNews && (await mustFindPayment(tx, payment.id)).state === "CREATED";
  });
}

/** A refusal is written down, and whatever was to come of the call will not. */
export async function takeRefusal(
  deps: Deps,
  tx: Tx,
  payment: PaymentRow,
  { name, subjectId }: CallRow,
  reason: string,
  fact: Fact,
): Promise<void> {
  await hear(deps, tx, payment, `${name}_refused`, fact);
  if (subjectId === null) return;
  if (name === "capture") await markRefused(tx, subjectId, reason, deps.world.now());
  if (name === "refund") await failRefund(deps, tx, subjectId, reason);
}
