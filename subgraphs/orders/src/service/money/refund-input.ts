/** What a refund may be asked to consist of: parts, sending or a gesture, and why. */
import { type InputProblem, problem } from "@hansa/kit/refusals";
import type { OrderRefundInput } from "../../generated/resolvers.ts";
import { partProblems } from "../order/parts.ts";

const longestReason = 500;

/** Everything that is wrong with it, before the order is looked at. */
export function refundProblems(input: OrderRefundInput): InputProblem[] {
  const { lines, shippingMinor, adjustmentMinor, reason } = input;
  const problems = lines && lines.length > 0 ? partProblems(lines, "lines") : [];
  if ((shippingMinor ?? 0) < 0) problems.push(problem("shippingMinor", "NEGATIVE", "Give back zero or more."));
  if ((adjustmentMinor ?? 0) < 0) problems.push(problem("adjustmentMinor", "NEGATIVE", "Give back zero or more."));
  if ((lines ?? []).length === 0 && !shippingMinor && !adjustmentMinor)
    problems.push(problem("lines", "EMPTY", "Name at least one of lines, shipping and adjustment."));
  if (reason.trim() === "" || reason.length > longestReason)
    problems.push(problem("reason", "LENGTH", `A reason has 1 to ${longestReason} characters.`));
  return problems;
}
