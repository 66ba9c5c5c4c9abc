/** Judgement of a new version of a graph: its changes, the operations that each concerns, and the operations whose plans have another size. */
import type { DocumentNode, GraphQLError } from "graphql";
import { refusalOf } from "../../execution/refused-plans.ts";
import { buildGraph, type Graph, graphFor, type Planning } from "../../graph/graph.ts";
import { findAccessChanges } from "./access-changes.ts";
import type { Change } from "./change.ts";
import { isConcerned, type Trace, traceOperation } from "./concern.ts";
import { findContractChanges } from "./contract-changes.ts";
import { findDirectiveChanges } from "./directive-changes.ts";
import type { ClientOperation } from "./operation.ts";
import { findPlanSize, type PlanSize } from "./plan-size.ts";
import { findSchemaChanges } from "./schema-changes.ts";

/** A change with the operations that it concerns. */
type JudgedChange<Operation> = Change & { operations: readonly Operation[] };
/** An operation whose plan has another size than before. */
export type ResizedPlan<Operation> = { operation: Operation; before: PlanSize; after: PlanSize };

export type Judgement<Operation> = {
  changes: readonly JudgedChange<Operation>[];
  resized: readonly ResizedPlan<Operation>[];
  /** The operations that were valid before the change. The others are not judged. */
  judged: readonly Operation[];
};

type Traced<Operation> = Trace & { operation: Operation };

/** Compares two supergraphs, for these operations of clients. */
export async function judgeChanges<Operation extends ClientOperation>(
  supergraphs: { before: string; after: string },
  operations: readonly Operation[],
  planning: Planning,
): Promise<Judgement<Operation>> {
  const before = buildGraph(supergraphs.before, true, noNodes, planning);
  const after = buildGraph(supergraphs.after, true, noNodes, planning);
  try {
    const { changes, traced } = await findChanges(before, after, operations);
    const { resized, unplanned } = await comparePlans(before, after, traced);
    return { changes: [...changes, ...unplanned], resized, judged: traced.map(({ operation }) => operation) };
  } finally {
    before.planner.retire();
    after.planner.retire();
  }
}

/** Finds the changes between two graphs, with the operations that each concerns. No plans are made. */
export async function findChanges<Operation extends ClientOperation>(
  before: Graph,
  after: Graph,
  operations: readonly Operation[],
): Promise<{ changes: readonly JudgedChange<Operation>[]; traced: readonly Traced<Operation>[] }> {
  const traced = operations.flatMap((operation): Traced<Operation>[] => {
    const [earlier, later] = [graphFor(before, operation.contract), graphFor(after, operation.contract)];
    const trace = earlier && traceOperation(earlier.clientSchema, later?.clientSchema, operation.document);
    return trace ? [{ ...trace, operation }] : [];
  });
  const whole = [
    ...(await findSchemaChanges(before.clientSchema, after.clientSchema)),
    ...findAccessChanges(before, after),
    ...findDirectiveChanges(before.supergraph, after.supergraph),
  ];
  const concernedBy = (change: Change, all: readonly Traced<Operation>[]) => ({
    ...change,
    operations: all.filter((each) => isConcerned(change, each)).map(({ operation }) => operation),
  });
  const ofContracts = findContractChanges(before, after);
  const changes = [
    ...whole.map((change) => concernedBy(change, traced)),
    ...ofContracts.map(({ contract, change }) =>
      concernedBy(
        change,
        traced.filter(({ operation }) => operation.contract === contract),
      ),
    ),
  ];
  return { changes: [...changes, ...findUnexplained(changes, traced)], traced };
}

/** Nodes of a graph that only is compared: nothing is executed. */
export const noNodes = () => async () => ({ data: null, errors: [] });

/** Operations that are no longer valid although no breaking change concerns them, such as fields of two types that may not be merged now. */
function findUnexplained<Operation extends ClientOperation>(
  changes: readonly JudgedChange<Operation>[],
  traced: readonly Traced<Operation>[],
): JudgedChange<Operation>[] {
  const explained = new Set(changes.flatMap(({ level, operations }) => (level === "breaking" ? operations : [])));
  return traced.flatMap(({ operation, fault }) =>
    fault === undefined || explained.has(operation) ? [] : [operationBreak("OPERATION_INVALID", operation, fault)],
  );
}

/** Plans the operations that are valid before and after the change, one after the other: the planner works for one at a time. */
async function comparePlans<Operation extends ClientOperation>(
  before: Graph,
  after: Graph,
  traced: readonly Traced<Operation>[],
): Promise<{ resized: ResizedPlan<Operation>[]; unplanned: JudgedChange<Operation>[] }> {
  const resized: ResizedPlan<Operation>[] = [];
  const unplanned: JudgedChange<Operation>[] = [];
  for (const { operation, fault } of traced) {
    if (fault !== undefined) continue;
    const [earlier, later] = await Promise.all([
      planOrRefusal(graphFor(before, operation.contract) ?? before, operation.document),
      planOrRefusal(graphFor(after, operation.contract) ?? after, operation.document),
    ]);
    if (earlier instanceof Error) continue;
    if (later instanceof Error) {
      unplanned.push(operationBreak("OPERATION_UNPLANNED", operation, `It has no plan now. ${later.message}`));
    } else if (earlier.fetches !== later.fetches || earlier.depth !== later.depth) {
      resized.push({ operation, before: earlier, after: later });
    }
  }
  return { resized, unplanned };
}

/** The refusal of an operation that cannot be planned. A planner that fails is no refusal. */
async function planOrRefusal(graph: Graph, document: DocumentNode): Promise<PlanSize | GraphQLError> {
  try {
    return await findPlanSize(graph, document);
  } catch (error) {
    const refusal = refusalOf(error);
    if (!refusal) throw error;
    return refusal;
  }
}

function operationBreak<Operation extends ClientOperation>(
  kind: string,
  operation: Operation,
  message: string,
): JudgedChange<Operation> {
  return { level: "breaking", kind, coordinate: `operation ${operation.label}`, message, operations: [operation] };
}
