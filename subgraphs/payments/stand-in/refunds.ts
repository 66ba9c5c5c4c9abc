/** Refunds of the stand-in, and removal of a card. */
import { type Account, invalidRequest, type PaymentMethod, type Refund, seconds } from "./account.ts";
import { requireTaken } from "./amounts.ts";
import { behaviourOfCard } from "./cards.ts";
import { isWithheld } from "./disputes.ts";
import { type Form, metadataIn } from "./form.ts";

/** Refunds no more than was captured. With the card `refundFail` a payment's first refund fails. */
export function createRefund(account: Account, form: Form): Refund {
  const intent = account.intents.get(form.payment_intent ?? "");
  if (!intent) throw invalidRequest("resource_missing", "payment_intent");
  const { latest_charge: charge, amount_received: taken, payment_method: method } = intent;
  if (intent.status !== "succeeded" || !charge) throw invalidRequest("charge_not_captured");
  if (isWithheld(account, intent)) throw invalidRequest("charge_disputed");
  const amount = Number(form.amount ?? taken - charge.amount_refunded);
  if (!(amount >= 1 && amount <= taken - charge.amount_refunded)) throw invalidRequest("amount_too_large", "amount");
  requireTaken(amount, intent.currency, "amount");
  const earlier = [...account.refunds.values()].some(({ payment_intent: about }) => about === intent.id);
  const fails = !earlier && method !== null && behaviourOfCard(method.card)?.plays === "fails-first-refund";
  if (!fails) charge.amount_refunded += amount;
  const refund: Refund = {
    id: account.newId("re"),
    object: "refund",
    created: seconds(account),
    amount,
    currency: intent.currency,
    status: fails ? "failed" : "succeeded",
    failure_reason: fails ? "expired_or_canceled_card" : null,
    balance_transaction: account.newId("txn"),
    payment_intent: intent.id,
    metadata: metadataIn(form),
  };
  account.refunds.set(refund.id, refund);
  account.publish(fails ? "refund.failed" : "refund.created", refund);
  return refund;
}

/** Takes a card away from its customer: it pays nothing any more. */
export function detachMethod({ methods }: Account, id: string): PaymentMethod {
  const method = methods.get(id);
  if (!method || method.customer === null) throw invalidRequest("resource_missing", "payment_method");
  method.customer = null;
  return method;
}
