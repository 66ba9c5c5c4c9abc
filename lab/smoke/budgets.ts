/** Compares the cost of a page with its committed budget. */
import { type DocumentNode, Kind } from "graphql";
import type { Budget } from "./files.ts";

/**
 * Exactly so much, so that a page that becomes cheaper has its budget lowered too. A mutation may take fewer statements: a timer, or the event of
 * what it began, may have done a part of its work before it, and then it is counted there.
 */
export function isWithinBudget(document: DocumentNode, budget: Budget | undefined, found: Budget): boolean {
  if (budget?.fetches !== found.fetches || budget.depth !== found.depth) return false;
  if (budget.statements === found.statements) return true;
  return isMutation(document) && found.statements > 0 && found.statements < budget.statements;
}

function isMutation({ definitions }: DocumentNode): boolean {
  return definitions.some((one) => one.kind === Kind.OPERATION_DEFINITION && one.operation === "mutation");
}
