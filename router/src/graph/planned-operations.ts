/** The planned operations of a graph: found in its cache, or planned once for all requests that ask for one at a time. */
import { documentBytes } from "@hansa/kit/graphql";
import type { DocumentNode, OperationDefinitionNode } from "graphql";
import { type Denies, deniesNothing } from "../execution/access/guards.ts";
import { conditionsOf, guardedBy, type PlannedOperation, planOperation } from "../execution/planned-operation.ts";
import { refusalOf } from "../execution/refused-plans.ts";
import type { PlanDocument } from "../planning/planner.ts";
import type { Graph, OperationInPlanning, OperationKey } from "./graph.ts";

type Variables = Readonly<Record<string, unknown>>;
/**
 * An operation of a valid document, the values of its variables, which decide what `@skip` and `@include` select, and what its viewer is denied: nothing
 * if that is absent.
 */
type PlanInput = { document: DocumentNode; operation: OperationDefinitionNode; coerced: Variables; denies?: Denies };

/** The operation as it was planned before for such variables; undefined if it was not. Throws the error for which it could not be planned. */
export function cachedOperation(graph: Graph, input: PlanInput): PlannedOperation | undefined {
  const known = graph.operations.get(cacheKeyOf(keyOf(graph, input), input));
  if (known?.kind !== "operation") return undefined;
  const { planned } = known;
  if (!("reason" in planned)) return planned;
  if (graph.now() < planned.until) throw planned.reason;
  return undefined;
}

/**
 * The planned operation for these variables, planned now unless it is cached. Rejects with a coded refusal, which is kept for a minute, because
 * finding it costs as much as a plan.
 */
export async function plannedOperation(graph: Graph, input: PlanInput): Promise<PlannedOperation> {
  const cached = cachedOperation(graph, input);
  if (cached) return cached;
  const { planning } = graph;
  const cacheKey = cacheKeyOf(keyOf(graph, input), input);
  const known = planning.get(cacheKey);
  known?.share();
  const { planned } = known ?? beginPlanning(graph, input, cacheKey);
  return planned;
}

function beginPlanning(graph: Graph, input: PlanInput, cacheKey: string): OperationInPlanning {
  const { planner, planning } = graph;
  let share = () => {};
  const planDocument: PlanDocument = (document) => {
    const request = planner.plan(document);
    share = request.share;
    return request.planned;
  };
  const planned = planNow(graph, planDocument, input, cacheKey).finally(() => planning.delete(cacheKey));
  const begun = { planned, share: () => share() };
  planning.set(cacheKey, begun);
  return begun;
}

/** The time for which a refusal is kept; then the operation is planned again. */
const refusedMs = 60_000;

async function planNow(
  graph: Graph,
  planDocument: PlanDocument,
  input: PlanInput,
  cacheKey: string,
): Promise<PlannedOperation> {
  const { document, operation, coerced, denies = deniesNothing } = input;
  const key = keyOf(graph, input);
  const conditions = Object.fromEntries(key.conditions.map((name) => [name, coerced[name]]));
  const variant = { conditions, guarded: key.guarded, denied: key.guarded.filter(denies) };
  try {
    const planned = await planOperation(
      { source: graph.compilation, planDocument, denies },
      document,
      operation,
      conditions,
    );
    const bytes = operationBytes(document, planned.planCharacters);
    graph.operations.set(cacheKey, { kind: "operation", planned, ...variant, bytes });
    return planned;
  } catch (reason) {
    // An exhausted stack depends on its caller, what is no refusal is a fault of ours, and an overload passes.
    const refusal = reason instanceof RangeError ? undefined : refusalOf(reason);
    if (refusal && refusal.extensions.code !== "OVERLOADED") {
      const planned = { reason, until: graph.now() + refusedMs };
      graph.operations.set(cacheKey, { kind: "operation", planned, ...variant, bytes: operationBytes(document, 0) });
    }
    throw reason;
  }
}

let lastId = 0;

function keyOf({ keys, compilation }: Graph, { document, operation }: PlanInput): OperationKey {
  const known = keys.get(operation);
  if (known) return known;
  lastId += 1;
  const key = {
    id: lastId,
    conditions: conditionsOf(document, operation),
    guarded: guardedBy(compilation, document, operation),
  };
  keys.set(operation, key);
  return key;
}

/** It names no viewer: all who are denied the same fields share the plan. */
function cacheKeyOf({ id, conditions, guarded }: OperationKey, { coerced, denies = deniesNothing }: PlanInput): string {
  const bits = guarded.map((coordinate) => (denies(coordinate) ? "1" : "0")).join("");
  return `${id} ${conditions.map((name) => coerced[name] === true).join()} ${bits}`;
}

/**
 * Measured on Node 24 with our pages and with selections of 500 fields: with what is compiled from it, a planned operation takes 3 to 7 bytes for
 * each character of its plan as JSON, and less than 4 kB beside them.
 */
const [bytesPerPlanCharacter, fixedBytes] = [7, 4_000];

/** The memory of a planned operation. It refers to parts of its document, which may have been evicted before. */
function operationBytes(document: DocumentNode, planCharacters: number): number {
  return fixedBytes + planCharacters * bytesPerPlanCharacter + documentBytes("", document, "bare");
}
