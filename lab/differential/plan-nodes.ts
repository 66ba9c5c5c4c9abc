/** Counts of the nodes of query plans by kind, so that a run shows which parts of an executor it exercised. */
import type { PlanNode, QueryPlan } from "../../router/src/elastic.ts";
import { isKeyField, type World } from "./world/world.ts";

const noNodes = {
  Fetch: 0,
  EntityFetch: 0,
  Flatten: 0,
  Parallel: 0,
  Sequence: 0,
  Condition: 0,
  inputRewrites: 0,
  outputRewrites: 0,
  /** Entity fetches that carry required fields beside keys. */
  requires: 0,
  /** Fragments on types, beside those of the entities. */
  typeConditions: 0,
  /** Entity fetches from interface objects. */
  interfaceObjects: 0,
};
export type PlanNodes = typeof noNodes;

export function newPlanNodes(): PlanNodes {
  return { ...noNodes };
}

/** Adds the nodes of one plan. */
export function countPlan(world: World, counts: PlanNodes, { node }: QueryPlan): void {
  if (node && node.kind !== "Subscription") countNode(world, counts, node);
}

function countNode(world: World, counts: PlanNodes, node: PlanNode): void {
  if (node.kind === "Fetch") countFetch(world, counts, node);
  else if (node.kind === "Flatten") {
    counts.Flatten += 1;
    countNode(world, counts, node.node);
  } else if (node.kind === "Parallel" || node.kind === "Sequence") {
    counts[node.kind] += 1;
    for (const each of node.nodes) countNode(world, counts, each);
  } else if (node.kind === "Condition") {
    counts.Condition += 1;
    for (const each of [node.ifClause, node.elseClause]) if (each) countNode(world, counts, each);
  }
}

type FetchNode = Extract<PlanNode, { kind: "Fetch" }>;

function countFetch(world: World, counts: PlanNodes, fetch: FetchNode): void {
  counts[fetch.requires ? "EntityFetch" : "Fetch"] += 1;
  counts.inputRewrites += fetch.inputRewrites?.length ?? 0;
  counts.outputRewrites += fetch.outputRewrites?.length ?? 0;
  const conditions = fetch.operation.match(/\.\.\.\s*on\s/g)?.length ?? 0;
  counts.typeConditions += Math.max(0, conditions - (fetch.requires?.length ?? 0));
  const subgraph = world.subgraphs.find(({ name }) => name === fetch.serviceName);
  for (const required of fetch.requires ?? []) {
    if (required.kind !== "InlineFragment") continue;
    const type = required.typeCondition ?? "";
    const members = world.members.get(type) ?? [type];
    const names = required.selections.flatMap((each) => (each.kind === "Field" ? [each.name] : []));
    const isKey = (name: string) => name === "__typename" || members.some((member) => isKeyField(world, member, name));
    if (!names.every(isKey)) counts.requires += 1;
    const domain = world.domains.get(type) ?? type;
    if (subgraph?.interfaceObjects.has(domain)) counts.interfaceObjects += 1;
  }
}
