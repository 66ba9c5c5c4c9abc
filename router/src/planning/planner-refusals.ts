/** Refusals of operations that were not planned, with the cause for the log. */
import { graphqlError } from "@hansa/kit/graphql";
import { refusalOf } from "../execution/refused-plans.ts";
import type { PlannerEnd } from "./planner-end.ts";

/** The refusal of a document during whose turn the process ended. One for a fault of the machine is not remembered. */
export function refusalOfEnd({ cause, isByDocument }: PlannerEnd): Error {
  if (isByDocument) return tooComplex(new Error(cause));
  return graphqlError("OVERLOADED", "No new operation can be planned right now. Ask again.", {}, new Error(cause));
}

/** The refusal of a document for which too many others wait. */
export function overloaded(): Error {
  return graphqlError("OVERLOADED", "Too many new operations wait to be planned. Ask again.");
}

/** The refusal of a document for which the planner failed: its error in words, and whether it was one of a range. */
export function refusalOfFault({ fault, isRange }: { fault: string; isRange: boolean }): Error {
  const cause = new Error(fault);
  if (isRange) return tooComplex(cause);
  const unknown = () => graphqlError("OPERATION_NOT_SUPPORTED", "The operation cannot be planned.", {}, cause);
  return refusalOf(cause) ?? unknown();
}

function tooComplex(cause: Error): Error {
  return graphqlError("OPERATION_TOO_LARGE", "The operation is too complex to be planned.", {}, cause);
}
