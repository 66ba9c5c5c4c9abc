/** Filters before they are applied: their press says how many products they leave. */
import { afterEach, beforeAll, expect, test } from "vitest";
import { slowDown } from "../support/slow-line.ts";
import { type StorefrontShop, sharedStorefront } from "../support/storefront.ts";

let storefront: StorefrontShop;
beforeAll(async () => {
  storefront = await sharedStorefront();
});
afterEach(() => storefront.closePages());

test("the press of the filters says how many products they leave before they are applied, by one request for each change", async () => {
  const { origin, openPage } = storefront;
  const page = await openPage({ viewport: { width: 390, height: 844 } });
  const asked: string[] = [];
  page.on("request", (request) => {
    const [, name] = /"query":"query Storefront(\w+Count)/.exec(request.postData() ?? "") ?? [];
    if (name) asked.push(name);
  });
  const form = page.getByRole("form", { name: /^Filters?$/ });
  const press = (name: string) => form.getByRole("button", { name, exact: true });
  const open = async (path: string) => {
    await page.goto(origin + path);
    await page.locator("[data-island=filter-press][data-started]").waitFor({ state: "attached" });
    await page.getByRole("button", { name: /^Filter/ }).click();
  };
  await open("/collections/kitchen?f.colour=navy");
  const navy = await page.getByRole("article").count();
  await press("Show").waitFor();
  expect(asked).toEqual([]);
  await form.getByRole("checkbox", { name: "White" }).check();
  const several = press("Show 11 products");
  await several.waitFor();
  expect(await form.getByRole("status").textContent()).toBe("11 products");
  // An order leaves the same products, and changes without a pause are counted once.
  await form.getByRole("combobox").selectOption("newest");
  await page.evaluate(`for (const value of ["cream", "blue"]) document.querySelector(\`[value="\${value}"]\`).click()`);
  await press("Show 21 products").waitFor();
  await form.getByRole("textbox", { name: "Price from" }).fill("9999");
  await press("Show 0 products").waitFor();
  expect(asked).toEqual(Array(3).fill("CollectionCount"));
  // The browser does not send it.
  await form.getByRole("textbox", { name: "Price from" }).fill("x");
  await press("Show").waitFor();
  await form.getByRole("textbox", { name: "Price from" }).fill("");
  await press("Show 21 products").waitFor();
  for (const name of ["Cream", "Blue"]) await form.getByRole("checkbox", { name }).uncheck();
  await form.getByRole("checkbox", { name: "White" }).uncheck();
  await press(navy === 1 ? "Show 1 product" : `Show ${navy} products`).waitFor();
  await form.getByRole("checkbox", { name: "White" }).check();
  await several.click();
  await page.waitForURL((url) => url.searchParams.getAll("f.colour").length === 2);
  expect(await page.getByRole("article").count()).toBe(11);
  await open("/de/search?q=lamp");
  await form.getByRole("checkbox", { name: "Nur Vorrätiges" }).check();
  await form.getByRole("button", { name: /^\d+ Produkte? anzeigen$/ }).waitFor();
  expect(asked.at(-1)).toBe("SearchCount");
});

test("filters that were chosen before the scripts came are counted, and applied where the graph counts nothing", async () => {
  const { origin, openPage } = storefront;
  const page = await openPage();
  await slowDown(page);
  await page.goto(`${origin}/collections/kitchen`, { waitUntil: "commit" });
  const form = page.getByRole("form", { name: "Filters" });
  await form.getByRole("checkbox", { name: "Navy" }).check();
  expect(await page.locator("[data-island=filter-press][data-started]").count()).toBe(0);
  await form.getByRole("button", { name: /^Show \d+ products?$/ }).waitFor();
  const errors = [{ message: "Products are away." }];
  await page.route("**/graphql/public", (route) => route.fulfill({ status: 503, json: { data: null, errors } }));
  const refused = page.waitForResponse("**/graphql/public");
  await form.getByRole("checkbox", { name: "White" }).check();
  await refused;
  await form.getByRole("button", { name: "Show", exact: true }).click();
  await page.waitForURL((url) => url.searchParams.getAll("f.colour").length === 2);
});
