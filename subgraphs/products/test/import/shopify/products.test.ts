/** Shopify CSV import: products are imported whole or not at all, and every problem has its position. */
import { expect, test } from "vitest";
import { z } from "zod";
import { columns, plain, shirt } from "../../support/data/shopify-rows.ts";
import { csv, importFile } from "../../support/imports.ts";
import { manager, type Shop, shop } from "../../support/shop.ts";

const whole = `{ product(slug: "shirt") {
  title descriptionHtml status version options { name values }
  media { url alt } facets { facet value label } collections { slug title }
  variants { nodes { sku title options { name value } weightGrams tracked available taxClass price { decimal currency } compareAtPrice { decimal } costPrice { decimal } image { url } position } }
} }`;

async function read(s: Shop, query = whole) {
  const { data, errors } = await s.query(query, {}, manager);
  expect(errors).toBeUndefined();
  return data;
}

test("continuation rows are variants of the product above them, and rows with a picture alone are pictures", async () => {
  const s = await shop();
  const job = await importFile(s, csv(columns, shirt));
  expect(job).toMatchObject({ state: "SUCCEEDED", rowsTotal: 3, rowsDone: 3, rowsRefused: 0, productsCreated: 1 });
  expect(job.refused.nodes).toEqual([]);
  expect(await read(s)).toEqual({
    product: {
      title: "Shirt",
      descriptionHtml: '<p>Soft &amp; "light".</p>',
      status: "ACTIVE",
      version: 1,
      options: [
        { name: "Size", values: ["S", "M"] },
        { name: "Colour", values: ["blue"] },
      ],
      media: [
        { url: "https://pictures.example/s.png", alt: "A shirt" },
        { url: "https://pictures.example/m.png", alt: "" },
        { url: "https://pictures.example/back.png", alt: "Its back" },
      ],
      facets: [
        { facet: "brand", value: "weavers", label: "Weavers" },
        { facet: "type", value: "clothes", label: "Clothes" },
        { facet: "tag", value: "linen", label: "linen" },
        { facet: "tag", value: "summer", label: "summer" },
      ],
      collections: [{ slug: "new-things", title: "New things" }],
      variants: {
        nodes: [
          {
            sku: "SH-S-B",
            title: "S / blue",
            position: 1,
            options: [
              { name: "Size", value: "S" },
              { name: "Colour", value: "blue" },
            ],
            weightGrams: 200,
            tracked: true,
            available: 4,
            taxClass: "STANDARD",
            price: { decimal: "12.50", currency: "EUR" },
            compareAtPrice: { decimal: "20.00" },
            costPrice: { decimal: "4.10" },
            image: null,
          },
          {
            sku: "SH-M-B",
            title: "M / blue",
            position: 2,
            options: [
              { name: "Size", value: "M" },
              { name: "Colour", value: "blue" },
            ],
            weightGrams: 210,
            tracked: true,
            available: 0,
            taxClass: "ZERO",
            price: { decimal: "12.50", currency: "EUR" },
            compareAtPrice: null,
            costPrice: null,
            image: { url: "https://pictures.example/m.png" },
          },
        ],
      },
    },
  });
});

test("the same file twice changes nothing, and a changed cell changes only its own value", async () => {
  const s = await shop();
  await importFile(s, csv(columns, shirt));
  const before = await read(s);
  expect(await importFile(s, csv(columns, shirt))).toMatchObject({
    productsCreated: 0,
    productsChanged: 0,
    productsUnchanged: 1,
  });
  expect(await read(s)).toEqual(before);

  const [first = {}, ...others] = shirt;
  const dearer = csv(columns, [{ ...first, "Variant Price": "13", "Variant Inventory Qty": "9" }, ...others]);
  expect(await importFile(s, dearer)).toMatchObject({ productsCreated: 0, productsChanged: 1, productsUnchanged: 0 });
  const changed = await read(
    s,
    `{ variant(sku: "SH-S-B") { available price { minor } product { version } priceHistory { price { minor } } } }`,
  );
  expect(changed).toMatchObject({ variant: { available: 9, price: { minor: 1300 }, product: { version: 2 } } });
});

test.each([
  ["40.0000", "EUR", 4000],
  [".5", "EUR", 50],
  ["12.", "EUR", 1200],
  ["1250", "JPY", 1250],
  ["1250.000", "JPY", 1250],
  ["1.250", "KWD", 1250],
])("the price %s in %s is exactly %i", async (price, currency, minor) => {
  const s = await shop({ currencies: ["EUR", "JPY", "KWD"] });
  await importFile(s, csv(columns, [plain("one", { "Variant Price": price })]), { currency });
  expect(await read(s, `{ variant(sku: "ONE") { price(currency: "${currency}") { minor } } }`)).toEqual({
    variant: { price: { minor } },
  });
});

