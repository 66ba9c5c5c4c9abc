/** The way by which the server asks the graph for a page. */
import type { GraphResponse, TypedDocument } from "@hansa/front/graph";

/** Asks the graph for one page. Rejects if no router answers in time. */
export type AskGraph = <Result, Variables>(
  document: TypedDocument<Result, Variables>,
  variables: Variables,
) => Promise<GraphResponse<Result>>;
