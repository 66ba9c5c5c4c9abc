/** The explanation of an operation, as its execution asks for it: a development aid that operators' code provides. */
import type { Viewer } from "@hansa/kit/identity";
import type { Fetch } from "../execution/plan.ts";
import type { PlannedOperation } from "../execution/planned-operation.ts";
import type { Graph } from "../graph/graph.ts";
import type { SentFetch } from "../transport/fetch.ts";
import type { Prepared } from "./prepare.ts";

/** A planned operation, and the viewer who sends it. */
export type Explained = { planned: PlannedOperation; prepared: Prepared; viewer: Viewer };

/** Measures the fetches of one execution, and explains it afterwards, as JSON. */
export type Explainer = {
  measure(fetch: Fetch, send: () => Promise<SentFetch>): Promise<SentFetch>;
  explain(graph: Graph, explained: Explained): Promise<object>;
};

/** Starts measuring. `now` is a monotonic clock in milliseconds. */
export type OpenExplainer = (now: () => number) => Explainer;
