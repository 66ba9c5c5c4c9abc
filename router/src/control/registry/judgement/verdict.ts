/** The verdict on a version: whether it builds, breaks an operation in use or shows what was protected or hidden, and the fields that its subgraphs must have. */
import { parse } from "graphql";
import { buildGraph, isInProcess, type Planning } from "../../../graph/graph.ts";
import { parseSupergraph } from "../../../planning/key-order.ts";
import { buildSupergraph } from "../../../planning/plan-builder.ts";
import { showsMore } from "../../changes/change.ts";
import { findChanges, noNodes } from "../../changes/judgement.ts";
import { type ClientOperation, operationIn, splitDocument } from "../../changes/operation.ts";
import { coordinatesIn } from "./coordinates.ts";
import type { Case, Verdict } from "./judge.ts";

/** The most operations that a reason names. */
const maxNamed = 5;

/** Judges a version. It blocks for a second or more. */
export async function judgeVersion({ before, after, operations, approved }: Case): Promise<Verdict> {
  const earlier = buildGraph(before, true, noNodes, unplanned);
  let later: typeof earlier;
  try {
    later = buildGraph(after, true, noNodes, unplanned);
  } catch (error) {
    return { reasons: [error instanceof Error ? error.message : String(error)], subgraphs: [] };
  }
  const { changes } = await findChanges(earlier, later, operations.flatMap(readOperation));
  const isApproved = new Set(approved);
  const refused = changes.filter(
    (change) =>
      change.level === "breaking" &&
      !isApproved.has(change.coordinate) &&
      (change.operations.length > 0 || showsMore(change)),
  );
  return { reasons: refused.map(describe), subgraphs: subgraphsIn(after) };
}

/** No operation is planned. */
const unplanned: Planning = {
  openPlanner: () => ({
    plan: () => {
      throw new Error("a judged version plans nothing");
    },
    start: () => {},
    retire: () => {},
  }),
  now: () => 0,
};

/** Operations that are no GraphQL use nothing. */
function readOperation({ text, contract }: Case["operations"][number]): ClientOperation[] {
  try {
    return splitDocument(parse(text, { noLocation: true })).map((document) => ({
      label: operationIn(document).name?.value ?? "an operation without a name",
      document,
      contract,
    }));
  } catch {
    return [];
  }
}

function describe({
  coordinate,
  message,
  operations,
}: {
  coordinate: string;
  message: string;
  operations: readonly ClientOperation[];
}): string {
  const labels = [...new Set(operations.map(({ label }) => label))];
  const more = labels.length > maxNamed ? ` and ${labels.length - maxNamed} more` : "";
  const users = labels.length === 0 ? "" : ` It is used by ${labels.slice(0, maxNamed).join(", ")}${more}.`;
  return `${coordinate}: ${message}${users}`;
}

function subgraphsIn(supergraph: string): Verdict["subgraphs"] {
  const built = buildSupergraph(parseSupergraph(supergraph));
  const subgraphs = [...built.subgraphs()].filter((subgraph) => !isInProcess(subgraph));
  return subgraphs.map((subgraph) => ({
    name: subgraph.name,
    url: subgraph.url,
    elements: [...coordinatesIn(subgraph.toString())],
  }));
}
