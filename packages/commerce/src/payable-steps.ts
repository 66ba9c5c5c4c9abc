/** Payable steps: a payment provider takes only multiples of the step of a currency. */
import { z } from "zod";

/** The steps of currencies in minor units; 1 in a currency that is absent. */
export type PayableSteps = Readonly<Record<string, number>>;

/** The smallest amount of the currency that can be paid, in minor units. */
export function stepIn(steps: PayableSteps, currency: string): number {
  return steps[currency] ?? 1;
}

/** The steps whose multiples all of these accept, by currency. */
export function commonSteps(all: readonly PayableSteps[]): PayableSteps {
  const currencies = [...new Set(all.flatMap((steps) => Object.keys(steps)))].sort();
  return Object.fromEntries(
    currencies.map((currency) => [currency, all.map((steps) => stepIn(steps, currency)).reduce(leastCommonMultiple)]),
  );
}

function leastCommonMultiple(a: number, b: number): number {
  return (a / greatestCommonDivisor(a, b)) * b;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** Steps as text such as `KWD:10,BHD:10`, in minor units. */
export const payableStepsText = z.string().transform((text, context): PayableSteps => {
  const entries =
    text.trim() === "" ? [] : text.split(",").map((entry) => /^([A-Z]{3}):([1-9]\d{0,5})$/.exec(entry.trim()));
  if (entries.includes(null))
    context.addIssue("is a list of currencies with their steps in minor units: KWD:10,BHD:10");
  return Object.fromEntries(entries.flatMap((entry) => (entry ? [[String(entry[1]), Number(entry[2])]] : [])));
});
