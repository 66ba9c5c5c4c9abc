/** Conversion of amounts between our minor units and Stripe's, which differ for some currencies. */
import { minorDigits } from "@hansa/commerce/money";
import { type PayableSteps, stepIn } from "@hansa/commerce/payable-steps";

/** Currencies whose digits at Stripe differ from ISO 4217: two that lost their minor unit and keep it there, and one the other way round. */
const stripeDigits: ReadonlyMap<string, number> = new Map([
  ["ISK", 2],
  ["UGX", 2],
  ["MGA", 0],
]);

/** Stripe requires a zero as the last digit of amounts in its currencies with three digits. */
export const stripeSteps: PayableSteps = { BHD: 10, JOD: 10, KWD: 10, OMR: 10, TND: 10 };

/** Stripe's amount for an amount of ours; undefined if Stripe cannot express it. */
export function toStripe(minor: number, currency: string): number | undefined {
  const amount = minor * factorOf(currency);
  const isPossible = Number.isSafeInteger(amount) && minor % stepIn(stripeSteps, currency) === 0;
  return isPossible ? amount : undefined;
}

/** Our amount for an amount of Stripe's. `currency` in either spelling. Throws if it is no whole minor unit of ours. */
export function fromStripe(amount: number, currency: string): number {
  const minor = amount / factorOf(currency.toUpperCase());
  if (!Number.isSafeInteger(minor))
    throw new RangeError(`Stripe amount ${amount} ${currency} is not a whole minor unit`);
  return minor;
}

function factorOf(currency: string): number {
  const digits = stripeDigits.get(currency) ?? minorDigits(currency);
  return 10 ** (digits - minorDigits(currency));
}
