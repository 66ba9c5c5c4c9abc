/** Import of AdventureWorks: parts without a price, padded cells, six languages, four decimals. */
import { parse } from "csv-parse/sync";
import { expect, type TestContext, test } from "vitest";
import { z } from "zod";
import { facetValues, prices, products, variants } from "../../../src/store/catalogue/tables.ts";
import { stockLevels } from "../../../src/store/reservations/tables.ts";
import {
  adventureworksCsv,
  columns,
  cultures,
  file,
  groupParts,
  readDescriptions,
  readModels,
  readParts,
  readReviews,
  readRows,
} from "../../support/data/adventureworks.ts";
import { importFile } from "../../support/imports.ts";
import { readData, requireData, sharedShop } from "../../support/real-data.ts";
import { manager } from "../../support/shop.ts";

const imported = sharedShop({ currencies: ["USD"] }, async (s) => {
  const parts = readParts();
  const groups = groupParts(parts);
  const content = adventureworksCsv(groups);
  const job = await importFile(s, content);
  const rows = await s.service.deps.store.read(async (db) => ({
    products: await db.select().from(products),
    variants: await db.select().from(variants),
    prices: await db.select().from(prices),
    values: await db.select().from(facetValues),
    levels: await db.select().from(stockLevels),
  }));
  return { parts, groups, content, job, ...rows };
});

const given = (context: TestContext) => {
  requireData(context, file);
  return imported();
};

/** Whether an amount has digits other than zero after the cents. */
const isTooPrecise = (amount: string) => /\.\d\d\d*[1-9]\d*$/.test(amount);

test("a model with a price that is no whole number of cents is refused as a whole and named; all others are imported", async (context) => {
  const { parts, groups, job, products } = await given(context);
  expect(parts).toHaveLength(504);
  const precise = parts.filter(({ price }) => isTooPrecise(price));
  expect(precise).toHaveLength(10);
  const refused = groups.filter((group) => group.some(({ price }) => isTooPrecise(price)));
  const rows = refused.reduce((total, group) => total + group.length, 0);
  expect(job).toMatchObject({
    state: "SUCCEEDED",
    rowsTotal: 504,
    rowsRefused: rows,
    productsCreated: groups.length - refused.length,
  });
  expect(job.refused.nodes).toHaveLength(precise.length);
  for (const { code, column } of job.refused.nodes) expect([code, column]).toEqual(["TOO_PRECISE", "Variant Price"]);
  expect(products).toHaveLength(groups.length - refused.length);
});

test("200 parts with list price 0 are drafts without a price, each with a note", async (context) => {
  const { parts, job, products, prices, variants } = await given(context);
  const free = parts.filter(({ price }) => Number(price) === 0);
  expect(free).toHaveLength(200);
  expect(free.every(({ price }) => price === ".0000")).toBe(true);
  expect(job.notes.totalCount).toBe(400);
  const drafts = products.filter(({ status }) => status === "DRAFT");
  expect(drafts).toHaveLength(200);
  const skus = new Set(free.map(({ number }) => number));
  const unpriced = variants.filter(({ id }) => !prices.some(({ variantId }) => variantId === id));
  expect(new Set(unpriced.map(({ sku }) => sku))).toEqual(skus);
});

test("amounts with four decimals, and without a zero before the point, are exact", async (context) => {
  const { parts, prices, variants } = await given(context);
  expect(parts.every(({ price }) => /^\d*\.\d{4}$/.test(price))).toBe(true);
  for (const { number, price } of parts) {
    const variant = variants.find(({ sku }) => sku === number);
    const found = prices.find(({ variantId }) => variantId === variant?.id);
    if (found) expect((found.minor ?? 0) / 100).toBe(Number(price));
  }
  expect(prices.length).toBeGreaterThan(250);
});

test("315 rows with padded cells leave no surrounding blank", async (context) => {
  const { parts, variants, values, products } = await given(context);
  expect(parts.filter(({ cells }) => cells.some((cell) => cell !== cell.trim()))).toHaveLength(315);
  const sizes = variants.flatMap(({ options }) => options.map(({ value }) => value));
  expect(sizes.some((size) => size.endsWith(" CM"))).toBe(true);
  const texts = [
    ...sizes,
    ...values.map(({ label }) => label),
    ...variants.map(({ title }) => title),
    ...products.map(({ title }) => title),
  ];
  for (const text of texts) expect(text).toBe(text.trim());
});

