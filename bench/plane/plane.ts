/** A plane: targets on the same subgraphs, with their requests, gates and counters. */

import type { OperationName } from "../operations/operation.ts";
import type { Target } from "../targets/targets.ts";
import type { CountFetches, GateResult } from "./gate.ts";

/** The requests of an operation, in the order of its bodies. */
export type Requests = readonly { body: string; authorization: string | null }[];

/** Customers who send requests have at least so many orders: about as many as a page shows. */
export const minOrders = 6;

export const planeNames = ["router", "system"] as const;
export type PlaneName = (typeof planeNames)[number];

export type Plane = {
  name: PlaneName;
  targets: readonly Target[];
  /** The processes behind a target, without itself: canned subgraphs or real services. */
  subgraphPids(target: Target): readonly number[];
  gates: ReadonlyMap<OperationName, GateResult>;
  countFetches: CountFetches;
  /** Requests that a canned subgraph could not answer, and the first of them. */
  countMisses(): Promise<{ misses: number; firstMiss: string | null }>;
  /** Called once everything is warm: from now on nothing is learned. */
  seal(): Promise<void>;
};

/** A plane that is ready to be measured. `missing` are peers that are not installed or do not start, with the reason. */
export type OpenedPlane = {
  plane: Plane;
  requests: ReadonlyMap<OperationName, Requests>;
  missing: readonly string[];
};
