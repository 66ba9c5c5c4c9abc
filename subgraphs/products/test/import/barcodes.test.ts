/** Barcodes: entered, imported from both formats, unique, and found by a search. */
import { expect, test } from "vitest";
import { z } from "zod";
import { importFile, jsonLines } from "../support/imports.ts";
import { change, draft, manager, type Shop, sell, shop } from "../support/shop.ts";

const ean = "4006381333931";

const barcodes = z.object({
  products: z.object({
    nodes: z.array(z.object({ variants: z.object({ nodes: z.array(z.object({ barcode: z.string().nullable() })) }) })),
  }),
});

async function allBarcodes(s: Shop) {
  const { data } = await s.query(
    "{ products(sort: FEATURED) { nodes { variants { nodes { barcode } } } } }",
    {},
    manager,
  );
  return barcodes.parse(data).products.nodes.flatMap(({ variants }) => variants.nodes.map(({ barcode }) => barcode));
}

const search = async (s: Shop, query: string) => {
  const text = "query ($query: String!) { search(query: $query) { edges { node { title } matchedVariant { sku } } } }";
  return (await s.query(text, { query })).data?.search;
};

const sheet = (...rows: string[]) =>
  ["Handle,Title,Status,Variant SKU,Variant Price,Variant Barcode", ...rows].join("\n");

test.each([
  ["4006381333931", ean],
  ["'4006381333931", ean],
  ["4 006381-333931", ean],
  ["0036000291452", "036000291452"],
  ["96385074", "96385074"],
  ["10614141000415", "10614141000415"],
  ["0-8044-2957-X", "9780804429573"],
])("the barcode %s of a Shopify file is the barcode %s of the variant", async (written, barcode) => {
  const s = await shop();
  const job = await importFile(s, sheet(`pen,Pen,active,PEN,2.00,${written}`));
  expect([job.rowsRefused, job.notes.totalCount]).toEqual([0, 0]);
  expect(await allBarcodes(s)).toEqual([barcode]);
  const found = { edges: [{ node: { title: "Pen" }, matchedVariant: { sku: "PEN" } }] };
  expect([await search(s, barcode), await search(s, barcode.slice(0, 6))]).toEqual([found, found]);
});

test("a barcode that is wrong, rounded or taken is left out with a note, and its product is imported", async () => {
  const s = await shop();
  const job = await importFile(
    s,
    sheet(
      `a,A,active,A,2.00,${ean}`,
      `b,B,active,B,2.00,${ean}`,
      "c,C,active,C,2.00,4006381333932",
      "d,D,active,D,2.00,4.00638E+12",
    ),
  );
  expect([job.productsCreated, job.rowsRefused]).toEqual([4, 0]);
  expect(job.notes.nodes.map(({ line, column, code }) => [line, column, code])).toEqual([
    [3, "Variant Barcode", "BARCODE_TAKEN"],
    [4, "Variant Barcode", "BARCODE_INVALID"],
    [5, "Variant Barcode", "BARCODE_INVALID"],
  ]);
  const later = await importFile(s, sheet(`e,E,active,E,2.00,${ean}`, `a,A,active,A,2.00,`));
  expect(later.notes.nodes.map(({ code }) => code)).toEqual(["BARCODE_TAKEN"]);
  expect((await allBarcodes(s)).filter((barcode) => barcode !== null)).toEqual([ean]);
});

test("a line of JSON sets a barcode, keeps it without the field, and removes it with null", async () => {
  const s = await shop();
  const line = (more: object) =>
    jsonLines([
      {
        type: "product",
        handle: "pen",
        title: "Pen",
        status: "ACTIVE",
        variants: [{ sku: "PEN", prices: [{ currency: "EUR", amount: "2.00" }], ...more }],
      },
    ]);
  const seen: unknown[] = [];
  for (const more of [{ barcode: "978-3-16-148410-0" }, {}, { barcode: null }]) {
    await importFile(s, line(more), { format: "JSON_LINES" });
    seen.push(...(await allBarcodes(s)));
  }
  expect(seen).toEqual(["9783161484100", "9783161484100", null]);
});

test("a barcode is entered by hand, checked, and no other variant can have it", async () => {
  const s = await shop();
  await sell(s, { sku: "A" });
  const productId = await draft(s, "B");
  const save = (input: object) =>
    change(s, "variantSave", { productId, sku: "B", ...input }, "... on ValidationError { problems { path code } }");
  const refusal = (code: string) => ({
    __typename: "ValidationError",
    problems: [{ path: ["input", "barcode"], code }],
  });
  expect(await save({ barcode: "4006381333932" })).toEqual(refusal("FORMAT"));
  const { variant } = z
    .object({ variant: z.object({ id: z.string(), barcode: z.string() }) })
    .parse(
      await change(
        s,
        "variantSave",
        { productId, sku: "B", barcode: "4006381-333931" },
        "... on VariantSaved { variant { id barcode } }",
      ),
    );
  expect(variant.barcode).toBe(ean);
  const other = await draft(s, "C");
  expect(
    await change(
      s,
      "variantSave",
      { productId: other, sku: "C", barcode: ean },
      "... on ValidationError { problems { path code } }",
    ),
  ).toEqual(refusal("TAKEN"));
  const cleared = { productId, id: variant.id, sku: "B", barcode: null };
  expect(await change(s, "variantSave", cleared, "... on VariantSaved { variant { barcode } }")).toEqual({
    __typename: "VariantSaved",
    variant: { barcode: null },
  });
});
