/** The size of a result: counted as it is written, and the execution stops where it is exceeded. */
import fc from "fast-check";
import { buildSchema, type GraphQLSchema, getOperationAST, parse } from "graphql";
import { describe, expect, test } from "vitest";
import { compileOperation } from "../../src/execution/compile.ts";
import { executeCompiled } from "../../src/execution/execute.ts";
import { operations, resolvedSchema, schema } from "./model.ts";

describe("the size of a result", () => {
  const run = async (text: string, made: GraphQLSchema, characters: number, rootValue: unknown = {}) => {
    const document = parse(text);
    const operation = getOperationAST(document);
    if (!operation) throw new Error("no operation");
    const allowance = { characters };
    const compiled = compileOperation(made, document, operation);
    const { data, errors } = await executeCompiled(compiled, { rootValue, context: {}, variables: {}, allowance });
    return { data, codes: errors?.map(({ extensions }) => extensions.code), left: allowance.characters };
  };
  const most = 1_000_000;
  const many = buildSchema("type Query { items: [Item] late: [Item] } type Item { name: String items: [Item] }");

  test("is the length of its text, introspection too, and one character less stops it", async () => {
    const exact = fc.asyncProperty(
      operations,
      fc.nat(),
      fc.constantFrom("none", "some"),
      async (generated, seed, waits) => {
        const { query } = generated;
        if (Object.keys(generated.variables).length > 0) return;
        const { data, codes, left } = await run(query, resolvedSchema(seed, waits, []), most);
        // A failed value was counted before the null in whose place it stood.
        if (codes) return;
        const { length } = JSON.stringify(data);
        expect(most - left).toBe(length);
        expect((await run(query, resolvedSchema(seed, waits, []), length)).codes).toBeUndefined();
        const stopped = await run(query, resolvedSchema(seed, waits, []), length - 1);
        expect([stopped.data, stopped.codes]).toEqual([null, ["ANSWER_TOO_LARGE"]]);
      },
    );
    await fc.assert(exact, { numRuns: 400 });
    const text = `{ a: __schema { types { ${"n".repeat(50)}: name fields { name type { kind ofType { name } } } } } }`;
    const { data, left } = await run(text, schema, most);
    expect(most - left).toBe(JSON.stringify(data).length);
  });

  test("ends the loop over a list where it is exceeded: no further resolver is called, and there is one error", async () => {
    let calls = 0;
    const item = {
      name: () => {
        calls += 1;
        return "x".repeat(50);
      },
      items: () => Array(1_000).fill(item),
    };
    const { data, codes } = await run("{ items { items { name } } }", many, 10_000, { items: Array(1_000).fill(item) });
    expect([data, codes]).toEqual([null, ["ANSWER_TOO_LARGE"]]);
    expect(calls).toBeLessThan(200);
  });

  test("ends the execution while other fields still wait, whose values are not completed", async () => {
    let calls = 0;
    let give: (items: unknown) => void = () => {};
    const late = new Promise((resolve) => {
      give = resolve;
    });
    const item = {
      name: () => {
        calls += 1;
        return "x".repeat(50);
      },
    };
    const text = "{ late { name } items { name } }";
    const ended = await run(text, many, 1_000, { late: () => late, items: Array(100).fill(item) });
    expect(ended.codes).toEqual(["ANSWER_TOO_LARGE"]);
    const before = calls;
    give(Array(100).fill(item));
    await late;
    await new Promise((resolve) => setImmediate(resolve));
    expect(calls).toBe(before);
  });

  test("ends a mutation before its next field", async () => {
    const made = buildSchema("type Query { a: Int } type Mutation { first: [String] second: Int }");
    let isDone = false;
    const rootValue = {
      first: async () => Array(100).fill("x"),
      second: () => {
        isDone = true;
        return 1;
      },
    };
    const { data, codes } = await run("mutation { first second }", made, 200, rootValue);
    expect([data, codes, isDone]).toEqual([null, ["ANSWER_TOO_LARGE"], false]);
  });
});
