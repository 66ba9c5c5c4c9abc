/** Stripe's test cards, as far as the stand-in plays them. */
import type { Card } from "./account.ts";

export type Behaviour = {
  card: Card;
  plays: "authorises" | "declines" | "authenticates" | "fails-first-refund" | "disputes";
  declineCode: string;
};

const played: Readonly<
  Record<string, [brand: string, last4: string, plays: Behaviour["plays"], declineCode?: string]>
> = {
  visa: ["visa", "4242", "authorises"],
  mastercard: ["mastercard", "4444", "authorises"],
  chargeDeclined: ["visa", "0002", "declines", "generic_decline"],
  chargeDeclinedInsufficientFunds: ["visa", "9995", "declines", "insufficient_funds"],
  threeDSecure2Required: ["visa", "3220", "authenticates"],
  refundFail: ["visa", "5126", "fails-first-refund"],
  createDispute: ["visa", "0259", "disputes"],
};

/** How a test card behaves, by its name as a payment method (`pm_card_visa`) or as a token (`tok_visa`); undefined if it is none. */
export function behaviourOf(name: string): Behaviour | undefined {
  const [brand, last4, plays, declineCode = ""] = played[name.replace(/^(pm_card|tok)_/, "")] ?? [];
  if (brand === undefined || last4 === undefined || plays === undefined) return undefined;
  return { card: { brand, last4, exp_month: 12, exp_year: 2040 }, plays, declineCode };
}

/** The same by the last digits of a card that was made before. */
export function behaviourOfCard({ last4 }: Card): Behaviour | undefined {
  const [name] = Object.entries(played).find(([, [, digits]]) => digits === last4) ?? [];
  return name === undefined ? undefined : behaviourOf(`tok_${name}`);
}
