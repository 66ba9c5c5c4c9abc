/** The result of one plane: its cells, its gates, and what is known of its targets. */
import type { Cell } from "../measurement/cell.ts";
import type { PlaneName } from "../plane/plane-name.ts";

/** One result of the results of a plane's parts, each of some operations. A target that was started for each part is named after it. */
export function mergeResults(
  plane: PlaneName,
  parts: readonly (readonly string[])[],
  results: readonly PlaneResult[],
): PlaneResult {
  const [only, ...others] = results;
  if (only && others.length === 0) return only;
  return {
    plane,
    cells: results.flatMap(({ cells }) => cells),
    targets: results.flatMap(({ targets }, index) =>
      targets.map((each) => ({ ...each, target: `${each.target}, ${parts[index]?.join()}` })),
    ),
    missing: [...new Set(results.flatMap(({ missing }) => missing))],
    faults: results.flatMap(({ faults }) => faults),
    notes: results.flatMap(({ notes }) => notes),
  };
}

export type PlaneResult = {
  plane: PlaneName;
  cells: Cell[];
  /** Time from the start to the first response, and memory at the end of the load; NaN where it could not be read. */
  targets: readonly { target: string; startMs: number; memoryMb: number }[];
  /** Peers without a measurement, each with the reason. */
  missing: readonly string[];
  /** Failed gates: with one of them there is no result. */
  faults: string[];
  notes: string[];
};
