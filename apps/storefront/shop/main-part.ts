/** The answer of the graph for the main part of a page. */
import { type GraphResponse, hasFailed } from "@hansa/front/graph";

/** The page in place of one whose main part, a root field, is null: nothing that a visitor wrote is an outage. */
export function withoutMain(response: GraphResponse<object>, field: string): { kind: "missing" | "unknown" } {
  if (isRefused(response)) return { kind: "missing" };
  return { kind: hasFailed(response, field) ? "unknown" : "missing" };
}

/** Whether the graph refused what the visitor wrote: a cursor, a slug or a text that no page of the shop leads to. */
export function isRefused({ errors }: Pick<GraphResponse<object>, "errors">): boolean {
  return errors.some(({ extensions }) => extensions?.code === "BAD_USER_INPUT");
}
