/** Swatches: one colour for each value of an option, saved whole, kept, removed, bounded, and shown with a variant. */
import { expect, test } from "vitest";
import { addVariant, change, draft, manager, type Shop, shop } from "../support/shop.ts";

const problems = "... on ValidationError { problems { path code } }";
const blue = { name: "Glaze", value: "Blue", color: "#2f5f92" };
const oat = { name: "Glaze", value: "Oat", color: "#e3d5b8" };
const optionNames = ["Size", "Glaze"];

async function read({ query }: Shop, id: string): Promise<unknown> {
  const text = "query ($id: ID!) { product(id: $id) { options { name values swatches { value color } } } }";
  return Object((await query(text, { id }, manager)).data).product.options;
}

function addGlaze(s: Shop, id: string, value: string) {
  const options = [
    { name: "Size", value: "S" },
    { name: "Glaze", value },
  ];
  return addVariant(s, id, `MUG-${value}`, { options });
}

test("a colour is shown with its value once a variant has that value, in the order of the values", async () => {
  const s = await shop();
  const swatches = [oat, { ...blue, value: " Blue ", color: "#2F5F92" }, { ...blue, value: "Gone", color: "#000000" }];
  const id = await draft(s, "Mug", { optionNames, swatches });
  expect(await read(s, id)).toEqual([
    { name: "Size", values: [], swatches: [] },
    { name: "Glaze", values: [], swatches: [] },
  ]);
  for (const value of ["Blue", "Kelp", "Oat"]) await addGlaze(s, id, value);
  expect(await read(s, id)).toEqual([
    { name: "Size", values: ["S"], swatches: [] },
    {
      name: "Glaze",
      values: ["Blue", "Kelp", "Oat"],
      swatches: [
        { value: "Blue", color: "#2f5f92" },
        { value: "Oat", color: "#e3d5b8" },
      ],
    },
  ]);
});

test("a change replaces the colours as a whole, leaves them if absent, and removes them with an empty list", async () => {
  const s = await shop();
  const id = await draft(s, "Mug", { optionNames, swatches: [blue, oat] });
  for (const value of ["Blue", "Oat"]) await addGlaze(s, id, value);
  const glaze = async () => Object(await read(s, id))[1].swatches;
  await change(s, "productUpdate", { id, title: "Cup" });
  expect(await glaze()).toHaveLength(2);
  await change(s, "productUpdate", { id, swatches: [oat] });
  expect(await glaze()).toEqual([{ value: "Oat", color: oat.color }]);
  await change(s, "productUpdate", { id, swatches: [] });
  expect(await glaze()).toEqual([]);
});

const many = Array.from({ length: 101 }, (_, index) => ({ ...blue, value: `B${index}` }));

test.each([
  ["a name of a colour", [oat, { ...blue, color: "blue" }], "1.color", "FORMAT"],
  ["three digits", [{ ...blue, color: "#fff" }], "0.color", "FORMAT"],
  ["a style", [{ ...blue, color: "#ffffff;" }], "0.color", "FORMAT"],
  ["a colour with alpha", [{ ...blue, color: "#ffffff80" }], "0.color", "FORMAT"],
  ["an option of another product", [{ ...blue, name: "Colour" }], "0.name", "UNKNOWN"],
  ["no value", [{ ...blue, value: " " }], "0.value", "LENGTH"],
  ["a value of 101 characters", [{ ...blue, value: "v".repeat(101) }], "0.value", "LENGTH"],
  ["two colours of a value", [blue, { ...blue, value: "Blue ", color: "#000000" }], "1.value", "NOT_DISTINCT"],
  ["more than 100", many, undefined, "TOO_MANY"],
])("%s is refused by its place, in a new product and in a change", async (_what, swatches, place, code) => {
  const s = await shop();
  const path = ["input", "swatches", ...(place?.split(".") ?? [])];
  const refused = { __typename: "ValidationError", problems: [{ path, code }] };
  const input = { title: "Mug", optionNames, swatches, idempotencyKey: "mug" };
  expect(await change(s, "productCreate", input, problems)).toEqual(refused);
  const id = await draft(s, "Mug", { optionNames, swatches: [oat] });
  expect(await change(s, "productUpdate", { id, title: "Cup", swatches }, problems)).toEqual(refused);
  await addGlaze(s, id, "Oat");
  expect(await read(s, id)).toMatchObject([{}, { swatches: [{ value: "Oat", color: oat.color }] }]);
});
