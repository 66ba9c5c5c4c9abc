/** Validation of a refund's input: lines, shipping, adjustment and reason. */
import { type InputProblem, problem } from "@hansa/kit/runtime/refusals";
import type { OrderRefundInput } from "../../generated/resolvers.ts";
import { partProblems } from "../order/parts.ts";

const maxReasonLength = 500;

/** All problems of the input that are found without reading the order. */
export function refundProblems(input: OrderRefundInput): InputProblem[] {
  const { lines, shippingMinor, adjustmentMinor, reason } = input;
  const problems = lines && lines.length > 0 ? partProblems(lines, "lines") : [];
  if ((shippingMinor ?? 0) < 0) problems.push(problem("shippingMinor", "NEGATIVE", "Give back zero or more."));
  if ((adjustmentMinor ?? 0) < 0) problems.push(problem("adjustmentMinor", "NEGATIVE", "Give back zero or more."));
  if ((lines ?? []).length === 0 && !shippingMinor && !adjustmentMinor)
    problems.push(problem("lines", "EMPTY", "Name at least one of lines, shipping and adjustment."));
  if (reason.trim() === "" || reason.length > maxReasonLength)
    problems.push(problem("reason", "LENGTH", `A reason has 1 to ${maxReasonLength} characters.`));
  return problems;
}
