/** The check of a change: composes two versions, judges the differences, and looks up which of them are approved. */
import { CommandFailure } from "@hansa/kit/command-line";
import { systemRuntime } from "@hansa/kit/runtime";
import type { Change } from "../../../../router/src/control/changes/change.ts";
import { judgeChanges } from "../../../../router/src/control/changes/judgement.ts";
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
/** The findings of a check between two supergraphs. */
export type Findings = {
  changes: readonly CheckedChange[];
  costs: readonly CostChange[];
  /** The hints of the composition, each with its code. */
  hints: readonly string[];
  /** Approved coordinates of which nothing breaks. */
  idleApprovals: readonly string[];
  operations: { known: number; judged: number };
};
export type CheckedSchema = Findings & { against: { name: string; commit: string }; subgraphs: readonly string[] };

/** The planner's process does not keep this one alive. */
const aliveMs = 1_000;

/** Compares this checkout with a commit. Throws a UsageError if there is no such commit. */
export async function checkAgainst(name: string, usage?: string): Promise<CheckedSchema> {
  const commit = findCommit(name);
  const versions = { before: readCommit(commit), after: readCheckout() };
  const sent = usage === undefined ? [] : readUsage(usage);
  const checked = await withPlanner((planning) => checkVersions(versions, sent, planning));
  return { against: { name, commit }, ...checked };
}

/** Plans in a process of its own, for as long as the work takes. */
export async function withPlanner<Result>(work: (planning: Planning) => Promise<Result>): Promise<Result> {
  const alive = setInterval(() => {}, aliveMs);
  try {
    return await work({ openPlanner: processPlanner(systemRuntime), now: systemRuntime.monotonic });
  } finally {
    clearInterval(alive);
  }
}

type Trees = { before: Tree; after: Tree };

/** Compares two versions, for the operations that the earlier one shows and for these that were sent. */
export async function checkVersions(
  trees: Trees,
  sent: readonly KnownOperation[],
  planning: Planning,
): Promise<Omit<CheckedSchema, "against">> {
  const [earlier, later] = [subgraphsOf(trees.before), subgraphsOf(trees.after)];
  const composed = compose(later, "this checkout");
  const before = isSame(earlier, later)
    ? composed.supergraph
    : compose(earlier, "the commit", { judgesContracts: false }).supergraph;
  const known = [...findOperations(trees.before), ...sent];
  const findings = await checkSupergraphs({ before, ...composed }, known, trees, planning);
  return { subgraphs: later.map(({ name }) => name), ...findings };
}

/** The supergraph of this checkout. */
export function composeCheckout(tree: Tree): Composed {
  return compose(subgraphsOf(tree), "this checkout");
}

/** Compares a composed supergraph with an earlier one, for these operations. The later tree has the approvals. */
export async function checkSupergraphs(
  { before, supergraph, hints }: Composed & { before: string },
  known: readonly KnownOperation[],
  trees: Trees,
  planning: Planning,
): Promise<Findings> {
  const approvals = readApprovals(trees.after);
  const { changes, resized, judged } =
    before === supergraph
      ? { changes: [], resized: [], judged: [] }
      : await judgeChanges({ before, after: supergraph }, known, planning);
  const broken = new Set(changes.flatMap(({ level, coordinate }) => (level === "breaking" ? [coordinate] : [])));
  return {
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
    costs: findCostChanges(resized, known, trees),
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

type Composed = { supergraph: string; hints: readonly string[] };

function compose(sources: readonly SubgraphSource[], version: string, options = { judgesContracts: true }): Composed {
  if (sources.length === 0) throw new CommandFailure(`${version} has no subgraphs/*/schema.graphql.`);
  const { supergraph, hints, faults } = composeGraph(sources, options);
  if (faults) throw new CommandFailure(`the schemas of ${version} do not compose:\n${faults.join("\n")}`);
  return { supergraph, hints };
}

function isSame(earlier: readonly SubgraphSource[], later: readonly SubgraphSource[]): boolean {
  return JSON.stringify(earlier) === JSON.stringify(later);
}
