/** The shape of an explanation, for the router that makes it, and for the playground and `hansa explain` that show it. */

import type { LoggedStatement } from "@hansa/kit/runtime";

/** One query of a fetch: entities of one place, or root fields. */
export type FetchPart = {
  /** The place in the response below which the fetched fields stand. */
  path: string[];
  /** The values by which entities are asked for, as in `Product { id }`; absent in a fetch of root fields. */
  key?: string;
  /** The number of entities that were asked for; absent in a fetch of root fields. */
  entities?: number;
};

/** One fetch of the plan; with several parts it is a joint one. Without `durationMs` it was not sent: nothing was to fetch, or nothing was run. */
export type FetchStep = {
  kind: "Fetch";
  service: string;
  /** Whether its failure nulls no root field. */
  isOptional: boolean;
  parts: FetchPart[];
  query: string;
  /** Since the execution began, in milliseconds. */
  startedMs?: number;
  durationMs?: number;
  errors?: number;
  /** The SQL statements of its service, with the milliseconds of all their runs; those of services that this one asks are not among them. */
  statements?: LoggedStatement[];
};
export type PlanStep = FetchStep | { kind: "Sequence" | "Parallel"; steps: PlanStep[] };

/** The refusal of a field by its access rule. */
export type Denial = { code: string; message: string };

/**
 * One selected field: its place in the response, its coordinate (`Product.title`), the service whose fetch brings it, what it requires, as the
 * schema's description says it, and the refusal if the viewer does not have that.
 */
export type FieldReport = { path: string; field: string; service: string | null; requires?: string; denied?: Denial };

/**
 * The places that are null in a response that is complete otherwise while a service is away, with `[]` for every position in a list. A refused
 * operation does nothing, because the session of its viewer cannot be checked.
 */
export type Loss = { service: string; nulls: string[]; isRefused?: true };

/** The extension `explanation` of a response. Without `durationMs` nothing was run. */
export type Explanation = { durationMs?: number; plan: PlanStep | null; fields: FieldReport[]; losses: Loss[] };
