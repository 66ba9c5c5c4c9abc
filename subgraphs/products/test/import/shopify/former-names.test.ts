/** Names that an import made before the shop knew letters such as ø: the same file finds them again. */
import { expect, test } from "vitest";
import { columns, plain } from "../../support/data/shopify-rows.ts";
import { csv, importFile } from "../../support/imports.ts";
import { change, manager, type Shop, shop } from "../../support/shop.ts";

async function slugsOf(s: Shop) {
  const { data } = await s.query(
    "{ products(filter: { status: ACTIVE }) { nodes { slug collections { slug } facets { facet value } } } }",
    {},
    manager,
  );
  return data?.products;
}

test("new goods, collections and facet values of a file get all of their letters", async () => {
  const s = await shop();
  const row = plain("a-1", { Handle: "", Title: "Smørrebrød Brett", Collection: "Køkken", Type: "Brød" });
  expect(await importFile(s, csv(columns, [row]))).toMatchObject({ productsCreated: 1, rowsRefused: 0 });
  expect(await slugsOf(s)).toEqual({
    nodes: [
      {
        slug: "smorrebrod-brett",
        collections: [{ slug: "kokken" }],
        facets: expect.arrayContaining([{ facet: "type", value: "brod" }]),
      },
    ],
  });
});

test("a collection and a facet value with the former slug are found, and not created again", async () => {
  const s = await shop();
  await change(s, "collectionSave", { slug: "k-kken", title: "Køkken" });
  await change(s, "facetSave", { code: "type", label: "Type", values: [{ value: "br-d", label: "Brød" }] });
  await importFile(s, csv(columns, [plain("one", { Collection: "Køkken", Type: "Brød" })]));
  await importFile(s, csv(columns, [plain("two", { Collection: "Køkken", Type: "BRØD" })]));
  const places = {
    collections: [{ slug: "k-kken" }],
    facets: expect.arrayContaining([{ facet: "type", value: "br-d" }]),
  };
  expect(await slugsOf(s)).toEqual({ nodes: [expect.objectContaining(places), expect.objectContaining(places)] });
});

test("variants without a SKU and converted handles keep the names that the shop made of them", async () => {
  const s = await shop();
  const row = plain("Smørrebrød", { "Option1 Name": "Farve", "Option1 Value": "Rød", "Variant SKU": "" });
  const file = csv(columns, [row]);
  expect(await importFile(s, file)).toMatchObject({ productsCreated: 1 });
  expect(await importFile(s, file)).toMatchObject({ productsCreated: 0, productsUnchanged: 1 });
  expect(await s.rows("SELECT sku FROM variants")).toEqual([{ sku: "Smørrebrød-r-d" }]);
});
