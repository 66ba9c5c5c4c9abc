/** The selection of targets for each operation: a whole run measures each peer only where its figure tells something. */
import type { OperationName } from "../operations/operation.ts";
import type { Target, TargetName } from "../targets/targets.ts";

/**
 * Slow peers on the operations that differ most, those of the system plane on what the page of results shows, and the limit of the load generator
 * where it may be reached.
 */
const few: readonly OperationName[] = ["account", "product", "heavy"];
const pages: readonly OperationName[] = ["account", "product", "purchase"];
const limited: Partial<Record<TargetName, readonly OperationName[]>> = {
  "stock-pool": few,
  hive: few,
  canned: [...few, "tiny"],
  "stock-today": pages,
  mono: pages,
  "mono-jit": [...pages, "tiny"],
  "one-process": [...pages, "tiny"],
  postgresql: pages,
  "postgresql-two": pages,
};

/** Whether an operation is sent to a target. `isChosen`: the command line names operations, and means all of their targets. */
export function isMeasured(operation: OperationName, { name }: Target, isChosen: boolean): boolean {
  return isChosen || (limited[name]?.includes(operation) ?? true);
}
