/** Columns of both Shopify templates; fields without a column stay unchanged. */
import { expect, test } from "vitest";
import { columns, shirt } from "../../support/data/shopify-rows.ts";
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

test("data without a column stays: pictures of variants, weights, tax and texts", async () => {
  const s = await shop();
  await importFile(s, csv(columns, shirt));
  const before = await read(s);
  const stored = [
    "Handle",
    "Title",
    "Option1 Name",
    "Option1 Value",
    "Option2 Name",
    "Option2 Value",
    "Variant SKU",
    "Image Src",
    "Image Alt Text",
  ];
  expect(await importFile(s, csv(stored, shirt))).toMatchObject({ productsUnchanged: 1, rowsRefused: 0 });
  expect(await read(s)).toEqual(before);
});

test("columns of the newer template have the same meaning", async () => {
  const s = await shop();
  const text = csv(
    [
      "Title",
      "URL handle",
      "Description",
      "SKU",
      "Price",
      "Inventory quantity",
      "Product image URL",
      "Published on online store",
      "Status",
    ],
    [
      {
        Title: "New",
        "URL handle": "new",
        Description: "<p>x</p>",
        SKU: "N",
        Price: "3",
        "Inventory quantity": "2",
        "Product image URL": "https://a.example/x.png",
        "Published on online store": "TRUE",
        Status: "Active",
      },
    ],
  );
  await importFile(s, text);
  expect(
    await read(
      s,
      `{ product(slug: "new") { status descriptionHtml media { url } variants { nodes { sku available price { minor } } } } }`,
    ),
  ).toEqual({
    product: {
      status: "ACTIVE",
      descriptionHtml: "<p>x</p>",
      media: [{ url: "https://a.example/x.png" }],
      variants: { nodes: [{ sku: "N", available: 2, price: { minor: 300 } }] },
    },
  });
});