test("a product whose prices are zero or missing is a draft, and a note says so", async () => {
  const s = await shop();
  const job = await importFile(
    s,
    csv(columns, [plain("part", { "Variant Price": "0.0000" }), plain("other", { "Variant Price": "" })]),
  );
  expect(job).toMatchObject({ rowsRefused: 0, productsCreated: 2 });
  expect(job.notes.nodes.map(({ line, code }) => [line, code])).toEqual([
    [2, "NOT_FOR_SALE"],
    [2, "STAYS_DRAFT"],
    [3, "NOT_FOR_SALE"],
    [3, "STAYS_DRAFT"],
  ]);
  expect(await read(s, `{ product(slug: "part") { status priceRange { min { minor } } } }`)).toEqual({
    product: { status: "DRAFT", priceRange: null },
  });
});

test("names that differ in letter case are one value of a facet, noted once; C and C++ are two", async () => {
  const s = await shop();
  const rows = [
    ["a", "TRACFONE"],
    ["b", "TracFone"],
    ["c", "TracFone"],
    ["d", "C"],
    ["e", "C++"],
    ["f", "Ağrı"],
    ["g", "本"],
  ];
  const job = await importFile(
    s,
    csv(
      columns,
      rows.map(([handle = "", Vendor = ""]) => plain(handle, { Vendor })),
    ),
  );
  expect(job.notes.nodes.map(({ line, column, code }) => [line, column, code])).toEqual([[3, "Vendor", "SPELLING"]]);
  const values = z.object({ nodes: z.array(z.object({ value: z.string(), label: z.string() })) });
  const { facets } = z
    .object({ facets: z.array(z.object({ code: z.string(), values })) })
    .parse(await read(s, "{ facets { code values { nodes { value label } } } }"));
  expect(facets.find(({ code }) => code === "brand")?.values.nodes).toEqual([
    { value: "tracfone", label: "TRACFONE" },
    { value: "c", label: "C" },
    { value: "c-2", label: "C++" },
    { value: "agri", label: "Ağrı" },
    { value: expect.stringMatching(/^x-[0-9a-f]{12}$/), label: "本" },
  ]);
});

test("without handles, products with the same name each get a slug, and the SKU finds them again", async () => {
  const s = await shop();
  const text = csv(
    ["Title", "Variant SKU", "Variant Price", "Status"],
    ["1", "2", "3"].map((sku) => ({ Title: "Same Name", "Variant SKU": sku, "Variant Price": "5", Status: "active" })),
  );
  expect(await importFile(s, text)).toMatchObject({ productsCreated: 3, rowsRefused: 0 });
  expect(await importFile(s, text)).toMatchObject({ productsCreated: 0, productsUnchanged: 3 });
  expect(await read(s, `{ products { nodes { slug } } }`)).toEqual({
    products: { nodes: ["same-name", "same-name-2", "same-name-3"].map((slug) => ({ slug })) },
  });
});

test("a variant without a SKU gets one that is the same every time", async () => {
  const s = await shop();
  const rows = ["S", "M"].map((size, index) => ({
    Handle: "cap",
    ...(index === 0 ? { Title: "Cap", "Option1 Name": "Size" } : {}),
    "Option1 Value": size,
    "Variant Price": "5",
  }));
  await importFile(s, csv(columns, rows));
  expect(await importFile(s, csv(columns, rows))).toMatchObject({ productsUnchanged: 1 });
  expect(await read(s, `{ product(slug: "cap") { variants { nodes { sku } } } }`)).toEqual({
    product: { variants: { nodes: [{ sku: "cap-s" }, { sku: "cap-m" }] } },
  });
});

test.each([
  ["Handle;Title;Variant SKU;Variant Price\r\n", ["a;A;A;9,90\r\n", "b;B;B;8,90\r\n"]],
  ["Handle,Title,Variant SKU,Variant Price\n", ["a,A,A,9.90\n", "b,B,B,8.90\n"]],
  ["Handle\tTitle\tVariant SKU\tVariant Price\n", ["a\tA\tA\t9,90\n", "b\tB\tB\t8,90\n"]],
])("rows of empty cells in and below %j are skipped and counted nowhere", async (header, [first, second]) => {
  const s = await shop();
  const separator = header.charAt("Handle".length);
  const end = header.slice(header.indexOf("Price") + "Price".length);
  const empty = `${separator.repeat(3)}${end}`;
  const shorter = ` ${separator}${end}`;
  const job = await importFile(s, [empty, header, first, empty, second, empty, shorter, empty].join(""));
  expect(job).toMatchObject({ rowsTotal: 2, rowsDone: 2, rowsRefused: 0, productsCreated: 2 });
  const stock = ["Variant SKU", "Variant Inventory Qty"].join(separator);
  const counted = await importFile(s, `${stock}\nA${separator}7\n${separator}\n${separator}\n`, { kind: "STOCK" });
  expect(counted).toMatchObject({ rowsTotal: 1, rowsRefused: 0 });
});
