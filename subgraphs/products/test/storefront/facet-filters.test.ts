/** Filters by facets: a product has one of the values of each. */
import { expect, test } from "vitest";
import { seedMenu } from "../../src/service/catalogue/seed.ts";
import { openMenu, sell, shop, walk } from "../support/shop.ts";

function named(prefix: string, number: number): string[] {
  return Array.from({ length: number }, (_, index) => `${prefix}${index}`);
}

test("a filter of many facets finds the products with a value of each", async () => {
  const s = await shop();
  const codes = named("code", 6);
  const both = ["a", "b"].map((value) => ({ value, label: value }));
  await seedMenu(s.service.deps, {
    collections: [],
    facets: codes.map((code) => ({ code, label: code, values: both })),
  });
  for (const title of ["aaaaaa", "aaaaab", "abaaab", "bbbbbb", "aaaaa"]) {
    const facets = [...title].map((value, index) => ({ facet: `code${index}`, values: [value] }));
    await sell(s, { sku: title, title, product: { facets } });
  }
  const foundBy = async (chosen: string[][]) => {
    const facets = chosen.map((values, index) => `{ facet: "code${index}", values: ${JSON.stringify(values)} }`);
    return (await walk(s, `products(filter: { facets: [${facets.join(", ")}] }`)).sort();
  };
  const either = ["a", "b", "c"];
  expect(await foundBy(Array.from({ length: 6 }, () => ["a"]))).toEqual(["aaaaaa"]);
  expect(await foundBy(Array.from({ length: 5 }, () => ["a"]))).toEqual(["aaaaa", "aaaaaa", "aaaaab"]);
  expect(await foundBy([["a"], either, ["a"], either, either, ["b"]])).toEqual(["aaaaab", "abaaab"]);
  expect(await foundBy(Array.from({ length: 6 }, () => either))).toEqual(["aaaaaa", "aaaaab", "abaaab", "bbbbbb"]);
  expect(await foundBy([...Array.from({ length: 6 }, () => either), ["a"]])).toEqual([]);
});

test("a filter finds the products with one of its values, whatever their number and letters", async () => {
  const s = await shop();
  const menu = await openMenu(s);
  const values = ["red", "blue", "white"];
  for (const value of values) {
    const facets = [{ facet: "colour", values: [value] }];
    await sell(s, { sku: value, title: `Tea ${value}`, product: { facets, collectionIds: [menu["green-tea"]] } });
  }
  const foundBy = async (list: string, chosen: string[]) => {
    const facets = `facets: [{ facet: "colour", values: ${JSON.stringify(chosen)} }]`;
    return (await walk(s, `${list} filter: { collection: "${menu.tea}", ${facets} }`)).sort();
  };
  const rare = ['"', "\\", "{}", "null", "1", "%", "茶"];
  for (const list of ["products(", 'search(query: "tea",']) {
    for (const chosen of [
      ["red"],
      ["red", "blue"],
      ["blue", ...named("value", 90)],
      [...rare, "white"],
      rare,
      ["RED"],
    ]) {
      const expected = values.filter((value) => chosen.includes(value)).map((value) => `Tea ${value}`);
      expect(await foundBy(list, chosen), `${list} ${chosen}`).toEqual(expected.sort());
    }
  }
});
