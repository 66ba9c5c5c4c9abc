/** The answer of the graph for the main part of a page. */
import { type GraphResponse, hasFailed, isRefused } from "@hansa/front/graph";

/** The page in place of one whose main part, a root field, is null: nothing that a visitor wrote is an outage. */
export function withoutMain(response: GraphResponse<object>, field: string): { kind: "missing" | "unknown" } {
  if (isRefused(response)) return { kind: "missing" };
  return { kind: hasFailed(response, field) ? "unknown" : "missing" };
}
