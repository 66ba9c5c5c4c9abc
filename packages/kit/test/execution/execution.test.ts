/** Compiled execution against graphql-js: generated operations on resolvers that wait, fail, reject and give nothing. */
import fc from "fast-check";
import { buildSchema, type ExecutionResult, execute, getOperationAST, isInterfaceType, parse } from "graphql";
import { describe, expect, test } from "vitest";
import { compileOperation } from "../../src/execution/compile.ts";
import { executeCompiled } from "../../src/execution/execute.ts";
import { changeArguments, operations, resolvedSchema } from "./model.ts";

type Trial = { text: string; variables: Readonly<Record<string, unknown>>; seed: number; waits: "none" | "some" };

/** Runs an operation in both executions, each in a model of its own. */
async function both({ text, variables, seed, waits }: Trial) {
  const document = parse(text);
  const operation = getOperationAST(document);
  if (!operation) throw new Error("no operation");
  const [theirCalls, ourCalls]: [string[], string[]] = [[], []];
  // graphql-js leaves rejections unhandled beside a sibling that throws, so that either all or none of its resolvers wait.
  const theirSchema = resolvedSchema(seed, waits === "none" ? "none" : "all", theirCalls);
  const expected = await execute({ schema: theirSchema, document, variableValues: variables });
  const compiled = compileOperation(resolvedSchema(seed, waits, ourCalls), document, operation);
  const actual = await executeCompiled(compiled, { context: {}, variables });
  return { expected, actual, theirCalls, ourCalls };
}

/** Runs an operation twice in both executions, with resolvers that change their arguments; all calls with the arguments as they came. */
async function callsOfTwo({ text, variables, seed }: Pick<Trial, "text" | "variables" | "seed">) {
  const document = parse(text);
  const operation = getOperationAST(document);
  if (!operation) throw new Error("no operation");
  const [theirCalls, ourCalls]: [string[], string[]] = [[], []];
  const theirSchema = resolvedSchema(seed, "none", theirCalls, changeArguments);
  const compiled = compileOperation(resolvedSchema(seed, "none", ourCalls, changeArguments), document, operation);
  for (let time = 0; time < 2; time += 1) {
    await execute({ schema: theirSchema, document, variableValues: structuredClone(variables) });
    await executeCompiled(compiled, { context: {}, variables: structuredClone(variables) });
  }
  return { theirCalls, ourCalls };
}

