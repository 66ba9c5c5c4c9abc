/** Colours of options in the JSON Lines format: replaced as a whole, kept without the field, and noted where no variant has them. */
import { expect, test } from "vitest";
import { importFile, jsonLines } from "../../support/imports.ts";
import { manager, type Shop, shop } from "../../support/shop.ts";

const json = { format: "JSON_LINES" };

const mug = {
  type: "product",
  handle: "mug",
  title: "Mug",
  options: ["Glaze"],
  swatches: { Glaze: { Oat: "#E3D5B8", "Harbour blue": "#35729f" } },
  variants: [
    { sku: "MUG-BLUE", options: { Glaze: "Harbour blue" } },
    { sku: "MUG-OAT", options: { Glaze: "Oat" } },
  ],
};

async function read({ query }: Shop): Promise<unknown> {
  const text = '{ product(slug: "mug") { version options { swatches { value color } } } }';
  return Object((await query(text, {}, manager)).data).product;
}

test("a line has the colours of a new product, and importing it again changes nothing", async () => {
  const s = await shop();
  expect(await importFile(s, jsonLines([mug]), json)).toMatchObject({ productsCreated: 1, notes: { totalCount: 0 } });
  const swatches = [
    { value: "Harbour blue", color: "#35729f" },
    { value: "Oat", color: "#e3d5b8" },
  ];
  expect(await read(s)).toEqual({ version: 1, options: [{ swatches }] });
  expect(await importFile(s, jsonLines([mug]), json)).toMatchObject({ productsUnchanged: 1 });
  expect(await read(s)).toEqual({ version: 1, options: [{ swatches }] });
});

test("colours of a line replace all others, a line without them changes none, and one without a variant is noted", async () => {
  const s = await shop();
  await importFile(s, jsonLines([mug]), json);
  const { swatches: _swatches, ...colourless } = mug;
  expect(await importFile(s, jsonLines([colourless]), json)).toMatchObject({ productsUnchanged: 1 });

  const misspelt = { ...mug, swatches: { Glaze: { Oat: "#000000", "Harbor blue": "#35729f" } } };
  const job = await importFile(s, jsonLines([misspelt]), json);
  expect(job).toMatchObject({ productsChanged: 1, rowsRefused: 0 });
  expect(job.notes.nodes).toMatchObject([{ line: 1, column: "swatches.Glaze", code: "SWATCH_UNUSED" }]);
  expect(await read(s)).toMatchObject({ options: [{ swatches: [{ value: "Oat", color: "#000000" }] }] });

  // A line without options has those of the product.
  const alone = { type: "product", handle: "mug", title: "Mug", swatches: {} };
  expect(await importFile(s, jsonLines([alone]), json)).toMatchObject({ productsChanged: 1 });
  expect(await read(s)).toMatchObject({ options: [{ swatches: [] }] });
});
