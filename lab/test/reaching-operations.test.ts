/** Generated operations select every field of the schema, with arguments from earlier responses. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { chanceOf } from "@hansa/kit/testing";
import { parse, validate } from "graphql";
import { expect, test } from "vitest";
import { root } from "../../cli/host/shop.mjs";
import { apiSchemaOf } from "../../router/src/graph/composition/composition.ts";
import { openAtlas } from "./support/operations/atlas.ts";
import { coordinatesOf, print } from "./support/operations/operation.ts";
import { generateReaching } from "./support/operations/reaching.ts";
import { openPool } from "./support/operations/value-pool.ts";

const schema = apiSchemaOf(readFileSync(path.join(root, "router/supergraph.graphql"), "utf8"));
const atlas = openAtlas(schema);

test("operations select every field of the schema and are valid", () => {
  const operations = generateReaching({ chance: chanceOf(1, "test"), pool: openPool() }, atlas, atlas.coordinates);
  const reached = new Set(operations.flatMap(({ selections }) => coordinatesOf(selections)));
  expect(atlas.coordinates.length).toBeGreaterThan(500);
  expect(atlas.coordinates.filter((coordinate) => !reached.has(coordinate))).toEqual([]);
  expect(operations.map(print).filter((text) => validate(schema, parse(text)).length > 0)).toEqual([]);
});

test("an id that an answer has shown is drawn for its own type", () => {
  const pool = openPool();
  pool.harvest({
    product: { __typename: "Product", id: "prod_1", variants: [{ __typename: "ProductVariant", id: "var_1" }] },
  });
  expect(pool.id("ProductVariant", chanceOf(1, "pool"))).toBe("var_1");
  expect(pool.id("Product", chanceOf(1, "pool"))).toBe("prod_1");
});
