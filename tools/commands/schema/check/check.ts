/** The check of a change: composes two versions, judges the differences, and looks up which of them are approved. */
import { CommandFailure } from "@hansa/kit/runtime/failure";
import { systemRuntime } from "@hansa/kit/runtime/runtime";
import type { Change } from "../../../../router/src/changes/change.ts";
import { judgeChanges } from "../../../../router/src/changes/judgement.ts";
import { composeGraph } from "../../../../router/src/graph/composition/composition.ts";
import { nodesUrl, type SubgraphSource } from "../../../../router/src/graph/composition/sources.ts";
import type { Planning } from "../../../../router/src/graph/graph.ts";
import { processPlanner } from "../../../../router/src/planning/planner.ts";
import { findCommit } from "../../../host/commit.ts";
import { readApprovals } from "./approvals.ts";
import { type CostChange, findCostChanges } from "./costs.ts";
import { findOperations, type KnownOperation, type ReportedOperation, reportOperation } from "./operations.ts";
import { readCheckout, readCommit, type Tree } from "./tree.ts";
import { readUsage } from "./usage.ts";

/** A change with the operations that it concerns, and the reason for which it is approved, if it is breaking. */
export type CheckedChange = Change & { approved: string | null; operations: readonly ReportedOperation[] };
export type CheckedSchema = {
  against: { name: string; commit: string };
  subgraphs: readonly string[];
  changes: readonly CheckedChange[];
  costs: readonly CostChange[];
  /** The hints of the composition, each with its code. */
  hints: readonly string[];
  /** Approved coordinates of which nothing breaks. */
  idleApprovals: readonly string[];
  operations: { known: number; judged: number };
};

const inPlannerProcess: Planning = { openPlanner: processPlanner(systemRuntime), now: systemRuntime.monotonic };
/** The planner's process does not keep this one alive. */
const aliveMs = 1_000;

/** Compares this checkout with a commit. Throws a UsageError if there is no such commit. */
export async function checkAgainst(name: string, usage?: string): Promise<CheckedSchema> {
  const commit = findCommit(name);
  const versions = { before: readCommit(commit), after: readCheckout() };
  const alive = setInterval(() => {}, aliveMs);
  try {
    const checked = await checkVersions(versions, usage === undefined ? [] : readUsage(usage), inPlannerProcess);
    return { against: { name, commit }, ...checked };
  } finally {
    clearInterval(alive);
  }
}

/** Compares two versions, for the operations that the earlier one shows and for these that were sent. */
export async function checkVersions(
  { before, after }: { before: Tree; after: Tree },
  sent: readonly KnownOperation[],
  planning: Planning,
): Promise<Omit<CheckedSchema, "against">> {
  const approvals = readApprovals(after);
  const [earlier, later] = [subgraphsOf(before), subgraphsOf(after)];
  const { supergraph, hints } = compose(later, "this checkout");
  const known = [...findOperations(before), ...sent];
  const { changes, resized, judged } = isSame(earlier, later)
    ? { changes: [], resized: [], judged: [] }
    : await judgeChanges({ before: compose(earlier, "the commit").supergraph, after: supergraph }, known, planning);
  const broken = new Set(changes.flatMap(({ level, coordinate }) => (level === "breaking" ? [coordinate] : [])));
  return {
    subgraphs: later.map(({ name }) => name),
    changes: changes.map(({ level, kind, coordinate, message, operations }) => {
      const approval = level === "breaking" ? approvals.find((each) => each.coordinate === coordinate) : undefined;
      return {
        level,
        kind,
        coordinate,
        message,
        approved: approval?.reason ?? null,
        operations: operations.map(reportOperation),
      };
    }),
    costs: findCostChanges(resized, known, { before, after }),
    hints,
    idleApprovals: approvals.map(({ coordinate }) => coordinate).filter((coordinate) => !broken.has(coordinate)),
    operations: { known: known.length, judged: judged.length },
  };
}

/** The subgraphs of a version in the order in which the router composes them: its own, then the services by name. */
function subgraphsOf(tree: Tree): SubgraphSource[] {
  const nodes = tree.get("router/nodes.graphql");
  const services = [...tree].flatMap(([file, sdl]): SubgraphSource[] => {
    const [, name] = /^subgraphs\/([^/]+)\/schema\.graphql$/.exec(file) ?? [];
    return name === undefined ? [] : [{ name, url: `hansa:${name}`, sdl }];
  });
  return [
    ...(nodes === undefined ? [] : [{ name: "nodes", url: nodesUrl, sdl: nodes }]),
    ...services.toSorted((one, other) => (one.name < other.name ? -1 : 1)),
  ];
}

function compose(sources: readonly SubgraphSource[], version: string): { supergraph: string; hints: string[] } {
  if (sources.length === 0) throw new CommandFailure(`${version} has no subgraphs/*/schema.graphql.`);
  const { supergraph, hints, faults } = composeGraph(sources);
  if (faults) throw new CommandFailure(`the schemas of ${version} do not compose:\n${faults.join("\n")}`);
  return { supergraph, hints };
}

function isSame(earlier: readonly SubgraphSource[], later: readonly SubgraphSource[]): boolean {
  return JSON.stringify(earlier) === JSON.stringify(later);
}
