/** Tests of the benchmark's operations: all are valid, and no request repeats another. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { buildSchema, parse, validate } from "graphql";
import { expect, test } from "vitest";
import { root } from "../../../cli/host/shop.mjs";
import type { Catalogue } from "../operations/catalogue.ts";
import { bodiesOf, operationNames } from "../operations/operation.ts";
import { isScenarioName } from "../public/scenarios.ts";

const schema = buildSchema(readFileSync(path.join(root, "router/client/schema.graphql"), "utf8"), {
  assumeValidSDL: true,
});
const catalogue: Catalogue = {
  products: Array.from({ length: 176 }, (_each, index) => ({
    id: `prod_${index}`,
    slug: `product-${index}`,
    cursor: `cursor-${index}`,
  })),
  goods: ["var_1", "var_2", "var_3", "var_4", "var_5", "var_6", "var_7", "var_8"],
  words: ["lamp", "mug", "chair", "table", "rope", "flag", "anchor", "blanket"],
  viewers: 13,
};
const ofTheShop = operationNames.filter((name) => !isScenarioName(name));

test.each(ofTheShop)("%s is valid, with different requests of all customers", (name) => {
  const bodies = bodiesOf(name, catalogue);
  for (const { body } of bodies[0]?.steps ?? []) {
    const { query } = JSON.parse(body);
    expect(validate(schema, parse(query))).toEqual([]);
  }
  const count = name === "purchase" ? 40 : 200;
  expect(new Set(bodies.map((body) => JSON.stringify(body))).size).toBe(count);
  expect(new Set(bodies.map(({ viewer }) => viewer)).size).toBe(Math.min(count, catalogue.viewers));
});

test("a shop with too few products is refused, since its requests would repeat", () => {
  const small = { ...catalogue, products: catalogue.products.slice(0, 3) };
  expect(() => bodiesOf("tiny", small)).toThrow("only");
});
