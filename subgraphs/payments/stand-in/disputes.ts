/** Disputes of the stand-in: opened by a test card after its capture, decided by the evidence that is sent, as in Stripe's test mode. */
import { type Account, type Dispute, invalidRequest, type PaymentIntent, seconds } from "./account.ts";
import { behaviourOfCard } from "./cards.ts";
import type { Form } from "./form.ts";

/** Opens a dispute over all captured money, if the card is one that disputes. */
export function disputeCapture(account: Account, intent: PaymentIntent): void {
  const { latest_charge: charge, payment_method: method } = intent;
  if (!charge || !method || behaviourOfCard(method.card)?.plays !== "disputes") return;
  charge.disputed = true;
  const dispute: Dispute = {
    id: account.newId("du"),
    object: "dispute",
    created: seconds(account),
    amount: intent.amount_received,
    currency: intent.currency,
    status: "needs_response",
    reason: "fraudulent",
    charge: charge.id,
    payment_intent: intent.id,
    metadata: {},
  };
  account.disputes.set(dispute.id, dispute);
  account.publish("charge.dispute.created", dispute);
}

/** Decides a dispute for the shop with the evidence `winning_evidence`, against it with `losing_evidence`; other evidence decides nothing. */
export function submitEvidence(account: Account, dispute: Dispute, form: Form): Dispute {
  const evidence = form["evidence[uncategorized_text]"];
  if (evidence === "winning_evidence") return decide(account, dispute, "won");
  return evidence === "losing_evidence" ? decide(account, dispute, "lost") : dispute;
}

/** Accepts a dispute: the money stays with the customer. */
export function closeDispute(account: Account, dispute: Dispute): Dispute {
  return decide(account, dispute, "lost");
}

/** Whether a bank withholds the money of a payment. */
export function isWithheld({ disputes }: Account, intent: PaymentIntent): boolean {
  return [...disputes.values()].some(({ payment_intent: about, status }) => about === intent.id && status !== "won");
}

function decide(account: Account, dispute: Dispute, status: "won" | "lost"): Dispute {
  if (dispute.status !== "needs_response") throw invalidRequest("dispute_already_closed");
  dispute.status = status;
  account.publish("charge.dispute.closed", dispute);
  return dispute;
}
