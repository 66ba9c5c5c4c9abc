/** The JSON Lines format: currencies, placement and stock, with the path of every fault. */
import { expect, test } from "vitest";
import { z } from "zod";
import { importFile, jsonLines } from "../../support/imports.ts";
import { manager, type Shop, shop } from "../../support/shop.ts";

const json = { format: "JSON_LINES" };

const places = [
  { type: "collection", slug: "tea", title: "Tea" },
  { type: "collection", slug: "green-tea", title: "Green tea", parent: "tea" },
  { type: "facet", code: "origin", label: "Origin", values: [{ value: "japan", label: "Japan" }] },
];

const sencha = {
  type: "product",
  handle: "sencha",
  title: "煎茶 Sencha",
  descriptionHtml: "<p>Green & good</p>",
  status: "ACTIVE",
  publishedAt: "2024-05-01T08:00:00.000Z",
  options: ["Size"],
  collections: ["green-tea", "tea"],
  facets: { origin: ["Japan"] },
  images: [{ url: "https://pictures.example/tea.png", alt: "Leaves", width: 800, height: 600 }],
  safety: {
    maker: { name: "Sencha Ltd", address: "1 Field Road\nUji", email: "tea@maker.example" },
    warnings: "Hot water burns.",
  },
  variants: [
    {
      sku: "SEN-50",
      title: "Small",
      options: { Size: "50 g" },
      weightGrams: 60,
      tracked: true,
      taxClass: "reduced",
      isWithdrawable: false,
      content: { amount: 50, unit: "G" },
      cost: { amount: "1.20", currency: "EUR" },
      prices: [
        { currency: "EUR", amount: "4.50", compareAt: "5.00" },
        { currency: "JPY", amount: "700" },
      ],
      stock: 7,
      image: "https://pictures.example/tea.png",
    },
    {
      sku: "SEN-GIFT",
      options: { Size: "Card" },
      weightGrams: null,
      tracked: false,
      prices: [{ currency: "EUR", amount: 0 }],
    },
  ],
};

const whole = `{ product(slug: "sencha") {
  title descriptionHtml status publishedAt version media { url alt width height } facets { facet value } collections { slug }
  safety { maker { name address email url } responsiblePerson { name } warnings }
  variants { nodes { sku title weightGrams tracked available taxClass isWithdrawable content { amount unit } prices { minor currency } compareAtPrice { minor } costPrice { minor } image { url } } }
} }`;

async function read(s: Shop, query = whole) {
  const { data, errors } = await s.query(query, {}, manager);
  expect(errors).toBeUndefined();
  return data;
}

test("a line contains a whole product, and importing it again changes nothing", async () => {
  const s = await shop();
  const job = await importFile(s, jsonLines([...places, sencha]), json);
  expect(job).toMatchObject({ state: "SUCCEEDED", rowsTotal: 4, rowsDone: 4, rowsRefused: 0, productsCreated: 1 });
  const seen = {
    product: {
      title: "煎茶 Sencha",
      descriptionHtml: "<p>Green &amp; good</p>",
      status: "ACTIVE",
      publishedAt: "2024-05-01T08:00:00.000Z",
      version: 1,
      media: [{ url: "https://pictures.example/tea.png", alt: "Leaves", width: 800, height: 600 }],
      facets: [{ facet: "origin", value: "japan" }],
      collections: [{ slug: "green-tea" }, { slug: "tea" }],
      safety: {
        maker: { name: "Sencha Ltd", address: "1 Field Road\nUji", email: "tea@maker.example", url: null },
        responsiblePerson: null,
        warnings: "Hot water burns.",
      },
      variants: {
        nodes: [
          {
            sku: "SEN-50",
            title: "Small",
            weightGrams: 60,
            tracked: true,
            available: 7,
            taxClass: "REDUCED",
            isWithdrawable: false,
            content: { amount: 50, unit: "G" },
            prices: [
              { minor: 450, currency: "EUR" },
              { minor: 700, currency: "JPY" },
            ],
            compareAtPrice: { minor: 500 },
            costPrice: { minor: 120 },
            image: { url: "https://pictures.example/tea.png" },
          },
          {
            sku: "SEN-GIFT",
            title: "Card",
            weightGrams: null,
            tracked: false,
            available: null,
            taxClass: "STANDARD",
            isWithdrawable: true,
            content: null,
            prices: [{ minor: 0, currency: "EUR" }],
            compareAtPrice: null,
            costPrice: null,
            image: null,
          },
        ],
      },
    },
  };
  expect(await read(s)).toEqual(seen);
  const again = await importFile(s, jsonLines([...places, sencha]), json);
  expect(again).toMatchObject({ productsCreated: 0, productsChanged: 0, productsUnchanged: 1 });
  expect(await read(s)).toEqual(seen);
});