const plain = ({ data, errors }: ExecutionResult) => ({
  data: JSON.stringify(data),
  // The text about a type that is none is longer in graphql-js.
  errors: (errors ?? []).map((error) =>
    JSON.stringify(error).replace(/"Abstract type .*?"(?=,"locations)/, '"Abstract type"'),
  ),
});
/** Where a null of the data is explained by an error. */
const explained = ({ data, errors }: ExecutionResult) =>
  new Set(
    (errors ?? []).map(({ path = [] }) => {
      let value: unknown = data;
      const place: unknown[] = [];
      for (const step of path) {
        if (value === null || value === undefined) break;
        value = Reflect.get(Object(value), step);
        place.push(step);
      }
      return JSON.stringify(place);
    }),
  );

describe("compiled execution", () => {
  test("gives the data, errors and calls of graphql-js where nothing waits", async () => {
    const same = fc.asyncProperty(operations, fc.nat(), async ({ query: text, variables }, seed) => {
      const { expected, actual, theirCalls, ourCalls } = await both({ text, variables, seed, waits: "none" });
      expect(plain(actual)).toEqual(plain(expected));
      expect(ourCalls).toEqual(theirCalls);
    });
    await fc.assert(same, { numRuns: 150 });
  });

  test("gives each call fresh arguments, also when an earlier call or execution has changed its own", async () => {
    const same = fc.asyncProperty(operations, fc.nat(), async ({ query: text, variables }, seed) => {
      const { theirCalls, ourCalls } = await callsOfTwo({ text, variables, seed });
      expect(ourCalls).toEqual(theirCalls);
    });
    await fc.assert(same, { numRuns: 150 });
  });

  test("gives its data, and an error for each null, where resolvers wait", async () => {
    const same = fc.asyncProperty(operations, fc.nat(), async ({ query: text, variables }, seed) => {
      const { expected, actual } = await both({ text, variables, seed, waits: "some" });
      expect(JSON.stringify(actual.data)).toBe(JSON.stringify(expected.data));
      expect(explained(actual)).toEqual(explained(expected));
    });
    await fc.assert(same, { numRuns: 150 });
  });

  test("runs the fields of a mutation one after the other, up to a failure that nulls all", async () => {
    const text = "mutation { first { id owner { name } } second { id } again: second { price } }";
    const same = fc.asyncProperty(fc.nat(), fc.constantFrom("none", "some"), async (seed, waits) => {
      const { expected, actual, theirCalls, ourCalls } = await both({ text, variables: {}, seed, waits });
      expect(JSON.stringify(actual.data)).toBe(JSON.stringify(expected.data));
      if (actual.data) expect(ourCalls).toEqual(theirCalls);
    });
    await fc.assert(same, { numRuns: 80 });
  });

  test("reads fields without a resolver as graphql-js does: properties, methods and promises of any object", async () => {
    const made = buildSchema(
      `type Query { all: [Thing] } type Thing { size: Int name: String! mood: String inner: Thing }`,
    );
    const method = function (this: { own: number }, { by = 1 }: { by?: number }) {
      return this.own * by;
    };
    const items: unknown[] = [
      { size: 1, name: "plain", mood: null, inner: { name: "inner" } },
      { own: 4, size: method, name: async () => "later", mood: Promise.resolve("awaited"), inner: null },
      Object.create({ size: 2, name: "inherited" }),
      { size: "no number", name: "fails" },
      { name: null },
      "a text",
      Object.assign(() => 1, { mood: "of a function" }),
    ];
    const document = parse("{ all { __typename size name mood inner { name size } } }");
    const operation = getOperationAST(document);
    if (!operation) throw new Error("no operation");
    const rootValue = { all: items };
    const actual = await executeCompiled(compileOperation(made, document, operation), {
      rootValue,
      context: {},
      variables: {},
    });
    const expected = await execute({ schema: made, document, rootValue });
    expect(JSON.stringify(actual.data)).toBe(JSON.stringify(expected.data));
    expect(explained(actual)).toEqual(explained(expected));
    expect(actual.errors).toHaveLength(expected.errors?.length ?? 0);
  });

  test("keeps the order of the fields where the type of an object is found later", async () => {
    const made = buildSchema(
      "type Query { one: Named two: Int } interface Named { id: Int } type Tin implements Named { id: Int }",
    );
    const type = made.getType("Named");
    if (!isInterfaceType(type)) throw new Error("no interface");
    type.resolveType = async () => "Tin";
    const document = parse("{ one { id } two }");
    const operation = getOperationAST(document);
    if (!operation) throw new Error("no operation");
    const rootValue = { one: { id: 1 }, two: 2 };
    const { data } = await executeCompiled(compileOperation(made, document, operation), {
      rootValue,
      context: {},
      variables: {},
    });
    expect(JSON.stringify(data)).toBe('{"one":{"id":1},"two":2}');
  });

  test("refuses the variables that graphql-js refuses, at the same places", async () => {
    const text = "query ($yes: Boolean!, $no: Boolean = false, $mood: Mood) { shop { id } }";
    const { expected, actual } = await both({ text, variables: { yes: 1, mood: "UGLY" }, seed: 1, waits: "none" });
    const places = ({ errors = [] }: ExecutionResult) => errors.map(({ locations, path }) => ({ locations, path }));
    expect(places(actual)).toEqual(places(expected));
    expect(actual.errors?.map(({ message }) => message)).toEqual([
      'Variable "$yes" does not fit: Boolean cannot represent a non boolean value.',
      'Variable "$mood" does not fit: Value "UGLY" does not exist in "Mood" enum.',
    ]);
  });
});
