/** The goals of the benchmark: figures of ours beside those of its peers, each with its bound by operation. */
import type { OperationName } from "../operations/operation.ts";
import type { PlaneName } from "../plane/plane-name.ts";
import type { TargetName } from "../targets/targets.ts";

/** The kinds of figures. All are ratios to `against`; without it memory is in MB. */
type Figure = "throughput" | "CPU" | "memory";

/** The greatest or least good value by operation; of memory, which has none, under `all`. Null: reported, without a bound. */
type Bounds = Partial<Record<OperationName | "all", number | null>>;

export type Goal = {
  plane: PlaneName;
  figure: Figure;
  target: TargetName;
  against?: TargetName;
} & ({ atLeast: Bounds } | { atMost: Bounds });

const router = { plane: "router", target: "ours" } as const;
const system = { plane: "system", target: "ours" } as const;
const others = { plane: "public", target: "ours" } as const;

export const goals: readonly Goal[] = [
  {
    ...router,
    figure: "throughput",
    against: "stock",
    atLeast: { account: 8, product: 8, search: 8, tiny: 9, profile: 8, list: 10, heavy: 5 },
  },
  { ...router, figure: "throughput", against: "hive", atLeast: { account: 10 } },
  { ...router, figure: "throughput", against: "hive-rust", atLeast: { account: 4 } },
  { ...system, figure: "throughput", against: "stock", atLeast: { account: 6, product: 5, purchase: 4 } },
  {
    ...system,
    target: "stock-today",
    figure: "throughput",
    against: "stock",
    atLeast: { account: null, product: null, purchase: null },
  },
  { ...system, figure: "throughput", against: "mono", atLeast: { account: 2 } },
  {
    ...system,
    target: "one-process",
    figure: "CPU",
    against: "mono-jit",
    atMost: { account: 1.3, product: 1.3, tiny: 1.3 },
  },
  {
    ...system,
    target: "postgresql",
    figure: "CPU",
    against: "ours",
    atMost: { account: 1.25, product: 1.25, purchase: 2 },
  },
  {
    ...system,
    target: "postgresql-two",
    figure: "throughput",
    against: "postgresql",
    atLeast: { account: null, product: null, purchase: null },
  },
  { ...router, figure: "memory", atMost: { all: 150 } },
  { ...router, figure: "memory", against: "hive", atMost: { all: 0.5 } },
  { ...router, figure: "memory", against: "hive-rust", atMost: { all: 0.5 } },
  { ...others, figure: "CPU", against: "grafbase", atMost: { query: 1.6, "big-response": 1.4, "many-plans": null } },
];
