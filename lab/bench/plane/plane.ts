/** A plane: targets on the same subgraphs, with their requests and counters. */
import type { Shop } from "../../../cli/host/processes/process.ts";
import type { Counts } from "../measurement/gates.ts";
import type { OperationName } from "../operations/operation.ts";
import type { Target } from "../targets/targets.ts";
import type { Requests } from "./audience.ts";
import type { PlaneName } from "./plane-name.ts";

/** Counts since the start, by subgraph. Statements are absent where no real services are asked. */
export type Counters = { fetches: Counts; statements?: Counts };

export type Plane = {
  name: PlaneName;
  /** The shop of our router. */
  shop: Shop;
  targets: readonly Target[];
  /** Peers that are not installed or do not start, with the reason. */
  missing: readonly string[];
  /** The processes behind a target, without itself: canned subgraphs or real services. */
  pidsBehind(target: Target): readonly number[];
  /** The server of databases behind a target; undefined where stores are files. */
  serverBehind(target: Target): number | undefined;
  /** Reads the counters of the subgraphs behind a target; undefined for a target that has none. */
  readCounters(target: Target): Promise<Counters | undefined>;
  /** Requests that a canned subgraph could not answer, and the first of them. */
  countMisses(): Promise<{ misses: number; firstMiss: string | null }>;
  /** The requests of an operation to each target, which can be sent from now on. */
  open(name: OperationName, targets: readonly Target[]): Promise<(target: Target) => Requests>;
  /** Resolves when a target rests after an operation. */
  settle(name: OperationName, target: Target): Promise<void>;
  /** Whether the data are those that the counts of fetches and statements are declared for: another commit's shop has other promotions. */
  hasDeclaredData: boolean;
  /** Called once everything is warm: from now on nothing is learned. */
  seal(): Promise<void>;
};
