/** Facets: order of values, protection of used values, and indexing of changed labels. */
import { expect, test } from "vitest";
import { change, draft, openMenu, type Shop, sell, shop, walk } from "../support/shop.ts";

const selection = `... on FacetSaved { facet { code label values { nodes { value label } } } }
  ... on FacetValueInUseError { path values { value productCount } } ... on ValidationError { problems { path code } }`;

const value = (name: string, label = name.toUpperCase()) => ({ value: name, label });
const colours = ["red", "blue", "white"].map((name) => value(name));

const save = (s: Shop, input: Record<string, unknown>) =>
  change(s, "facetSave", { code: "colour", label: "Colour", values: colours, ...input }, selection);

const remove = (s: Shop, code: string) =>
  change(
    s,
    "facetDelete",
    { code },
    "... on FacetDeleted { code } ... on FacetValueInUseError { values { value productCount } }",
  );

async function codes({ query }: Shop): Promise<string[]> {
  const { facets } = Object((await query(`{ facets { code } }`)).data);
  return facets.map(({ code }: { code: string }) => code);
}

test("a facet is created, then changed under its code, with its values in the given order", async () => {
  const s = await shop();
  expect(await save(s, {})).toEqual({
    __typename: "FacetSaved",
    facet: { code: "colour", label: "Colour", values: { nodes: colours } },
  });
  const values = [value("white", "White"), value("green"), value("red")];
  expect(await save(s, { label: " Hue ", values })).toEqual({
    __typename: "FacetSaved",
    facet: { code: "colour", label: "Hue", values: { nodes: values } },
  });
});

test("facets appear in the panel at their positions", async () => {
  const s = await shop();
  for (const code of ["colour", "size", "shoe_size"]) await save(s, { code });
  expect(await codes(s)).toEqual(["colour", "size", "shoe_size"]);
  await save(s, { code: "shoe_size", position: 0 });
  expect(await codes(s)).toEqual(["shoe_size", "colour", "size"]);
  await save(s, { code: "colour", label: "Hue" });
  expect(await codes(s)).toEqual(["shoe_size", "colour", "size"]);
});

test("a value that products have cannot be removed, and the refusal has their number", async () => {
  const s = await shop();
  await openMenu(s);
  for (const sku of ["A", "B"])
    await sell(s, { sku, product: { facets: [{ facet: "colour", values: ["red", "blue"] }] } });
  await draft(s, "Draft", { facets: [{ facet: "colour", values: ["red"] }] });
  const used = [
    { value: "blue", productCount: 2 },
    { value: "red", productCount: 3 },
  ];
  expect(await save(s, { values: [value("white")] })).toEqual({
    __typename: "FacetValueInUseError",
    path: ["input", "values"],
    values: used,
  });
  expect(await remove(s, "colour")).toEqual({ __typename: "FacetValueInUseError", values: used });
  expect(await save(s, { values: [value("red"), value("blue")] })).toMatchObject({ __typename: "FacetSaved" });
});

test("an unused facet is removed, once", async () => {
  const s = await shop();
  await save(s, {});
  expect(await remove(s, "colour")).toEqual({ __typename: "FacetDeleted", code: "colour" });
  expect(await codes(s)).toEqual([]);
  expect(await remove(s, "colour")).toEqual({ __typename: "NotFoundError" });
});

test("the filter panel shows new labels at once, in the new order of values", async () => {
  const s = await shop();
  await openMenu(s);
  await sell(s, { sku: "A", product: { facets: [{ facet: "colour", values: ["red", "blue"] }] } });
  await save(s, { label: "Farbe", values: [value("blue", "Blau"), value("red", "Rot")] });
  const text = `{ products(filter: { facets: [{ facet: "colour", values: ["red"] }] }) {
    facets { facet label values { value label count selected } }
  } }`;
  expect((await s.query(text)).data).toEqual({
    products: {
      facets: [
        {
          facet: "colour",
          label: "Farbe",
          values: [
            { value: "blue", label: "Blau", count: 1, selected: false },
            { value: "red", label: "Rot", count: 1, selected: true },
          ],
        },
      ],
    },
  });
});

test("products are found by the new label of their value after the next job, and no longer by the old one", async () => {
  const s = await shop();
  await openMenu(s);
  await sell(s, { sku: "A", title: "One", product: { facets: [{ facet: "colour", values: ["red"] }] } });
  await sell(s, { sku: "B", title: "Two", product: { facets: [{ facet: "colour", values: ["blue"] }] } });
  await save(s, { values: [value("red", "Crimson"), value("blue", "Blue"), value("white", "White")] });
  await s.service.runJobsOnce();
  expect(await walk(s, `search(query: "crimson"`)).toEqual(["One"]);
  expect(await walk(s, `search(query: "red"`)).toEqual([]);
  expect(await walk(s, `search(query: "blue"`)).toEqual(["Two"]);
  expect(await s.rows("SELECT * FROM stale_search")).toEqual([]);
});

test("one job indexes all products of a value again, in any number", async () => {
  const s = await shop();
  await openMenu(s);
  for (let number = 1; number <= 201; number += 1)
    await draft(s, `T${number}`, { facets: [{ facet: "colour", values: ["red"] }] });
  await save(s, { values: [value("red", "Crimson")] });
  expect(await s.rows("SELECT count(*) AS count FROM stale_search")).toEqual([{ count: 201 }]);
  await s.service.runJobsOnce();
  const indexed = await s.rows("SELECT count(*) AS count FROM product_search WHERE facets LIKE 'crimson%'");
  expect(indexed).toEqual([{ count: 201 }]);
});

test.each([
  ["a code in capitals", { code: "Colour" }, "code"],
  ["a code of 51 letters", { code: "x".repeat(51) }, "code"],
  ["an empty label", { label: " " }, "label"],
  ["a place below zero", { position: -1 }, "position"],
  ["an empty value", { values: [value("")] }, "values.0.value"],
  ["a blank at the end of a value", { values: [value("red"), value("blue ")] }, "values.1.value"],
  ["a value twice", { values: [value("red"), value("red")] }, "values.1.value"],
  ["a label of 101 characters", { values: [value("red", "x".repeat(101))] }, "values.0.label"],
  ["501 values", { values: Array.from({ length: 501 }, (_, index) => value(`v${index}`)) }, "values"],
])("a facet with %s is refused by name, and none is made", async (_what, wrong, field) => {
  const s = await shop();
  const { problems } = await save(s, wrong);
  expect(Object(problems)[0].path).toEqual(["input", ...field.split(".")]);
  expect(await codes(s)).toEqual([]);
});
