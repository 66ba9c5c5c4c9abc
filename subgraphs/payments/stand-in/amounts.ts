/** Amounts that Stripe takes: of its currencies with three digits only tenths. */
import { invalidRequest } from "./account.ts";

const ofThreeDigits = new Set(["bhd", "jod", "kwd", "omr", "tnd"]);

/** Throws as Stripe answers an amount that it cannot take in this currency. */
export function requireTaken(amount: number, currency: string, parameter: string): void {
  if (ofThreeDigits.has(currency) && amount % 10 !== 0) throw invalidRequest("parameter_invalid_integer", parameter);
}
