/** Custom scalars: in the shop's own graph the router reads them as a monolith would; in other graphs their subgraphs check them. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { scalars } from "@hansa/commerce/scalars";
import { systemRuntime } from "@hansa/kit/runtime";
import {
  buildSchema,
  type GraphQLFormattedError,
  GraphQLScalarType,
  getVariableValues,
  parse,
  validate,
} from "graphql";
import { afterAll, describe, expect, test } from "vitest";
import { loadGraph } from "../../src/graph/source.ts";
import { createRouterMetrics } from "../../src/metrics.ts";
import { strictnessOf } from "../../src/operation/documents.ts";
import { prepareOperation } from "../../src/operation/prepare.ts";
import { supergraphOf } from "../support/router.ts";

const sdl = `
  scalar CurrencyCode
  scalar MinorUnits
  scalar DateTime
  scalar Json
  type Query { price(in: CurrencyCode, above: MinorUnits, at: DateTime, of: Json): Int }`;
const part = { name: "shop", url: "http://shop.example/", sdl };
const supergraph = supergraphOf([part]);
const folder = mkdtempSync(path.join(tmpdir(), "hansa-scalars-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = path.join(folder, "supergraph.graphql");
writeFileSync(file, supergraph);
const [own, foreign] = [true, false].map((enforced) => loadGraph({ kind: "file", file, enforced }, () => {}));

const monolith = buildSchema(sdl);
for (const scalar of Object.values(scalars)) {
  const type = monolith.getType(scalar.name);
  if (type instanceof GraphQLScalarType)
    Object.assign(type, { parseLiteral: scalar.parseLiteral, parseValue: scalar.parseValue });
}

/** The messages and codes for which the router refuses an operation of this graph. */
function refusals(graph: typeof own, query: string, variables: Record<string, unknown> = {}) {
  if (!graph) throw new Error("the graph is missing");
  const prepared = prepareOperation(createRouterMetrics(systemRuntime.monotonic), graph, strictnessOf(false, false), {
    query,
    operationName: undefined,
    variables,
    viewer: { kind: "guest" },
  });
  if (!Array.isArray(prepared)) return [];
  return prepared.map((error: GraphQLFormattedError) => [error.message, error.extensions?.code]);
}

describe("a literal", () => {
  test.each(["in: EUR", 'in: "XXX"', "in: 1", "above: 1.0", 'above: "1"', 'at: "2026-02-30T08:00:00Z"', "at: NOW"])(
    "%s is refused as the monolith refuses it",
    (argument) => {
      const query = `{ price(${argument}) }`;
      const expected = validate(monolith, parse(query)).map(({ message }) => [message, "GRAPHQL_VALIDATION_FAILED"]);
      expect(expected).toHaveLength(1);
      expect(refusals(own, query)).toEqual(expected);
    },
  );

  test.each(['in: "EUR"', "above: 1", 'at: "2026-01-31T08:00:00Z"', "in: null", "of: EUR", "of: { a: [1.0, B] }"])(
    "%s is accepted",
    (argument) => {
      expect(validate(monolith, parse(`{ price(${argument}) }`))).toEqual([]);
      expect(refusals(own, `{ price(${argument}) }`)).toEqual([]);
    },
  );

  test.each(["in: EUR", 'in: "XXX"', "above: 1.0"])(
    "%s in another maker's graph is left to its subgraph",
    (argument) => {
      expect(refusals(foreign, `{ price(${argument}) }`)).toEqual([]);
    },
  );
});

describe("a variable", () => {
  const query = "query ($c: CurrencyCode, $above: MinorUnits) { price(in: $c, above: $above) }";
  const variables = { c: "XXX", above: 1.5 };

  test("is refused as the monolith refuses it, before anything is sent", () => {
    const [operation] = parse(query).definitions;
    if (operation?.kind !== "OperationDefinition") throw new Error("the test's document has no operation");
    const { errors = [] } = getVariableValues(monolith, operation.variableDefinitions ?? [], variables);
    const reasons = errors.map(({ message }) => message.replace(/^.* got invalid value .*; /, ""));
    expect(reasons).toHaveLength(2);
    expect(refusals(own, query, variables)).toEqual([
      [`Variable "$c" does not fit: ${reasons[0]}`, "BAD_USER_INPUT"],
      [`Variable "$above" does not fit: ${reasons[1]}`, "BAD_USER_INPUT"],
    ]);
  });

  test("of another maker's scalar is left to its subgraph", () => {
    expect(refusals(foreign, query, variables)).toEqual([]);
  });
});
