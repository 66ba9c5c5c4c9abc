/** A plane: targets on the same subgraphs, with their sessions, gates and counters. */
import type { OperationName } from "../operations/operation.ts";
import type { Step } from "../operations/session.ts";
import type { BenchShop } from "../shop/shop.ts";
import type { Target } from "../targets/targets.ts";
import type { Requests } from "./audience.ts";
import type { GateResult, ReadCounters, Within } from "./gate.ts";
import type { PlaneName } from "./plane-name.ts";

/** The sessions of an operation, in the order of its bodies. */
export type Sessions = readonly { steps: readonly Step[]; authorization: string | null }[];

export function sessionsOf({ bodies, viewers }: Requests): Sessions {
  return bodies.map(({ steps, viewer }) => ({ steps, authorization: viewers[viewer] ?? null }));
}

/** The sessions of an operation on a target. */
export type SessionsOf = (target: Target) => Sessions;

export type Plane = {
  name: PlaneName;
  targets: readonly Target[];
  /** The processes behind a target, without itself: canned subgraphs or real services. */
  subgraphPids(target: Target): readonly number[];
  readCounters: ReadCounters;
  within: Within;
  /** Requests that a canned subgraph could not answer, and the first of them. */
  countMisses(): Promise<{ misses: number; firstMiss: string | null }>;
  /** Called once everything is warm: from now on nothing is learned. */
  seal(): Promise<void>;
};

/** A plane that is ready to be measured. `missing` are peers that are not installed or do not start, with the reason. */
export type OpenedPlane = {
  plane: Plane;
  /** The shop of our router. */
  shop: BenchShop;
  missing: readonly string[];
  /** Lets these targets answer every session of an operation once. */
  open(name: OperationName, targets: readonly Target[]): Promise<{ gate: GateResult; sessionsOf: SessionsOf }>;
};
