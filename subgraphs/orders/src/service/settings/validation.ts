/** Validation of settings: text, currencies, e-mail addresses and required fields. */
import { type InputProblem, problem } from "@hansa/kit/runtime";
import type { ShopSettingsUpdateInput } from "../../generated/resolvers.ts";
import { checkEmail } from "./addresses.ts";
import { checkLimits, latePaymentRange, type Range, returnRange } from "./limits.ts";

const maxTextLength = 100;
const maxCurrencies = 30;
const maxThreshold = 1_000_000;
/** The law requires at least 14 days. */
const withdrawalRange = { least: 14, most: 365 };

/** All problems of a change of the settings. Absent fields are valid. */
export function checkConfig(input: ShopSettingsUpdateInput): InputProblem[] {
  const { name, currencies, senderEmail, supportEmail, lowStockThreshold, withdrawalDays, latePaymentHours } = input;
  const { returnDays } = input;
  const isThreshold = (units: number) => units >= 0 && units <= maxThreshold;
  return [
    ...(typeof name === "string" ? checkText("name", name) : []),
    ...(currencies ? checkCurrencies(currencies) : []),
    ...(typeof senderEmail === "string" ? checkEmail("senderEmail", senderEmail) : []),
    ...(typeof supportEmail === "string" ? checkEmail("supportEmail", supportEmail) : []),
    ...(typeof lowStockThreshold === "number" && !isThreshold(lowStockThreshold)
      ? [problem("lowStockThreshold", "OUT_OF_RANGE", `This is a number of units from 0 to ${maxThreshold}.`)]
      : []),
    ...(typeof withdrawalDays === "number"
      ? checkRange("withdrawalDays", withdrawalDays, withdrawalRange, "days")
      : []),
    ...(typeof latePaymentHours === "number"
      ? checkRange("latePaymentHours", latePaymentHours, latePaymentRange, "hours")
      : []),
    ...(typeof returnDays === "number" ? checkRange("returnDays", returnDays, returnRange, "days") : []),
    ...checkLimits(input),
  ];
}

function checkRange(field: string, value: number, { least, most }: Range, unit: "days" | "hours"): InputProblem[] {
  if (value >= least && value <= most) return [];
  return [problem(field, "OUT_OF_RANGE", `This is a number of ${unit} from ${least} to ${most}.`)];
}

/** Checks a short text on one line: names appear in mail headers, where a line break would start another header. */
export function checkText(field: string, text: string, longest = maxTextLength): InputProblem[] {
  const length = text.trim().length;
  if (length === 0 || length > longest) return [problem(field, "LENGTH", `This has 1 to ${longest} characters.`)];
  return /\p{Cc}/u.test(text) ? [problem(field, "FORMAT", "This stands on one line.")] : [];
}

/** The required fields of a new entity that are absent. */
export function checkRequired(values: Readonly<Record<string, unknown>>): InputProblem[] {
  return Object.entries(values).flatMap(([field, value]) =>
    value === undefined || value === null ? [problem(field, "NEEDED", "This is needed.")] : [],
  );
}

function checkCurrencies(currencies: readonly string[]): InputProblem[] {
  if (currencies.length === 0 || currencies.length > maxCurrencies)
    return [problem("currencies", "LENGTH", `A shop has 1 to ${maxCurrencies} currencies.`)];
  return currencies.flatMap((currency, index) =>
    currencies.indexOf(currency) < index
      ? [problem(`currencies.${index}`, "TWICE", "This currency is there already.")]
      : [],
  );
}
