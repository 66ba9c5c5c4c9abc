/** Variants: their order, titles, and conflicts of SKU and options. */
import { expect, test } from "vitest";
import { z } from "zod";
import { importFile, jsonLines } from "../support/imports.ts";
import { addVariant, change, codeOf, draft, manager, sell, shop } from "../support/shop.ts";

test("variants are sorted by the options' values, however they were added", async () => {
  const s = await shop();
  const id = await draft(s, "Shirt", { optionNames: ["Size", "Colour"] });
  for (const [Size, Colour] of [
    ["S", "red"],
    ["M", "red"],
    ["S", "blue"],
    ["M", "blue"],
  ] as const) {
    const options = [
      { name: "Colour", value: Colour },
      { name: "Size", value: Size },
    ];
    await addVariant(s, id, `${Size}-${Colour}`, { options });
  }
  const text = `query ($id: ID!, $after: String, $first: Int, $options: [OptionInput!]) { product(id: $id) {
    options { name values }
    variants(first: $first, after: $after, options: $options) { totalCount nodes { title } pageInfo { endCursor hasNextPage } }
  } }`;
  const page = z.object({
    product: z.object({
      options: z.array(z.unknown()),
      variants: z.object({
        totalCount: z.number(),
        nodes: z.array(z.object({ title: z.string() })),
        pageInfo: z.object({ endCursor: z.string(), hasNextPage: z.boolean() }),
      }),
    }),
  });
  const first = page.parse((await s.query(text, { id, first: 3 }, manager)).data).product;
  expect(first.options).toEqual([
    { name: "Size", values: ["S", "M"] },
    { name: "Colour", values: ["red", "blue"] },
  ]);
  expect(first.variants.nodes.map(({ title }) => title)).toEqual(["S / red", "S / blue", "M / red"]);
  const { endCursor } = first.variants.pageInfo;
  const second = page.parse((await s.query(text, { id, first: 3, after: endCursor }, manager)).data).product.variants;
  expect(second).toMatchObject({ nodes: [{ title: "M / blue" }], pageInfo: { hasNextPage: false } });
  const blue = page.parse((await s.query(text, { id, options: [{ name: "Colour", value: "blue" }] }, manager)).data);
  expect(blue.product.variants).toMatchObject({ totalCount: 2, nodes: [{ title: "S / blue" }, { title: "M / blue" }] });
});

test("one page has room for all variants that a product may have, forward and backward, and for no more", async () => {
  const s = await shop();
  const variants = Array.from({ length: 250 }, (_, index) => ({ sku: `S${index}`, options: { Size: `${index}` } }));
  const product = { type: "product", handle: "shirt", title: "Shirt", options: ["Size"], variants };
  expect(await importFile(s, jsonLines([product]), { format: "JSON_LINES" })).toMatchObject({ productsCreated: 1 });
  const read = (page: string) =>
    s.query(
      `{ product(slug: "shirt") { variants(${page}) { totalCount nodes { sku } pageInfo { hasNextPage hasPreviousPage } } } }`,
      {},
      manager,
    );
  const nodes = variants.map(({ sku }) => ({ sku }));
  const whole = { totalCount: 250, nodes, pageInfo: { hasNextPage: false, hasPreviousPage: false } };
  for (const page of ["first: 250", "last: 250"])
    expect((await read(page)).data).toEqual({ product: { variants: whole } });
  expect(Object((await read("first: 249")).data).product.variants.pageInfo.hasNextPage).toBe(true);
  for (const page of ["first: 251", "last: 251"]) expect(codeOf(await read(page))).toBe("BAD_USER_INPUT");
});

test("a variant without options has the title of its product", async () => {
  const s = await shop();
  const { productId, variantId } = await sell(s, { sku: "TEA", title: "Tea" });
  const text = `query ($id: ID!) { variant(id: $id) { title } }`;
  expect((await s.query(text, { id: variantId })).data).toEqual({ variant: { title: "Tea" } });
  await change(s, "productUpdate", { id: productId, title: "Green tea" });
  expect((await s.query(text, { id: variantId })).data).toEqual({ variant: { title: "Green tea" } });
  await change(s, "variantSave", { id: variantId, productId, sku: "TEA", title: "A tin" });
  expect((await s.query(text, { id: variantId })).data).toEqual({ variant: { title: "A tin" } });
});

test("a SKU and a combination of options are unique; both refusals name the existing variant", async () => {
  const s = await shop();
  const productId = await draft(s, "Shirt", { optionNames: ["Size"] });
  const size = (value: string) => ({ options: [{ name: "Size", value }] });
  const id = await addVariant(s, productId, "S", size("S"));
  const taken = "... on SkuTakenError { variant { id } } ... on OptionsTakenError { variant { id } }";
  const save = (input: object) => change(s, "variantSave", { productId, ...input }, taken);
  expect(await save({ sku: "S", ...size("M") })).toEqual({ __typename: "SkuTakenError", variant: { id } });
  expect(await save({ sku: "M", ...size("S") })).toEqual({ __typename: "OptionsTakenError", variant: { id } });
  expect(await save({ id, sku: "S2", ...size("S") })).toEqual({ __typename: "VariantSaved" });
});

test.each([
  ["a missing option", { options: [] }, "options"],
  [
    "an option too many",
    {
      options: [
        { name: "Size", value: "S" },
        { name: "Colour", value: "red" },
      ],
    },
    "options",
  ],
  [
    "an option twice",
    {
      options: [
        { name: "Size", value: "S" },
        { name: "Size", value: "M" },
      ],
    },
    "options",
  ],
  ["a blank at the end of a sku", { sku: "A " }, "sku"],
  ["a new sku that a spreadsheet has rounded", { sku: "4.00638E+12" }, "sku"],
  ["a weight of zero", { weightGrams: 0 }, "weightGrams"],
  ["a cost below zero", { costPrice: { minor: -1, currency: "EUR" } }, "costPrice.minor"],
  ["a foreign image", { imageId: "med_none" }, "imageId"],
])("a variant with %s is refused by name", async (_what, wrong, field) => {
  const s = await shop();
  const productId = await draft(s, "Shirt", { optionNames: ["Size"] });
  const input = { productId, sku: "A", options: [{ name: "Size", value: "S" }], ...wrong };
  const response = await change(s, "variantSave", input, "... on ValidationError { problems { path } }");
  expect(response).toEqual({ __typename: "ValidationError", problems: [{ path: ["input", ...field.split(".")] }] });
});

test("a variant never moves to another product", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "TEA" });
  const productId = await draft(s, "Pot");
  expect(await change(s, "variantSave", { id: variantId, productId, sku: "TEA" })).toEqual({
    __typename: "NotFoundError",
  });
});
