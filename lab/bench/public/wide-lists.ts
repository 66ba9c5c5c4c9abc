/** Scenario "big response": one subgraph with nodes that have long lists; the response has eight to nine megabytes. */
import { chanceOf } from "@hansa/kit/testing";
import type { Scenario } from "./scenario.ts";

const nodeCount = 1_000;
/** The fewest and the most entries of a list, and the most letters of a text. */
const [minEntries, maxEntries, maxLetters] = [16, 64, 128];
const chance = chanceOf(1, "nodes");

const text = () => Array.from({ length: chance.whole(1, maxLetters) }, () => chance.oneOf(letters)).join("");
const letters = "abcdefghijklmnopqrstuvwxyz".split("");
const whole = () => chance.whole(-1_000_000, 1_000_000);
const list = <Entry>(entry: () => Entry) => Array.from({ length: chance.whole(minEntries, maxEntries) }, entry);

let made: ReturnType<typeof makeNodes> | undefined;

const makeNodes = () =>
  Array.from({ length: nodeCount }, (_each, index) => ({
    id: String(index),
    float: whole() / 1_024,
    int: whole(),
    string: text(),
    floats: list(() => whole() / 1_024),
    ints: list(whole),
    strings: list(text),
  }));

/** So many nodes from a place that depends on the node above, so that the response has all of them. */
function nodesFrom(start: number, count: number) {
  made ??= makeNodes();
  const nodes = made;
  return Array.from({ length: count }, (_each, index) => nodes[(start + index) % nodeCount]);
}

type Asked = { n: number };

export const wideLists: Scenario = {
  subgraphs: [
    {
      name: "nodes",
      sdl: `type Query { nodes(n: Int!): [Node!]! }
        type Node {
          id: ID! float: Float! int: Int! string: String!
          floats: [Float!]! ints: [Int!]! strings: [String!]! nodes(n: Int!): [Node!]!
        }`,
      resolvers: {
        Query: { nodes: (_parent: unknown, { n }: Asked) => nodesFrom(0, n) },
        Node: { nodes: ({ id }: { id: string }, { n }: Asked) => nodesFrom(7 * Number(id) + 1, n) },
      },
    },
  ],
  query: `query Lists {
    listed: nodes(n: 4) { id nodes(n: 7) { id nodes(n: 8) { id nodes(n: 8) { id floats ints strings } } } }
    plain: nodes(n: 4) { id nodes(n: 14) { id nodes(n: 16) { id nodes(n: 16) { id float int string } } } }
  }`,
};
