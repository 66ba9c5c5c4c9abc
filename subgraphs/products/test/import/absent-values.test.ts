/** Values absent from a file stay unchanged: missing columns, missing fields, and limits of the format. */
import { events } from "@hansa/contracts/events";
import { expect, test } from "vitest";
import { z } from "zod";
import { csv, importFile, jsonLines } from "../support/imports.ts";
import { settings } from "../support/peers.ts";
import { addVariant, change, draft, manager, noon, publish, type Shop, sell, setPrice, shop } from "../support/shop.ts";

const json = { format: "JSON_LINES" };
const front = "https://pictures.example/front.png";
const back = "https://pictures.example/back.png";

const mug = {
  handle: "mug",
  title: "Mug",
  status: "ACTIVE",
  options: ["Size"],
  images: [
    { url: front, alt: "A mug" },
    { url: back, alt: "Its back" },
  ],
  variants: [
    {
      sku: "M-S",
      options: { Size: "S" },
      weightGrams: 500,
      prices: [
        { currency: "EUR", amount: "5.00", compareAt: "8.00" },
        { currency: "USD", amount: "6.00" },
      ],
      image: back,
    },
    { sku: "M-L", options: { Size: "L" }, weightGrams: null, prices: [{ currency: "EUR", amount: "7.00" }] },
  ],
};

/** A shop in which the mug is sold. */
async function shopWithMug(...before: object[]): Promise<Shop> {
  const s = await shop({ currencies: ["EUR", "USD"] });
  expect(await importFile(s, jsonLines([...before, mug]), json)).toMatchObject({ rowsRefused: 0 });
  return s;
}

const variant = z.looseObject({ sku: z.string() });
const product = z.looseObject({ variants: z.object({ nodes: z.array(variant) }) });

async function read(s: Shop, slug = "mug"): Promise<z.infer<typeof product>> {
  const query = `query ($slug: String!) { product(slug: $slug) {
    title status publishedAt version media { url alt } facets { facet value label }
    variants { nodes { sku title weightGrams available image { url } prices { currency minor } compareAtPrice { minor } } }
  } }`;
  const { data } = await s.query(query, { slug }, manager);
  return product.parse(data?.product);
}

const first = async (s: Shop) => (await read(s)).variants.nodes[0];

/** Imports rows of the mug's small variant with these cells, and no other columns. */
function importCells(s: Shop, cells: Record<string, string>, input: Record<string, unknown> = {}) {
  const named = { Handle: "mug", Title: "Mug", "Variant SKU": "M-S", ...cells };
  return importFile(s, csv(Object.keys(named), [named]), input);
}
const unchanged = { rowsRefused: 0, productsChanged: 0, productsUnchanged: 1 };

test("pictures keep their alternative text without a column for it", async () => {
  const s = await shopWithMug();
  const rows = [
    { Handle: "mug", Title: "Mug", "Image Src": front },
    { Handle: "mug", "Image Src": back },
  ];
  expect(await importFile(s, csv(["Handle", "Title", "Image Src"], rows))).toMatchObject(unchanged);
  const { handle, title } = mug;
  const line = { handle, title, images: [{ url: front }, { url: back, alt: "Behind" }] };
  expect(await importFile(s, jsonLines([line]), json)).toMatchObject({ productsChanged: 1 });
  expect((await read(s)).media).toEqual([
    { url: front, alt: "A mug" },
    { url: back, alt: "Behind" },
  ]);
});

test("a column for shipping does not change the weight", async () => {
  const s = await shopWithMug();
  expect(await importCells(s, { "Variant Requires Shipping": "TRUE" })).toMatchObject(unchanged);
  expect(await first(s)).toMatchObject({ weightGrams: 500 });
  const large = { "Variant SKU": "M-L", "Variant Grams": "" };
  expect(await importCells(s, large)).toMatchObject(unchanged);
  await importCells(s, { "Variant SKU": "M-L", "Variant Requires Shipping": "TRUE" });
  expect((await read(s)).variants.nodes[1]).toMatchObject({ weightGrams: 1 });
});

test.each(["PRODUCTS", "PRICES"])(
  "a price alone keeps the compare-at price while that is higher (%s)",
  async (kind) => {
    const s = await shopWithMug();
    await importCells(s, { "Variant Price": "5.50" }, { kind });
    expect(await first(s)).toMatchObject({ prices: [{ minor: 550 }, { minor: 600 }], compareAtPrice: { minor: 800 } });
    await importCells(s, { "Variant Price": "8.00" }, { kind });
    expect(await first(s)).toMatchObject({ prices: [{ minor: 800 }, { minor: 600 }], compareAtPrice: null });
  },
);

test("an empty cell for the compare-at price removes it", async () => {
  const s = await shopWithMug();
  await importCells(s, { "Variant Price": "5.00", "Variant Compare At Price": "" });
  expect(await first(s)).toMatchObject({ compareAtPrice: null });
});

test("without columns or fields for options, variants keep theirs, and a new one requires them", async () => {
  const s = await shopWithMug();
  expect(await importCells(s, { "Variant Price": "5.50" })).toMatchObject({ productsChanged: 1, rowsRefused: 0 });
  const lines = (sku: string) => jsonLines([{ handle: "mug", title: "Mug", variants: [{ sku, stock: 9 }] }]);
  expect(await importFile(s, lines("M-S"), json)).toMatchObject({ productsChanged: 1, rowsRefused: 0 });
  expect(await first(s)).toMatchObject({ title: "S", available: 9, prices: [{ minor: 550 }, { minor: 600 }] });
  const added = await importFile(s, lines("M-XL"), json);
  expect(added.refused.nodes).toMatchObject([{ code: "OPTION_MISSING", column: "variants[0].options" }]);
});

