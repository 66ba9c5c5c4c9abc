/** Costs of operations before and after a change: fetches and depth of their plans, and the SQL statements that the budgets of the pages name. */

import { z } from "zod";
import type { ResizedPlan } from "../../../../router/src/control/changes/judgement.ts";
import type { PlanSize } from "../../../../router/src/control/changes/plan-size.ts";
import { type KnownOperation, type ReportedOperation, reportOperation } from "./operations.ts";
import type { Tree } from "./tree.ts";

export const costNames = ["fetches", "depth", "statements"] as const;
/** A number before and after the change. */
type Pair = { before: number; after: number };
/** An operation that costs more or less than before; null where a number is as it was. */
export type CostChange = ReportedOperation & Record<(typeof costNames)[number], Pair | null>;

/** Beside the pages are the writes of purchases, which have no statements of a page. */
const budgets = z.record(z.string(), z.object({ statements: z.int().optional() }));

/** The operations with a plan of another size, and the pages with another budget of statements. */
export function findCostChanges(
  resized: readonly ResizedPlan<KnownOperation>[],
  known: readonly KnownOperation[],
  { before, after }: { before: Tree; after: Tree },
): CostChange[] {
  const [earlier, later] = [readStatements(before), readStatements(after)];
  const sizes = new Map(resized.map((each) => [each.operation, each]));
  return known.flatMap((operation) => {
    const size = sizes.get(operation);
    const pairOf = (part: keyof PlanSize) => pair(size?.before[part], size?.after[part]);
    const isPage = operation.place.startsWith("router/playground/");
    const cost = {
      fetches: pairOf("fetches"),
      depth: pairOf("depth"),
      statements: isPage ? pair(earlier.get(operation.label), later.get(operation.label)) : null,
    };
    return costNames.every((name) => cost[name] === null) ? [] : [{ ...reportOperation(operation), ...cost }];
  });
}

/** Null unless both are known and differ. */
function pair(before: number | undefined, after: number | undefined): Pair | null {
  return before === undefined || after === undefined || before === after ? null : { before, after };
}

function readStatements(tree: Tree): Map<string, number> {
  const read = budgets.parse(JSON.parse(tree.get("docs/budgets.json") ?? "{}"));
  return new Map(
    Object.entries(read).flatMap(([page, { statements }]) => (statements === undefined ? [] : [[page, statements]])),
  );
}
