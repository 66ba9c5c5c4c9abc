/** Import of the Saleor sample shop: block texts, prices with three decimals, two currencies, attributes. */
import { toDecimal } from "@hansa/commerce/money";
import { expect, type TestContext, test } from "vitest";
import { z } from "zod";
import { collections, facetValues, media, prices, products, variants } from "../../../src/store/catalogue/tables.ts";
import { stockLevels } from "../../../src/store/reservations/tables.ts";
import { file, htmlOf, readTables, saleorLines } from "../../support/data/saleor.ts";
import { importFile, jsonLines } from "../../support/imports.ts";
import { requireData, sharedShop } from "../../support/real-data.ts";
import { manager } from "../../support/shop.ts";

const json = { format: "JSON_LINES" };

const imported = sharedShop({ currencies: ["USD", "PLN"] }, async (s) => {
  const table = readTables();
  const content = jsonLines(saleorLines(table));
  const job = await importFile(s, content, json);
  const rows = await s.service.deps.store.read(async (db) => ({
    products: await db.select().from(products),
    variants: await db.select().from(variants),
    prices: await db.select().from(prices),
    collections: await db.select().from(collections),
    values: await db.select().from(facetValues),
    media: await db.select().from(media),
    levels: await db.select().from(stockLevels),
  }));
  return { table, content, job, ...rows };
});

const given = (context: TestContext) => {
  requireData(context, file);
  return imported();
};

test("32 products, 73 variants, 146 prices in two currencies, and nothing is refused", async (context) => {
  const { table, job, ...rows } = await given(context);
  expect(job).toMatchObject({ state: "SUCCEEDED", rowsRefused: 0, productsCreated: table.product.size });
  expect(job.refused.nodes).toEqual([]);
  expect([rows.products.length, rows.variants.length, rows.prices.length]).toEqual([32, 73, 146]);
  expect([rows.collections.length, rows.media.length, rows.levels.length]).toEqual([16 + 2, 48, 56]);
  expect(rows.products.every(({ status }) => status === "ACTIVE")).toBe(true);
});

test("prices with three decimals are exact, in both currencies of every variant", async (context) => {
  const { table, variants, prices } = await given(context);
  const listings = [...table.listing.values()];
  expect(listings.filter(({ price_amount }) => /\.\d{3}$/.test(price_amount))).toHaveLength(146);
  const written = listings.map(({ currency, price_amount }) => `${currency} ${price_amount.slice(0, -1)}`).sort();
  expect(
    prices.map(({ currency, minor }) => `${currency} ${toDecimal({ minor: minor ?? -1, currency })}`).sort(),
  ).toEqual(written);
  for (const { id } of variants) {
    const own = prices.filter(({ variantId }) => variantId === id).map(({ currency }) => currency);
    expect(own.sort()).toEqual(["PLN", "USD"]);
  }
});

test("descriptions made of blocks with HTML become paragraphs, and bold text becomes strong", async (context) => {
  const { table, products } = await given(context);
  const rows = [...table.product.values()];
  expect(rows.filter(({ description }) => description === null)).toHaveLength(9);
  const bold = rows.filter(({ description }) => description?.blocks.some(({ data }) => data.text.includes("<b>")));
  expect(bold.length).toBeGreaterThan(10);
  for (const { slug, description } of rows) {
    const stored = products.find((product) => product.slug === slug)?.descriptionHtml;
    expect(stored).toBe(
      htmlOf(description)
        .replaceAll(/&(?!\w+;|#\d+;)/g, "&amp;")
        .replaceAll("&nbsp;", "\u00a0"),
    );
    expect(stored).not.toMatch(/<\/?[bi]>|"blocks"/);
  }
});

test("attributes become facets, attributes of variants options, and the tree of categories the menu", async (context) => {
  const { s, table, values } = await given(context);
  expect(values.map(({ label }) => label)).toEqual(expect.arrayContaining(["Cotton", "Saleor Publishing"]));
  const { data } = await s.query(
    `{ product(slug: "headless-omnichannel-commerce") { options { name values } collections { slug parent { slug } } facets { facet value } } }`,
    {},
    manager,
  );
  const shape = z.object({
    product: z.looseObject({
      collections: z.array(z.object({ slug: z.string(), parent: z.object({ slug: z.string() }).nullable() })),
    }),
  });
  const { product } = shape.parse(data);
  expect(product.options).toEqual([{ name: "Medium", values: ["MP3"] }]);
  expect(product.collections[0]).toEqual({ slug: "audiobooks", parent: { slug: "accessories" } });
  expect(table.category.size).toBe(16);
});

test("17 variants without a SKU and without a count are imported all the same", async (context) => {
  const { table, variants } = await given(context);
  const nameless = [...table.variant.values()].filter(({ sku }) => sku === null);
  expect(nameless).toHaveLength(17);
  expect(variants.filter(({ tracked }) => !tracked)).toHaveLength(17);
});

test("the same file again changes nothing", async (context) => {
  const { s, content } = await given(context);
  expect(await importFile(s, content, json)).toMatchObject({
    productsCreated: 0,
    productsChanged: 0,
    productsUnchanged: 32,
  });
});
