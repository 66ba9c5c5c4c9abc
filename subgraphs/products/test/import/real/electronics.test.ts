/** Import of 3,291 electronics products: irregularities counted in the data, and their result in the shop. */

import { toDecimal } from "@hansa/commerce/money";
import { expect, type TestContext, test } from "vitest";
import { z } from "zod";
import { facetValues, prices, products, variants } from "../../../src/store/catalogue/tables.ts";
import {
  type CatalogueItem,
  columns,
  electronicsCsv,
  file,
  readCatalogueItems,
  rowOf,
  skuOf,
} from "../../support/data/electronics.ts";
import { csv, importFile } from "../../support/imports.ts";
import { requireData, sharedShop } from "../../support/real-data.ts";
import { manager } from "../../support/shop.ts";

const imported = sharedShop({ currencies: ["USD"] }, async (s) => {
  const things = readCatalogueItems();
  const job = await importFile(s, electronicsCsv(things));
  const rows = await s.service.deps.store.read(async (db) => ({
    products: await db.select().from(products).orderBy(products.id),
    variants: await db.select().from(variants).orderBy(variants.id),
    prices: await db.select().from(prices),
    values: await db.select().from(facetValues),
  }));
  return { things, job, ...rows };
});

const given = (context: TestContext) => {
  requireData(context, file);
  return imported();
};

/** The number of repeated values. */
const repeats = (values: readonly string[]) => values.length - new Set(values).size;

test("all are imported, on sale, with nothing refused", async (context) => {
  const { things, job, products } = await given(context);
  expect(things).toHaveLength(3_291);
  expect(job).toMatchObject({
    state: "SUCCEEDED",
    rowsTotal: 3_291,
    rowsDone: 3_291,
    rowsRefused: 0,
    productsCreated: 3_291,
  });
  expect(job.refused.nodes).toEqual([]);
  expect(products.map(({ title, status }) => [title, status])).toEqual(
    things.map(({ name }) => [shownAs(name), "ACTIVE"]),
  );
});

test("62 names are repeated, one five times, and every product has a slug of its own", async (context) => {
  const { things, products } = await given(context);
  expect(repeats(things.map(({ name }) => name))).toBe(62);
  const addresses = products.map(({ slug }) => slug);
  expect(repeats(addresses)).toBe(0);
  const five = things.find(({ name }) => things.filter((other) => other.name === name).length === 5);
  const slugs = products.filter(({ title }) => title === five?.name).map(({ slug }) => slug);
  expect(slugs).toHaveLength(5);
  for (const [index, slug] of slugs.entries()) expect(slug.endsWith(`-${index + 1}`) || index === 0).toBe(true);
});

test("1,389 names outside of ASCII, up to 132 characters, arrive letter for letter", async (context) => {
  const { things, products } = await given(context);
  const strange = things.filter(({ name }) => /\P{ASCII}/u.test(name));
  expect(strange).toHaveLength(1_389);
  expect(Math.max(...things.map(({ name }) => name.length))).toBe(132);
  const titles = new Set(products.map(({ title }) => title));
  expect(strange.filter(({ name }) => !titles.has(shownAs(name)))).toEqual([]);
  for (const { slug } of products) expect(slug).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
});

test("13 brands differ from another only in letter case: 262 names are 249 values, and 13 notes say so", async (context) => {
  const { things, job, values } = await given(context);
  const names = [...new Set(things.map(({ brand }) => shownAs(brand)))];
  expect(names).toHaveLength(262);
  expect(repeats(names.map((name) => name.toLowerCase()))).toBe(13);
  expect(values.filter(({ facetCode }) => facetCode === "brand")).toHaveLength(249);
  const notes = job.notes.nodes.filter(({ code }) => code === "SPELLING");
  expect(notes).toHaveLength(13);
  expect(notes.every(({ column }) => column === "Vendor")).toBe(true);
});

test("2 names and their brands have a trademark sign of Windows-1252, and 4 notes say so", async (context) => {
  const { things, job } = await given(context);
  expect(things.filter(({ name }) => name !== shownAs(name))).toHaveLength(2);
  const notes = job.notes.nodes.filter(({ code }) => code === "CHARACTERS_REPLACED");
  expect(notes.map(({ column }) => column)).toEqual(["Title", "Vendor", "Title", "Vendor"]);
  expect(job.notes.totalCount).toBe(17);
});

