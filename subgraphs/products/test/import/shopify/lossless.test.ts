/** Shopify exports with unsupported data: mapped or reported, never dropped silently. */
import { expect, test } from "vitest";
import { columns, plain } from "../../support/data/shopify-rows.ts";
import { csv, importFile } from "../../support/imports.ts";
import { manager, type Shop, shop } from "../../support/shop.ts";

async function variantOf(s: Shop, slug: string) {
  const text = `query ($slug: String!) { product(slug: $slug) { title status variants { nodes { sku weightGrams available } } } }`;
  const { data, errors } = await s.query(text, { slug }, manager);
  expect(errors).toBeUndefined();
  return Object(data?.product);
}

const codes = (nodes: readonly { line: number; column: string | null; code: string }[]) =>
  nodes.map(({ line, column, code }) => [line, column, code]);

test.each([
  ["Variant Inventory Qty", "-3", "NEGATIVE_STOCK", { available: 0 }],
  ["Variant Grams", "12.5", "WEIGHT_ROUNDED", { weightGrams: 13 }],
  ["Variant Grams", "0.2", "WEIGHT_ROUNDED", { weightGrams: 1 }],
])("%s of %s is mapped to the shop's model, with a note", async (column, value, code, expected) => {
  const s = await shop();
  const row = plain("thing", {
    "Variant Inventory Tracker": "shopify",
    "Variant Requires Shipping": "TRUE",
    [column]: value,
  });
  const file = csv(columns, [row]);
  const job = await importFile(s, file);
  expect(job).toMatchObject({ rowsRefused: 0, productsCreated: 1 });
  expect(codes(job.notes.nodes)).toContainEqual([2, column, code]);
  expect((await variantOf(s, "thing")).variants.nodes).toMatchObject([expected]);
  expect(await importFile(s, file)).toMatchObject({ productsUnchanged: 1, rowsRefused: 0 });
});

test("an import of stock takes a negative quantity as zero, with a note", async () => {
  const s = await shop();
  const row = plain("thing", {
    "Variant SKU": "T-1",
    "Variant Inventory Tracker": "shopify",
    "Variant Inventory Qty": "5",
  });
  await importFile(s, csv(columns, [row]));
  const job = await importFile(s, "Variant SKU,Variant Inventory Qty\nT-1,-2\n", { kind: "STOCK" });
  expect(codes(job.notes.nodes)).toEqual([[2, "Variant Inventory Qty", "NEGATIVE_STOCK"]]);
  expect((await variantOf(s, "thing")).variants.nodes).toMatchObject([{ available: 0 }]);
});

test.each([
  ["Big Thing", /^big-thing-[0-9a-f]{8}$/],
  ["Tea_Pot", /^tea-pot-[0-9a-f]{8}$/],
  ["MUG", /^mug$/],
  ["café-crème", /^cafe-creme-[0-9a-f]{8}$/],
  ["茶碗", /^[0-9a-f]{8}$/],
  ["long-".repeat(30).slice(0, -1), /^(long-){18}l-[0-9a-f]{8}$/],
])("the handle %s becomes a slug, the same every time, and the report names it", async (handle, slug) => {
  const s = await shop();
  const file = csv(columns, [plain(handle, { Title: "Named", "Variant SKU": "" })]);
  const job = await importFile(s, file);
  expect(job).toMatchObject({ rowsRefused: 0, productsCreated: 1 });
  const note = job.notes.nodes.find(({ code }) => code === "HANDLE_CHANGED");
  expect(note).toMatchObject({ line: 2, column: "Handle" });
  const made = /becomes "([^"]+)"/.exec(note?.message ?? "")?.[1] ?? "";
  expect(made).toMatch(slug);
  expect(made.length).toBeLessThanOrEqual(100);
  expect((await variantOf(s, made)).title).toBe("Named");
  expect(await importFile(s, file)).toMatchObject({ productsUnchanged: 1, rowsRefused: 0 });
});

test("handles that differ only in characters that a slug cannot contain stay two products", async () => {
  const s = await shop();
  const job = await importFile(s, csv(columns, [plain("café"), plain("cafe"), plain("cafè")]));
  expect(job).toMatchObject({ productsCreated: 3, rowsRefused: 0 });
});

test("every ignored column is named once, with the first row that has a value in it", async () => {
  const s = await shop();
  const more = [
    "SEO Title",
    "Variant Tax Code",
    "Metafield: custom.care (product.metafields.custom.care)",
    "Price / Europe",
    "Image Position",
  ];
  const rows = [
    plain("a", { "Variant Tax Code": "" }),
    plain("b", { "SEO Title": "Best b", "Variant Tax Code": "PC040100" }),
    plain("c", { "SEO Title": "Best c", [more[2] ?? ""]: "wool", "Price / Europe": "9.99" }),
  ];
  const job = await importFile(s, csv([...columns, ...more], rows));
  expect(job).toMatchObject({ productsCreated: 3, rowsRefused: 0 });
  const named = job.notes.nodes.filter(({ code }) => code === "COLUMN_NOT_READ");
  expect(codes(named)).toEqual([
    [3, "SEO Title", "COLUMN_NOT_READ"],
    [3, "Variant Tax Code", "COLUMN_NOT_READ"],
    [4, more[2], "COLUMN_NOT_READ"],
    [4, "Price / Europe", "COLUMN_NOT_READ"],
  ]);
});

test.each(["Variant Inventory Policy", "Continue selling when out of stock"])(
  "variants that may be sold without stock (%s) are each named",
  async (column) => {
    const s = await shop();
    const value = column.startsWith("Variant") ? ["continue", "deny"] : ["TRUE", "FALSE"];
    const rows = [
      plain("a", { [column]: value[0] ?? "" }),
      plain("b", { [column]: value[1] ?? "" }),
      plain("c", { [column]: value[0] ?? "" }),
    ];
    const job = await importFile(s, csv([...columns, column], rows));
    expect(codes(job.notes.nodes.filter(({ code }) => code === "NO_BACKORDERS"))).toEqual([
      [2, column, "NO_BACKORDERS"],
      [4, column, "NO_BACKORDERS"],
    ]);
  },
);

test("a gift card is a draft, regardless of its status, and the report says so", async () => {
  const s = await shop();
  const rows = [
    plain("card", { "Gift Card": "TRUE", Status: "active" }),
    plain("mug", { "Gift Card": "FALSE", Status: "active" }),
  ];
  const job = await importFile(s, csv([...columns, "Gift Card"], rows));
  expect(codes(job.notes.nodes.filter(({ code }) => code === "GIFT_CARD"))).toEqual([[2, "Gift Card", "GIFT_CARD"]]);
  expect([(await variantOf(s, "card")).status, (await variantOf(s, "mug")).status]).toEqual(["DRAFT", "ACTIVE"]);
});
