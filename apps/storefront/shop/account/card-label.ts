/** Names of saved cards, such as `Visa ending in 4242`. */
import { type Language, textsOf } from "../texts.ts";

const cardTexts = textsOf("card");

const brands: Readonly<Record<string, string>> = { visa: "Visa", mastercard: "Mastercard", amex: "American Express" };

/** Other methods than cards have the label of the shop; one that the provider did not report is a card. */
export function cardLabel(
  method: { label: string; brand?: string; last4?: string } | null,
  language: Language,
): string {
  const texts = cardTexts[language];
  if (method === null) return texts.card;
  const { label, brand, last4 } = method;
  return brand === undefined || last4 === undefined ? label : texts.ending(brands[brand] ?? brand, last4);
}
