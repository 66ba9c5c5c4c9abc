/** A plane: targets on the same subgraphs, with their sessions, gates and counters. */
import type { OperationName } from "../operations/operation.ts";
import type { Step } from "../operations/session.ts";
import type { BenchShop } from "../shop/shop.ts";
import type { Target, TargetName } from "../targets/targets.ts";
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

/** A target that was started anew, and the processes behind it. `end` ends it, and its services where it has own ones. */
export type Started = { target: Target; subgraphPids: readonly number[]; end(): void };

/** Starts each target anew, beside the running one; a target that replays answers has no starter. */
export type Starters = ReadonlyMap<TargetName, () => Promise<Started>>;

/** A plane that is ready to be measured. `missing` are peers that are not installed or do not start, with the reason. */
export type OpenedPlane = {
  plane: Plane;
  /** The shop of our router. */
  shop: BenchShop;
  missing: readonly string[];
  starters: Starters;
  /** Lets these targets answer every session of an operation once. */
  open(name: OperationName, targets: readonly Target[]): Promise<{ gate: GateResult; sessionsOf: SessionsOf }>;
};
