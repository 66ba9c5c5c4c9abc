/** Scenario "many plans": seven subgraphs of which four have each field, and a query of 256 leaves, for which a planner has very many plans. */
import type { Scenario, ScenarioSubgraph } from "./scenario.ts";

const count = 7;
/** The distances from a subgraph's number to those of its fields: of nodes, and of texts. No two subgraphs have the same fields. */
const [nodeDistances, textDistances] = [
  [0, 1, 2, 4],
  [0, 1, 3, 5],
];
const branches = 4;
const depth = 4;

type Reference = { id0: string };

const nodeNames = numbered("n");
const textNames = numbered("f");

function numbered(letter: string): string[] {
  return Array.from({ length: count }, (_each, index) => `${letter}${index}`);
}

function chosen(names: readonly string[], start: number, distances: readonly number[]): string[] {
  return distances.map((distance) => names[(start + distance) % count] ?? "");
}

/** A node's fields: the nodes below have ids of their own, and texts name their node. */
function fieldsOf(id: string): Record<string, unknown> {
  const below = nodeNames.map((name, index) => [name, () => fieldsOf(String((Number(id) * count + index + 1) % 97))]);
  const texts = textNames.map((name) => [name, `${name} of ${id}`]);
  return { id0: id, ...Object.fromEntries([...below, ...texts]) };
}

function subgraph(index: number): ScenarioSubgraph {
  const nodes = chosen(nodeNames, index, nodeDistances ?? []).map((name) => `${name}: Node @shareable`);
  const texts = chosen(textNames, index, textDistances ?? []).map((name) => `${name}: String @shareable`);
  return {
    name: `part${index}`,
    sdl: `type Query { node: Node @shareable }
      type Node @key(fields: "id0") { id0: ID! ${[...nodes, ...texts].join(" ")} }`,
    resolvers: {
      Query: { node: () => fieldsOf("0") },
      Node: { __resolveReference: ({ id0 }: Reference) => fieldsOf(id0) },
    },
  };
}

/** The selections of a node: four nodes below, at the end four texts. Neighbours ask for different ones. */
function selections(level: number, place: number): string {
  if (level === depth) return chosen(textNames, place, textDistances ?? []).join("\n");
  const names = chosen(nodeNames, place, nodeDistances ?? []);
  return names.map((name, index) => `${name} {\n${selections(level + 1, place * branches + index + 1)}\n}`).join("\n");
}

export const manyPlans: Scenario = {
  subgraphs: Array.from({ length: count }, (_each, index) => subgraph(index)),
  query: `query Tree {\nnode {\n${selections(0, 0)}\n}\n}`,
};
