/** Counts of the nodes of query plans by kind, so that a run shows which parts of an executor it exercised. */
import type { PlanNode, QueryPlan } from "../../router/src/planning/elastic.ts";
import { isKeyField, type Model } from "./model/model.ts";

const noNodes = {
  Fetch: 0,
  EntityFetch: 0,
  Flatten: 0,
  Parallel: 0,
  Sequence: 0,
  inputRewrites: 0,
  outputRewrites: 0,
  /** Entity fetches that carry required fields beside keys. */
  requires: 0,
  /** Fragments on types, beside those of the entities. */
  typeConditions: 0,
  /** Entity fetches from interface objects. */
  interfaceObjects: 0,
};
type Nodes = typeof noNodes;
/**
 * Stock leaves conditions to the executor, as `Condition` nodes. Ours resolves them before it plans, so that it counts the operations that
 * were planned for the values of their condition variables.
 */
export type PlanNodes = Nodes & ({ Condition: number } | { specialisedOperations: number });

/** Is given every plan, with the number of variables whose values it was made for. */
export type OnPlan = (plan: QueryPlan, conditionVariables?: number) => void;

export function newPlanNodes(hasConditions: boolean): PlanNodes {
  return hasConditions ? { ...noNodes, Condition: 0 } : { ...noNodes, specialisedOperations: 0 };
}

/** Adds the nodes of one plan. */
export function countPlan(model: Model, counts: PlanNodes, { node }: QueryPlan, conditionVariables = 0): void {
  if (!node || node.kind === "Subscription") return;
  if ("specialisedOperations" in counts && conditionVariables > 0) counts.specialisedOperations += 1;
  countNode(model, counts, node);
}

/** The kinds that did not occur: a run that lacks one has not exercised all of an executor. */
export function missingKinds(counts: PlanNodes): string[] {
  return Object.entries(counts).flatMap(([kind, count]) => (count > 0 ? [] : [kind]));
}

function countNode(model: Model, counts: PlanNodes, node: PlanNode): void {
  if (node.kind === "Fetch") countFetch(model, counts, node);
  else if (node.kind === "Flatten") {
    counts.Flatten += 1;
    countNode(model, counts, node.node);
  } else if (node.kind === "Parallel" || node.kind === "Sequence") {
    counts[node.kind] += 1;
    for (const each of node.nodes) countNode(model, counts, each);
  } else if (node.kind === "Condition") {
    if ("Condition" in counts) counts.Condition += 1;
    for (const each of [node.ifClause, node.elseClause]) if (each) countNode(model, counts, each);
  }
}

type FetchNode = Extract<PlanNode, { kind: "Fetch" }>;

function countFetch(model: Model, counts: Nodes, fetch: FetchNode): void {
  counts[fetch.requires ? "EntityFetch" : "Fetch"] += 1;
  counts.inputRewrites += fetch.inputRewrites?.length ?? 0;
  counts.outputRewrites += fetch.outputRewrites?.length ?? 0;
  const conditions = fetch.operation.match(/\.\.\.\s*on\s/g)?.length ?? 0;
  counts.typeConditions += Math.max(0, conditions - (fetch.requires?.length ?? 0));
  const subgraph = model.subgraphs.find(({ name }) => name === fetch.serviceName);
  for (const required of fetch.requires ?? []) {
    if (required.kind !== "InlineFragment") continue;
    const type = required.typeCondition ?? "";
    const members = model.members.get(type) ?? [type];
    const names = required.selections.flatMap((each) => (each.kind === "Field" ? [each.name] : []));
    const isKey = (name: string) => name === "__typename" || members.some((member) => isKeyField(model, member, name));
    if (!names.every(isKey)) counts.requires += 1;
    const domain = model.domains.get(type) ?? type;
    if (subgraph?.interfaceObjects.has(domain)) counts.interfaceObjects += 1;
  }
}
