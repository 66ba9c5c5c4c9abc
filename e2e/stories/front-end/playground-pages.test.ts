/** The README's first query, and every page of the playground within its budget. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { root } from "../../../cli/host/shop.mjs";
import { comparePages, readPages } from "../../../cli/testing/playground-pages.ts";
import { type Shop, sharedShop } from "../../../cli/testing/shop.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await sharedShop();
});

test("the README's query has the documented response", async () => {
  const [, query] = /```graphql\n([\s\S]*?)```/.exec(readFileSync(path.join(root, "README.md"), "utf8")) ?? [];
  const response = await fetch(shop.url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
  });
  expect(await response.json()).toEqual({
    data: { product: { title: expect.any(String), priceRange: expect.any(Object), variants: expect.any(Object) } },
  });
});

test("every page of the playground is within its budget, and its shape is the golden one", async () => {
  const output = await comparePages(shop);
  const count = readPages(shop).length;
  expect(output).toMatch(new RegExp(`smoke: ${count} of ${count}\n$`));
});