/** A text as the shop shows it: the catalogue was converted from Windows-1252 by mistake. */
const shownAs = (text: string) => text.replaceAll("\u0099", "\u2122");

test("67 prices are whole numbers, and all are exact to the cent", async (context) => {
  const { things, variants, prices } = await given(context);
  expect(things.filter(({ price }) => Number.isInteger(price))).toHaveLength(67);
  expect(things.filter(({ price }) => price.toFixed(2).endsWith(".99"))).toHaveLength(3_075);
  const skuById = new Map(variants.map(({ id, sku }) => [id, sku]));
  const found = new Map(
    prices.map(({ variantId, minor }) => [skuById.get(variantId), toDecimal({ minor: minor ?? 0, currency: "USD" })]),
  );
  for (const { image, price } of things) expect(found.get(skuOf(image))).toBe(price.toFixed(2));
});

test("408 descriptions with ampersands, bare ones and character references, are decoded correctly", async (context) => {
  const { s, things, products } = await given(context);
  const marked = things.filter(({ description }) => description.includes("&"));
  expect(marked).toHaveLength(408);
  expect(marked.filter(({ description }) => /&(?!#\d+;)/.test(description))).toHaveLength(31);
  expect(things.filter(({ description }) => /<[a-z/]/i.test(description))).toEqual([]);
  const stored = new Map(products.map(({ title, descriptionHtml }) => [title, descriptionHtml]));
  const alone = marked.filter(({ name }) => isAlone(things, name));
  expect(alone.length).toBeGreaterThan(380);
  for (const { name, description } of alone) {
    const meant = description.replaceAll(/&#(\d+);/g, (_all, code) => characterOf(Number(code)));
    expect(stored.get(shownAs(name))).toBe(
      meant.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;"),
    );
  }
  const { data } = await s.query(`{ search(query: "at&t gophone") { totalCount } }`, {}, manager);
  expect(z.object({ search: z.object({ totalCount: z.int() }) }).parse(data).search.totalCount).toBeGreaterThan(0);
});

/** HTML decodes the character reference 153 as in Windows-1252. */
function characterOf(code: number): string {
  return code === 153 ? "™" : String.fromCodePoint(code);
}

test("every picture keeps its URL, and the number in its name is a SKU of its own", async (context) => {
  const { s, things, variants } = await given(context);
  expect(repeats(things.map(({ image }) => image))).toBe(0);
  expect(new Set(variants.map(({ sku }) => sku)).size).toBe(3_291);
  const [first] = things;
  const sku = skuOf(first?.image ?? "");
  const { data } = await s.query(`{ variant(sku: "${sku}") { product { media { url } } } }`, {}, manager);
  expect(data).toEqual({ variant: { product: { media: [{ url: first?.image }] } } });
});

/** So many rows, from the first, are imported again. */
const part = 1_000;

test("the same rows again change nothing", async (context) => {
  const { s, things, products: before } = await given(context);
  const job = await importFile(s, electronicsCsv(things.slice(0, part)));
  expect(job).toMatchObject({ productsCreated: 0, productsChanged: 0, productsUnchanged: part, rowsRefused: 0 });
  const after = await s.service.deps.store.read((db) => db.select().from(products).orderBy(products.id));
  expect(after).toEqual(before);
});

function isAlone(things: readonly CatalogueItem[], name: string): boolean {
  return things.filter((other) => other.name === name).length === 1;
}

test.for([
  ["semicolons", ";", "utf8", "with semicolons between its cells and with decimal commas"],
  ["tabs in UTF-16", "\t", "utf16le", "in UTF-16, with tabs between its cells, and with decimal commas"],
] as const)(
  "with decimal commas and %s, it is the same catalogue: nothing changes",
  async ([, separator, encoding, words], context) => {
    const { s, things } = await given(context);
    const rows = things
      .slice(0, part)
      .map(rowOf)
      .map((row) => ({ ...row, "Variant Price": row["Variant Price"]?.replace(".", ",") ?? "" }));
    const content = Buffer.from(`\ufeff${csv(columns, rows, separator)}`, encoding);
    const job = await importFile(s, content, { dryRun: true });
    expect(job).toMatchObject({ rowsDone: part, rowsRefused: 0, productsCreated: 0, productsChanged: 0 });
    expect(job.notes.nodes[0]?.message).toBe(`The file is read ${words}.`);
  },
);
