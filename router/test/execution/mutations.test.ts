/** Root fields of a mutation: executed in sequence over several subgraphs, until one of them nulls the response. */
import { beforeEach, expect, test } from "vitest";
import { openExecutor } from "./support.ts";

const called: string[] = [];
beforeEach(() => {
  called.length = 0;
});

const executor = openExecutor({
  shelves: {
    sdl: `type Query { any: Int }
      type Mutation { add: Item! tryToAdd: Item count: Int }
      type Item @key(fields: "id") { id: ID! }`,
    resolvers: {
      Mutation: {
        add: calling("add", { id: "1" }),
        tryToAdd: calling("tryToAdd", { id: "1" }),
        count: calling("count", 2),
      },
    },
  },
  prices: {
    sdl: `type Mutation { publish: Int! }
      type Item @key(fields: "id") { id: ID! price: Int! discount: Int }`,
    resolvers: {
      Mutation: { publish: calling("publish", 3) },
      Item: { __resolveReference: () => ({}), price: () => Promise.reject(new Error("unknown")), discount: () => 1 },
    },
  },
});

test.each([
  ["{ add { id } publish }", ["add", "publish"], { add: { id: "1" }, publish: 3 }],
  ["{ add { discount } publish count }", ["add", "publish", "count"], { add: { discount: 1 }, publish: 3, count: 2 }],
  // A field that may be null stops nothing.
  ["{ tryToAdd { price } publish }", ["tryToAdd", "publish"], { tryToAdd: null, publish: 3 }],
  // The null of another subgraph's field spreads to the response.
  ["{ add { price } publish }", ["add"], null],
  ["{ add { discount } publish again: add { price } late: publish }", ["add", "publish", "add"], null],
  // A field of the same fetch has been executed by then.
  ["{ add { price } count publish }", ["add", "count"], null],
])("mutation %s calls %j", async (selection, calls, data) => {
  const response = await executor.ask(`mutation ${selection}`);
  expect(called).toEqual(calls);
  expect(response.data).toEqual(data);
});

function calling(name: string, result: unknown) {
  return () => {
    called.push(name);
    return result;
  };
}
