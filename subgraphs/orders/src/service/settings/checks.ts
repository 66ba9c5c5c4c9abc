/** What an owner may type into the settings of the shop, and into what ships and taxes by them. */
import { type InputProblem, problem } from "@hansa/kit/refusals";
import type { ShopSettingsUpdateInput } from "../../generated/resolvers.ts";
import { isEmail } from "../checkout/addresses.ts";

const longestText = 100;
const mostCurrencies = 30;
const largestThreshold = 1_000_000;

/** Everything that is wrong with a change of the settings. What is absent is not. */
export function checkSettings(input: ShopSettingsUpdateInput): InputProblem[] {
  const { name, currencies, senderEmail, supportEmail, lowStockThreshold } = input;
  const isThreshold = (units: number) => units >= 0 && units <= largestThreshold;
  return [
    ...(typeof name === "string" ? checkText("name", name) : []),
    ...(currencies ? checkCurrencies(currencies) : []),
    ...(typeof senderEmail === "string" ? checkEmail("senderEmail", senderEmail) : []),
    ...(typeof supportEmail === "string" ? checkEmail("supportEmail", supportEmail) : []),
    ...(typeof lowStockThreshold === "number" && !isThreshold(lowStockThreshold)
      ? [problem("lowStockThreshold", "OUT_OF_RANGE", `This is a number of units from 0 to ${largestThreshold}.`)]
      : []),
  ];
}

/** A short text on one line: names stand in the headers of mail, where a line break would begin another header. */
export function checkText(field: string, text: string, longest = longestText): InputProblem[] {
  const length = text.trim().length;
  if (length === 0 || length > longest) return [problem(field, "LENGTH", `This has 1 to ${longest} characters.`)];
  return /\p{Cc}/u.test(text) ? [problem(field, "FORMAT", "This stands on one line.")] : [];
}

/** What is needed of something new and was not given. */
export function checkNeeded(given: Readonly<Record<string, unknown>>): InputProblem[] {
  return Object.entries(given).flatMap(([field, value]) =>
    value === undefined || value === null ? [problem(field, "NEEDED", "This is needed.")] : [],
  );
}

function checkCurrencies(currencies: readonly string[]): InputProblem[] {
  if (currencies.length === 0 || currencies.length > mostCurrencies)
    return [problem("currencies", "LENGTH", `A shop has 1 to ${mostCurrencies} currencies.`)];
  return currencies.flatMap((currency, index) =>
    currencies.indexOf(currency) < index
      ? [problem(`currencies.${index}`, "TWICE", "This currency is there already.")]
      : [],
  );
}

function checkEmail(field: string, email: string): InputProblem[] {
  return isEmail(email) ? [] : [problem(field, "FORMAT", "This is not an e-mail address.")];
}