test("a variant is no longer sold in a currency absent from its line", async () => {
  const s = await shop();
  await importFile(s, jsonLines([...places, sencha]), json);
  const [first] = sencha.variants;
  const line = {
    handle: "sencha",
    title: sencha.title,
    options: ["Size"],
    variants: [{ ...first, image: undefined, prices: [{ currency: "EUR", amount: "4.50", compareAt: "5.00" }] }],
  };
  expect(await importFile(s, jsonLines([line]), json)).toMatchObject({ productsChanged: 1 });
  const { product } = z.object({ product: z.looseObject({}) }).parse(await read(s));
  expect(product).toMatchObject({
    status: "ACTIVE",
    collections: [{ slug: "green-tea" }, { slug: "tea" }],
    facets: [{ value: "japan" }],
  });
  expect(product).toMatchObject({
    variants: { nodes: [{ prices: [{ minor: 450, currency: "EUR" }] }, { sku: "SEN-GIFT" }] },
  });
});

test("every part of a product may change, under one new version", async () => {
  const s = await shop();
  await importFile(s, jsonLines([...places, sencha]), json);
  const [first, second] = sencha.variants;
  const other = {
    ...sencha,
    title: "Sencha",
    status: "ARCHIVED",
    collections: ["tea"],
    facets: {},
    images: [{ url: "https://pictures.example/other.png" }],
    variants: [
      { ...first, taxClass: "standard", image: null, stock: 2, tracked: true },
      { ...second, tracked: true, stock: 3, weightGrams: 5 },
      { sku: "SEN-100", options: { Size: "100 g" }, prices: [{ currency: "USD", amount: "9" }], stock: 1 },
    ],
  };
  expect(await importFile(s, jsonLines([other]), json)).toMatchObject({ rowsRefused: 0, productsChanged: 1 });
  expect(await read(s)).toMatchObject({
    product: {
      title: "Sencha",
      status: "ARCHIVED",
      version: 2,
      media: [{ url: "https://pictures.example/other.png" }],
      facets: [],
      collections: [{ slug: "tea" }],
      variants: {
        nodes: [
          { sku: "SEN-50", available: 2, taxClass: "STANDARD", image: null },
          { sku: "SEN-GIFT", tracked: true, available: 3, weightGrams: 5 },
          { sku: "SEN-100", available: 1, prices: [{ minor: 900, currency: "USD" }] },
        ],
      },
    },
  });
  expect(await importFile(s, jsonLines([other]), json)).toMatchObject({ productsUnchanged: 1 });
});

const product = { handle: "x", title: "X", variants: [{ sku: "X", prices: [{ currency: "EUR", amount: "1" }] }] };

test("a line with prices alone changes prices alone, and one with stock alone changes stock", async () => {
  const s = await shop();
  await importFile(s, jsonLines([...places, sencha]), json);
  const prices = jsonLines([
    { sku: "SEN-50", prices: [{ currency: "EUR", amount: "4.00" }], stock: 99 },
    { sku: "NONE", prices: [] },
  ]);
  expect(await importFile(s, prices, { ...json, kind: "PRICES" })).toMatchObject({
    rowsRefused: 1,
    productsChanged: 1,
    refused: { nodes: [{ line: 2, column: "sku", code: "UNKNOWN_SKU" }] },
  });
  const stock = "Variant SKU,Variant Inventory Qty,Variant Price\nSEN-50,3,1.00\nSEN-GIFT,1,1.00\n,5,\n,,\n";
  // A row of empty cells is none.
  expect(await importFile(s, stock, { kind: "STOCK" })).toMatchObject({
    rowsDone: 3,
    rowsRefused: 2,
    productsChanged: 1,
    refused: {
      nodes: [
        { line: 3, code: "NOT_TRACKED" },
        { line: 4, code: "SKU_MISSING" },
      ],
    },
  });
  expect(await read(s, `{ variant(sku: "SEN-50") { available prices { minor currency } } }`)).toEqual({
    variant: {
      available: 3,
      prices: [
        { minor: 400, currency: "EUR" },
        { minor: 700, currency: "JPY" },
      ],
    },
  });
  expect(await importFile(s, stock, { kind: "STOCK" })).toMatchObject({ productsChanged: 0, productsUnchanged: 1 });
  const csvPrices = "Variant SKU,Variant Price\nSEN-50,650\n";
  expect(await importFile(s, csvPrices, { kind: "PRICES", currency: "JPY" })).toMatchObject({ productsChanged: 1 });
  expect(await importFile(s, jsonLines([...places, sencha]), { ...json, kind: "PRICES" })).toMatchObject({
    productsChanged: 1,
    rowsRefused: 0,
  });
});

test("a dry run reports everything and writes nothing, also where a line needs another one", async () => {
  const s = await shop();
  const bad = { ...product, handle: "bad", variants: [{ sku: "BAD", prices: [{ currency: "EUR", amount: "x" }] }] };
  const content = jsonLines([...places, sencha, bad]);
  const dry = await importFile(s, content, { ...json, dryRun: true });
  const all = `{ products(filter: { status: ACTIVE }) { totalCount } collections { totalCount } facets { code } }`;
  expect(await read(s, all)).toEqual({ products: { totalCount: 0 }, collections: { totalCount: 0 }, facets: [] });
  const real = await importFile(s, content, json);
  expect({ ...dry, id: "" }).toEqual({ ...real, id: "" });
  expect(real).toMatchObject({ productsCreated: 1, rowsRefused: 1 });
});
