/** Size of a plan: the requests that it sends at most, and how many of them wait for each other. */
import type { DocumentNode } from "graphql";
import type { ExecutedStep } from "../../execution/joint-fetches.ts";
import { conditionsOf, planOperation } from "../../execution/planned-operation.ts";
import type { Graph } from "../../graph/graph.ts";
import type { PlanDocument } from "../../planning/planner.ts";
import { operationIn } from "./operation.ts";

export type PlanSize = { fetches: number; depth: number };

/** Plans an operation with everything selected that is included on a condition. Rejects if it cannot be planned. */
export async function findPlanSize({ compilation, planner }: Graph, document: DocumentNode): Promise<PlanSize> {
  const operation = operationIn(document);
  const conditions = Object.fromEntries(conditionsOf(document, operation).map((name) => [name, true]));
  const planDocument: PlanDocument = (planned) => planner.plan(planned).planned;
  const { step } = await planOperation({ source: compilation, planDocument }, document, operation, conditions);
  return step === undefined ? { fetches: 0, depth: 0 } : sizeOf(step);
}

function sizeOf(step: ExecutedStep): PlanSize {
  if (step.kind === "fetch" || step.kind === "joint") return { fetches: 1, depth: 1 };
  const sizes = step.steps.map(sizeOf);
  const depths = sizes.map(({ depth }) => depth);
  return {
    fetches: sizes.reduce((sum, { fetches }) => sum + fetches, 0),
    depth: step.kind === "sequence" ? depths.reduce((sum, depth) => sum + depth, 0) : Math.max(...depths),
  };
}
