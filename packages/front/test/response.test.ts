/** Responses of the graph: a refusal is told apart from an outage, and a failed field from an absent one. */
import { expect, test } from "vitest";
import { hasFailed, isRefused } from "../src/graph/index.ts";

const errorOf = (code: string, path: string[]) => ({ message: code, path, extensions: { code } });

test("what a person wrote is refused, which is no outage", () => {
  expect(isRefused({ errors: [errorOf("BAD_USER_INPUT", ["product"])] })).toBe(true);
  expect(isRefused({ errors: [errorOf("SUBGRAPH_UNAVAILABLE", ["product"])] })).toBe(false);
  expect(isRefused({ errors: [] })).toBe(false);
});

test("a field has failed if an error stands at it, above it or without a place", () => {
  const data = { product: null };
  expect(hasFailed({ data, errors: [errorOf("AWAY", ["product"])] }, "product")).toBe(true);
  expect(hasFailed({ data, errors: [{ message: "no path" }] }, "product")).toBe(true);
  expect(hasFailed({ data, errors: [errorOf("AWAY", ["other"])] }, "product")).toBe(false);
  expect(hasFailed({ data: null, errors: [] }, "product")).toBe(true);
});
