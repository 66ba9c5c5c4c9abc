/** The shape of an explanation, for the router that makes it and the playground that shows it. */

/** One fetch of the plan. Without `durationMs` it was not sent, because there was nothing to fetch. */
export type FetchStep = {
  kind: "Fetch";
  service: string;
  /** The place in the answer below which the fetched fields stand. */
  path: string[];
  query: string;
  /** Since the execution began, in milliseconds. */
  startedMs?: number;
  durationMs?: number;
  /** The number of entities asked for; absent in a fetch of root fields. */
  entities?: number;
  errors?: number;
};
export type PlanStep =
  | FetchStep
  | { kind: "Sequence" | "Parallel"; steps: PlanStep[] }
  | { kind: "Condition"; variable: string; steps: PlanStep[] };

/**
 * One selected field: its place in the answer, its coordinate (`Product.title`), the service whose fetch brings it, and what it requires, as
 * the schema's description says it.
 */
export type FieldReport = { path: string; field: string; service: string | null; requires?: string };

/** The extension `explanation` of an answer. */
export type Explanation = { durationMs: number; plan: PlanStep | null; fields: FieldReport[] };
