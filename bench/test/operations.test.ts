/** Tests of the benchmark's operations: all are valid, and no request repeats another. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { buildSchema, parse, validate } from "graphql";
import { expect, test } from "vitest";
import { root } from "../../host/shop.mjs";
import type { Catalogue } from "../operations/catalogue.ts";
import { bodiesOf, type OperationName, operations } from "../operations/operation.ts";

const schema = buildSchema(readFileSync(path.join(root, "router/client/schema.graphql"), "utf8"), {
  assumeValidSDL: true,
});
const catalogue: Catalogue = {
  products: Array.from({ length: 176 }, (_each, index) => ({
    id: `prod_${index}`,
    slug: `product-${index}`,
    cursor: `cursor-${index}`,
  })),
  words: ["lamp", "mug", "chair", "table", "rope", "flag", "anchor", "blanket"],
  viewers: 13,
};
const names = Object.keys(operations).filter((name): name is OperationName => Object.hasOwn(operations, name));

test.each(names)("%s is valid, with 200 different requests of all customers", (name) => {
  const bodies = bodiesOf(name, catalogue);
  const [first] = bodies;
  expect(validate(schema, parse(JSON.parse(first?.text ?? "").query))).toEqual([]);
  expect(new Set(bodies.map(({ text, viewer }) => `${viewer} ${text}`)).size).toBe(200);
  expect(new Set(bodies.map(({ viewer }) => viewer)).size).toBe(catalogue.viewers);
});

test("a shop with too few products is refused, since its requests would repeat", () => {
  const small = { ...catalogue, products: catalogue.products.slice(0, 3) };
  expect(() => bodiesOf("tiny", small)).toThrow("only");
});
