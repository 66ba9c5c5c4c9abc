/** The charges of an order: its total, allocated to its lines and to shipping in multiples of the payable step. Pure functions. */
import { stepShares, sum, toDecimal } from "@hansa/commerce/money";
import { type InputProblem, problem } from "@hansa/kit/runtime";
import type { OrderRow } from "../../store/tables.ts";

type Totals = Pick<OrderRow, "totalMinor" | "roundingMinor" | "stepMinor">;

/** The charge for each line in its order, and for shipping. */
export type Charges = { lineMinors: number[]; shippingMinor: number };

/**
 * Allocates the total of an order whose lines come to `grossMinors`, tax included; the part of the total outside the lines is shipping. Each
 * charge is what its amount adds to the running sum, rounded down to the step, and the last one completes the total. With a step of 1 the
 * charges are the amounts.
 */
export function computeCharges({ totalMinor, roundingMinor, stepMinor }: Totals, grossMinors: number[]): Charges {
  const shippingMinor = sum([totalMinor, -roundingMinor, ...grossMinors.map((minor) => -minor)]);
  const charges = stepShares([...grossMinors, shippingMinor], totalMinor, stepMinor);
  return { lineMinors: charges.slice(0, -1), shippingMinor: charges.at(-1) ?? 0 };
}

/** The problem of a typed amount that is no multiple of the order's step: its provider cannot move it. */
export function stepProblems(
  { stepMinor, currency }: Pick<OrderRow, "stepMinor" | "currency">,
  field: string,
  amountMinor: number,
): InputProblem[] {
  if (amountMinor % stepMinor === 0) return [];
  const step = `${toDecimal({ minor: stepMinor, currency })} ${currency}`;
  return [problem(field, "PAYABLE_STEP", `Take a multiple of ${step}: the payment provider takes no other amount.`)];
}
