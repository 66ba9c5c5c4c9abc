/** Order numbers in the store: `100001-4711`, and the sequence alone in orders from before. */
import { typedDigits } from "@hansa/kit/runtime";

/** Four digits at the end, which are a keyed hash of the sequence. */
const endingInTail = /\d{4}$/;
/** No order has it. */
const noNumber = "-";

/** The two stored forms of a number that a person typed: it is compared by its digits, so a dash may stand in front of the tail or not. */
export function storedNumbersOf(typed: string): { number: string; dashed: string } {
  const digits = typedDigits(typed) ?? noNumber;
  return { number: digits, dashed: digits.replace(endingInTail, "-$&") };
}
