/** Amounts as Stripe counts them: in the smallest unit too, but not of every currency the same as ISO 4217. */
import { minorDigits } from "@hansa/kit/money";

/** Currencies that Stripe counts with other digits than ISO: two that lost theirs and are still sent with them, and one the other way round. */
const otherDigits: ReadonlyMap<string, number> = new Map([
  ["ISK", 2],
  ["UGX", 2],
  ["MGA", 0],
]);

/** In these, Stripe wants the last digit to be zero. */
const threeDigits = 3;

/** What to send for an amount of ours; undefined if Stripe cannot express it. */
export function toStripe(minor: number, currency: string): number | undefined {
  const amount = minor * factorOf(currency);
  const isPossible = Number.isSafeInteger(amount) && (minorDigits(currency) !== threeDigits || amount % 10 === 0);
  return isPossible ? amount : undefined;
}

/** What an amount of Stripe's is in ours. `currency` as Stripe writes it, or as we do. Throws if it falls between two of ours. */
export function fromStripe(amount: number, currency: string): number {
  const minor = amount / factorOf(currency.toUpperCase());
  if (!Number.isSafeInteger(minor)) throw new RangeError(`${amount} ${currency} is no amount of ours`);
  return minor;
}

function factorOf(currency: string): number {
  const digits = otherDigits.get(currency) ?? minorDigits(currency);
  return 10 ** (digits - minorDigits(currency));
}
