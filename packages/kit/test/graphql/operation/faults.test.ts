/** Faults of unsigned operations: the limits of one operation, with room for a thousand entities of another gateway. */
import { getIntrospectionQuery, parse } from "graphql";
import { expect, test } from "vitest";
import { findOperationFault } from "../../../src/graphql/operation/faults.ts";

const range = (count: number, make: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => make(index)).join(" ");
const mutations = new Map([["login", 1]]);
const codeOf = (text: string, variables: Record<string, unknown> = {}) =>
  findOperationFault(parse(text), variables, mutations)?.extensions.code;
const entities = (name = "representations", more = "") =>
  `query ($${name}: [_Any!]!${more}) { _entities(representations: $${name}) { ... on Line { id } } }`;
/** The largest reference of the shop's schema: a line with its variant's prices in every currency, as a gateway sends it. */
const line = (index: number) => ({
  __typename: "Line",
  id: `line_${index}`,
  variant: {
    __typename: "Variant",
    prices: ["EUR", "USD", "GBP", "JPY"].map((currency) => ({ __typename: "Money", minor: 1_999, currency })),
  },
});
const many = <T>(count: number, make: (index: number) => T) => Array.from({ length: count }, (_, index) => make(index));

test.each([
  ["17 times the same field", `{ ${range(17, (index) => `a${index}: viewer`)} }`],
  [
    "17 times the entities",
    `query ($r: [_Any!]!) { ${range(17, (i) => `a${i}: _entities(representations: $r) { id }`)} }`,
  ],
  ["31 levels", `{ ${"a { ".repeat(31)} id ${"}".repeat(31)} }`],
  ["a mutation more often than it may stand in one operation", "mutation { a: login b: login }"],
  ["5,001 tokens", `{ a(list: [${range(5_000, String)}]) }`],
])("a document with %s is refused as too large", (_name, text) => {
  expect(codeOf(text)).toBe("OPERATION_TOO_LARGE");
});

test("introspection and the request for the SDL are within the limits", () => {
  const all = {
    specifiedByUrl: true,
    directiveIsRepeatable: true,
    schemaDescription: true,
    inputValueDeprecation: true,
  };
  expect(codeOf(getIntrospectionQuery({ ...all, oneOf: true }))).toBeUndefined();
  expect(codeOf("{ _service { sdl } }")).toBeUndefined();
});

test("the references of 1,000 entities pass, under any name, with all fields that the schema requires", () => {
  for (const name of ["representations", "_v0_representations", "__batch_reps_0", "r"])
    expect(codeOf(entities(name), { [name]: many(1_000, line) })).toBeUndefined();
});

test("more values of references than that are refused", () => {
  expect(codeOf(entities(), { representations: many(2_000, line) })).toBe("OPERATION_TOO_LARGE");
  expect(codeOf(entities(), { representations: many(40_000, () => 1) })).toBe("OPERATION_TOO_LARGE");
});

test("other variables keep the limits of a client's, beside references too", () => {
  const text = entities("representations", ", $ids: [ID!]");
  const representations = many(1_000, line);
  expect(codeOf(text, { representations, ids: many(4_000, String) })).toBeUndefined();
  expect(codeOf(text, { representations, ids: many(5_000, String) })).toBe("OPERATION_TOO_LARGE");
  expect(codeOf("query ($ids: [ID!]) { a(ids: $ids) }", { ids: many(5_000, String) })).toBe("OPERATION_TOO_LARGE");
  // A variable that the operation does not declare counts with the others.
  expect(codeOf("{ a }", { representations })).toBe("OPERATION_TOO_LARGE");
});

test("references that nest deeply are refused", () => {
  const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)]);
  expect(codeOf(entities(), { representations: [nested(16)] })).toBe("OPERATION_TOO_LARGE");
});

test("reserved names are refused; a gateway's $representations is none", () => {
  for (const name of ["__proto__", "__typename"])
    expect(codeOf(`query ($${name}: ID) { a(id: $${name}) }`)).toBe("GRAPHQL_VALIDATION_FAILED");
  expect(codeOf(entities(), { representations: [] })).toBeUndefined();
  expect(codeOf(entities("__batch_reps_0", ", $__typename: ID"))).toBe("GRAPHQL_VALIDATION_FAILED");
});

test("a document is examined once, and its variables each time", () => {
  const document = parse("query ($ids: [ID!]) { a(ids: $ids) }");
  expect(findOperationFault(document, { ids: [] }, mutations)).toBeUndefined();
  expect(findOperationFault(document, { ids: many(5_000, String) }, mutations)).toBeDefined();
  expect(findOperationFault(document, { ids: [] }, mutations)).toBeUndefined();
});