test("209 parts without a subcategory have no type, and 248 without a colour are products all the same", async (context) => {
  const { s, parts, variants } = await given(context);
  expect(parts.filter(({ subcategory }) => subcategory === "")).toHaveLength(209);
  expect(parts.filter(({ colour }) => colour === "")).toHaveLength(248);
  const skus = new Set(variants.map(({ sku }) => sku));
  const priced = parts.filter(({ colour, price }) => colour === "" && !isTooPrecise(price));
  expect(priced.filter(({ number }) => skus.has(number)).length).toBeGreaterThan(230);
  const { data } = await s.query(
    `{ variant(sku: "AR-5381") { product { facets { facet } options { name } } } }`,
    {},
    manager,
  );
  expect(data).toEqual({ variant: { product: { facets: [], options: [] } } });
});

test("sizes and colours of a model become the options of one product", async (context) => {
  const { s } = await given(context);
  const { data } = await s.query(
    `{ product(slug: "road-250") { options { name values } variants { totalCount } } }`,
    {},
    manager,
  );
  expect(data).toEqual({
    product: {
      options: [
        { name: "Colour", values: ["Red", "Black"] },
        { name: "Size", values: ["44 CM", "48 CM", "52 CM", "58 CM"] },
      ],
      variants: { totalCount: 8 },
    },
  });
});

test("models between +| and &|, with XML and line breaks in them, are 128", async (context) => {
  const { products } = await given(context);
  const models = readModels();
  expect(models.size).toBe(128);
  const titles = new Set(products.map(({ title }) => title));
  expect([...models.values()].filter((name) => titles.has(name)).length).toBeGreaterThan(100);
});

test("descriptions in six languages, 622 of 762 outside of ASCII, arrive letter for letter, and can be found", async (context) => {
  const { s, products } = await given(context);
  const texts = readRows("ProductDescription").map(([, text = ""]) => text);
  expect([texts.length, texts.filter((text) => /\P{ASCII}/u.test(text)).length]).toEqual([762, 622]);
  const models = readModels();
  let compared = 0;
  for (const [model, said] of readDescriptions()) {
    const product = products.find(({ title }) => title === models.get(model));
    if (!product) continue;
    expect(said).toHaveLength(cultures.length);
    for (const text of said)
      expect(product.descriptionHtml).toContain(`<p>${text.trim().replaceAll("&", "&amp;")}`.slice(0, 40));
    compared += 1;
  }
  expect(compared).toBeGreaterThan(100);
  for (const word of ["vélo", "אופני", "دراجة", "จักรยาน", "自行車"]) {
    const { data } = await s.query(`query ($word: String!) { search(query: $word) { totalCount } }`, { word }, manager);
    const found = z.object({ search: z.object({ totalCount: z.int() }) }).parse(data).search.totalCount;
    expect([word, found > 0]).toEqual([word, texts.some((text) => hasWord(text, word))]);
  }
});

function hasWord(text: string, word: string): boolean {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .some((one) => one.startsWith(word));
}

test("4 reviews over 34 lines stay whole within their cells, and later lines are counted correctly", async (context) => {
  const { content, job, products } = await given(context);
  const reviews = readReviews();
  expect(reviews).toHaveLength(4);
  expect(readData("adventureworks/ProductReview.csv.gz").replace(/\n$/, "").split("\n")).toHaveLength(34);
  for (const { text } of reviews) {
    const [line = ""] = text.split("\n");
    expect(
      products.filter(({ descriptionHtml }) => descriptionHtml.includes(line.trim().replaceAll("&", "&amp;"))),
    ).toHaveLength(1);
  }
  expect(job.refused.nodes.map(({ line }) => line)).toEqual(linesOfTooPrecise(content));
});

/** The first lines of the rows with such a price, counted by another CSV reader. */
function linesOfTooPrecise(content: string): number[] {
  const place = columns.indexOf("Variant Price");
  let line = 1;
  return z
    .array(z.object({ raw: z.string(), record: z.array(z.string()) }))
    .parse(parse(content, { raw: true }))
    .flatMap(({ raw, record }) => {
      const begins = line;
      line += raw.split("\n").length - 1;
      return isTooPrecise(record[place] ?? "") ? [begins] : [];
    });
}

test("1,069 rows of stock by location sum to the available stock", async (context) => {
  const { parts, levels, variants } = await given(context);
  const rows = readRows("ProductInventory");
  expect(rows).toHaveLength(1_069);
  const skuOf = new Map(parts.map(({ id, number }) => [id, number]));
  const there = new Set(variants.map(({ sku }) => sku));
  const counted = rows.filter(([part = ""]) => there.has(skuOf.get(part) ?? ""));
  const total = counted.reduce((sum, cells) => sum + Number(cells[4]), 0);
  expect(total).toBeGreaterThan(300_000);
  expect(levels.reduce((sum, { onHand }) => sum + onHand, 0)).toBe(total);
});

test("the same file again changes nothing", async (context) => {
  const { s, content, products } = await given(context);
  expect(await importFile(s, content)).toMatchObject({
    productsCreated: 0,
    productsChanged: 0,
    productsUnchanged: products.length,
  });
});
