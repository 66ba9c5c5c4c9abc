/** The ready operations, cut into tabs: each stands alone, with its remark and its variables. */
import { readFileSync } from "node:fs";
import { parse } from "graphql";
import { expect, test } from "vitest";
import { tabsOf } from "../src/tabs.ts";

const document = readFileSync(new URL("../operations.graphql", import.meta.url), "utf8");

test("there are sixteen, each a whole operation of that name, under its own remark only", () => {
  const tabs = tabsOf(document, {});
  expect(tabs).toHaveLength(16);
  for (const { query } of tabs) {
    expect(parse(query).definitions).toHaveLength(1);
    expect(query).toMatch(/^# /);
    expect(query).not.toContain("──");
    expect(query.match(/^# Asked by/gm)).toHaveLength(1);
  }
});

test("variables go to the operation that they are noted for", () => {
  const [first, second] = tabsOf("query A { a }\n\n# Remark.\nquery B($x: Int) { b(x: $x) }", { B: { x: 1 } });
  expect(first).toEqual({ query: "query A { a }\n", variables: "{}" });
  expect(second).toEqual({ query: "# Remark.\nquery B($x: Int) { b(x: $x) }\n", variables: '{\n  "x": 1\n}' });
});
