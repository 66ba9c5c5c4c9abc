/** The generator of expensive operations: repeatable, mostly valid, and able to reach every field. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { chanceOf } from "@hansa/kit/testing/seeded-random";
import { parse, validate } from "graphql";
import { describe, expect, test } from "vitest";
import { apiSchemaOf } from "../../../router/src/graph/composition/composition.ts";
import { root } from "../../../tools/host/shop.mjs";
import { readAccess } from "../operations/access.ts";
import { openAtlas } from "../operations/atlas.ts";
import { generateOperation, generateReaching } from "../operations/generator.ts";
import { coordinatesOf, depthOf, print, sizeOf } from "../operations/operation.ts";
import { openPool } from "../operations/value-pool.ts";
import { varyOperation } from "../operations/variation.ts";

const supergraph = readFileSync(path.join(root, "router/supergraph.graphql"), "utf8");
const schema = apiSchemaOf(supergraph);
const atlas = openAtlas(schema, "guest");
const count = 300;

function sourcesOf(seed: number) {
  return { chance: chanceOf(seed, "test"), pool: openPool() };
}

function generateMany(seed: number): string[] {
  const sources = sourcesOf(seed);
  return Array.from({ length: count }, () => print(generateOperation(sources, atlas)));
}

function isValid(text: string): boolean {
  return validate(schema, parse(text)).length === 0;
}

describe("generated operations", () => {
  test("the same seed generates the same operations, another seed others", () => {
    expect(generateMany(7)).toEqual(generateMany(7));
    expect(generateMany(7)).not.toEqual(generateMany(8));
  });

  test("at least three of four are valid", () => {
    const valid = generateMany(1).filter(isValid);
    expect(valid.length).toBeGreaterThan(count * 0.75);
  });

  test("operations can be generated that select every field of the schema and are valid", () => {
    const operations = generateReaching(sourcesOf(1), atlas, atlas.coordinates);
    const reached = new Set(operations.flatMap(({ selections }) => coordinatesOf(selections)));
    expect(atlas.coordinates.length).toBeGreaterThan(500);
    expect(atlas.coordinates.filter((coordinate) => !reached.has(coordinate))).toEqual([]);
    expect(operations.map(print).filter((text) => !isValid(text))).toEqual([]);
  });

  test("variations of an operation grow it and stay within the limits of size and depth", () => {
    const sources = sourcesOf(3);
    let operation = generateOperation(sources, atlas);
    const first = sizeOf(operation.selections);
    for (let round = 0; round < 200; round += 1) {
      operation = varyOperation(sources, atlas, operation);
      expect(sizeOf(operation.selections)).toBeLessThanOrEqual(Math.max(first, 400));
      expect(depthOf(operation.selections)).toBeLessThanOrEqual(13);
    }
    expect(sizeOf(operation.selections)).toBeGreaterThan(first);
  });

  test("variations give names of 100 characters, and stay valid", () => {
    const sources = sourcesOf(5);
    const operations = generateReaching(sources, atlas, atlas.coordinates.slice(0, 100));
    const varied = operations.map((operation) => {
      let current = operation;
      for (let round = 0; round < 10; round += 1) current = varyOperation(sources, atlas, current);
      return print(current);
    });
    const lengths = varied.flatMap((text) => (text.match(/[_A-Za-z][_0-9A-Za-z]*/g) ?? []).map(({ length }) => length));
    expect(Math.max(...lengths)).toBe(100);
    expect(varied.filter(isValid).length).toBeGreaterThan(varied.length / 2);
  });
});

test("each role has the fields that it may select, and no way leads through others", () => {
  const access = readAccess(supergraph);
  const guest = openAtlas(schema, "guest", access).coordinates;
  const customer = openAtlas(schema, "customer", access).coordinates;
  expect(guest).toEqual(expect.arrayContaining(["Query.products", "Mutation.register", "Product.title"]));
  expect(customer).toEqual(expect.arrayContaining([...guest, "Mutation.cartClaim"]));
  expect(guest).not.toContain("Mutation.cartClaim");
  for (const staff of ["Query.promotions", "PromotionEdge.node", "Order.notes", "AuditEntryEdge.node"]) {
    expect(atlas.coordinates).toContain(staff);
    expect(customer).not.toContain(staff);
  }
});

describe("the pool", () => {
  test("an id that an answer has shown is drawn for its own type", () => {
    const pool = openPool();
    pool.harvest({
      product: { __typename: "Product", id: "prod_1", variants: [{ __typename: "ProductVariant", id: "var_1" }] },
    });
    expect(pool.id("ProductVariant", chanceOf(1, "pool"))).toBe("var_1");
    expect(pool.id("Product", chanceOf(1, "pool"))).toBe("prod_1");
  });
});
