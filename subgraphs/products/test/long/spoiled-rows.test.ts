/** Import of 3,291 products with 40 damaged rows: exactly those are refused, with line, column and reason. */
import { expect, type TestContext, test } from "vitest";
import { products, variants } from "../../src/store/catalogue/tables.ts";
import { file, skuOf } from "../support/data/electronics.ts";
import { spoiledCatalogue } from "../support/data/spoiled.ts";
import { importFile } from "../support/imports.ts";
import { requireData, sharedShop } from "../support/real-data.ts";

const imported = sharedShop({ currencies: ["USD"] }, async (s) => {
  const { text, things, spoiled } = spoiledCatalogue();
  const job = await importFile(s, text);
  const found = await s.service.deps.store.read(async (db) => ({
    titles: (await db.select().from(products)).length,
    skus: new Set((await db.select().from(variants)).map(({ sku }) => sku)),
  }));
  return { things, spoiled, job, ...found };
});

const given = (context: TestContext) => {
  requireData(context, file);
  return imported();
};

test("there are 40 damaged rows, in more than ten ways", async (context) => {
  const { spoiled, things } = await given(context);
  expect([things.length, spoiled.size]).toEqual([3_291, 40]);
  expect(new Set([...spoiled.values()].map(({ code, column }) => `${code} ${column}`)).size).toBeGreaterThan(15);
});

test("exactly those are refused, with line and column", async (context) => {
  const { spoiled, job } = await given(context);
  expect(job).toMatchObject({
    state: "SUCCEEDED",
    rowsTotal: 3_291,
    rowsDone: 3_291,
    rowsRefused: 40,
    productsCreated: 3_251,
  });
  const expected = [...spoiled].map(([index, { code, column }]) => ({ line: index + 2, column, code }));
  expect(job.refused.nodes.map(({ line, column, code }) => ({ line, column, code }))).toEqual(expected);
  for (const { message } of job.refused.nodes) expect(message).toMatch(/^["A-Z].{10,}\.$/s);
});

test("all others are in the shop, and nothing of the damaged ones is", async (context) => {
  const { things, spoiled, titles, skus } = await given(context);
  expect(titles).toBe(3_251);
  for (const [index, { image }] of things.entries()) expect(skus.has(skuOf(image))).toBe(!spoiled.has(index));
});