test("a new product without options has one variant", async () => {
  const s = await shop();
  const line = { handle: "pot", title: "Pot", variants: [{ sku: "P-1" }, { sku: "P-2" }] };
  const job = await importFile(s, jsonLines([line]), json);
  expect(job.refused.nodes).toMatchObject([{ code: "OPTIONS_REPEATED", column: "variants[1].options" }]);
});

test("a variant may have a picture of the product that the file does not list", async () => {
  const s = await shopWithMug();
  expect(await importCells(s, { "Variant Image": back })).toMatchObject(unchanged);
  const line = (image: string) => ({ handle: "mug", title: "Mug", variants: [{ sku: "M-L", image }] });
  expect(await importFile(s, jsonLines([line(front)]), json)).toMatchObject({ productsChanged: 1 });
  const { media, variants } = await read(s);
  expect(media).toHaveLength(2);
  expect(variants.nodes).toMatchObject([{ image: { url: back } }, { image: { url: front } }]);
  for (const image of ["https://pictures.example/other.png", "nowhere", "/media/none.png"])
    expect((await importFile(s, jsonLines([line(image)]), json)).refused.nodes).toMatchObject([
      { code: "UNKNOWN_IMAGE" },
    ]);
});

test("a planned publication stays, and its price starts with it", async () => {
  const s = await shop();
  const at = new Date(noon + 86_400_000).toISOString();
  const productId = await draft(s, "Later");
  await setPrice(s, await addVariant(s, productId, "LATER"), 500, { startsAt: at });
  await publish(s, productId, { publishAt: at });
  const exported = { handle: "later", title: "Later", status: "ACTIVE", publishedAt: at };
  const lines = jsonLines([{ ...exported, variants: [{ sku: "LATER", prices: [] }] }]);
  expect(await importFile(s, lines, json)).toMatchObject({ ...unchanged, notes: { totalCount: 0 } });
  const rows = csv(
    ["Handle", "Title", "Variant SKU", "Variant Price", "Status"],
    [{ Handle: "later", Title: "Later", "Variant SKU": "LATER", Status: "active" }],
  );
  expect(await importFile(s, rows)).toMatchObject(unchanged);
  expect(await read(s, "later")).toMatchObject({ status: "ACTIVE", publishedAt: at });
});

test("a product shown without a price stays visible, and one that loses its last price by a file does not", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "GONE", title: "Gone" });
  await sell(s, { sku: "GOING", title: "Going" });
  await setPrice(s, variantId, null);
  const line = (sku: string, more: object) => ({ handle: sku.toLowerCase(), title: sku, variants: [{ sku, ...more }] });
  await importFile(s, jsonLines([line("GONE", { stock: 4 }), line("GOING", { prices: [] })]), json);
  expect(await read(s, "gone")).toMatchObject({ status: "ACTIVE" });
  expect(await read(s, "going")).toMatchObject({ status: "DRAFT" });
});

test("an archived, unpublished product stays archived, unless the file states another status", async () => {
  const s = await shop();
  const { productId } = await sell(s, { sku: "OLD", title: "Old" });
  const importRow = (published: string) =>
    importFile(s, csv(["Handle", "Title", "Published"], [{ Handle: "old", Title: "Old", Published: published }]));
  await importRow("FALSE");
  expect(await read(s, "old")).toMatchObject({ status: "DRAFT" });
  await importRow("TRUE");
  await change(s, "productArchive", { id: productId });
  expect(await importRow("FALSE")).toMatchObject(unchanged);
  expect(await read(s, "old")).toMatchObject({ status: "ARCHIVED" });
});

const brands = {
  type: "facet",
  code: "brand",
  label: "Brand",
  values: [
    { value: "acme", label: "Acme Ltd." },
    { value: "acme-shop", label: "Acme Ltd." },
    { value: "bee", label: "Bee" },
  ],
};

test("a value is found by its name, not its code; a second brand, which has no column, stays", async () => {
  const s = await shop();
  const of = (value: string[]) => ({ ...mug, facets: { brand: value } });
  await importFile(s, jsonLines([brands, of(["acme-shop", "bee"])]), json);
  const facets = async () => (await read(s)).facets;
  expect(await importCells(s, { Vendor: "Acme Ltd." })).toMatchObject(unchanged);
  expect(await facets()).toMatchObject([{ value: "acme-shop" }, { value: "bee" }]);
  await importCells(s, { Vendor: "Crane" });
  expect(await facets()).toMatchObject([{ value: "crane" }]);
  await importCells(s, { Vendor: "Acme Ltd." });
  expect(await facets()).toMatchObject([{ value: "acme" }]);
  await importCells(s, { Vendor: "" });
  expect(await facets()).toEqual([]);
});

test("a price in a removed currency stays unchanged", async () => {
  const s = await shopWithMug();
  s.peers.orders.tell(events.shopSettingsChanged, { ...settings, currencies: ["EUR"] });
  const prices = [{ currency: "EUR", amount: "5.00", compareAt: "8.00" }];
  const line = { handle: "mug", title: "Mug", variants: [{ sku: "M-S", prices }] };
  expect(await importFile(s, jsonLines([line]), json)).toMatchObject(unchanged);
});
