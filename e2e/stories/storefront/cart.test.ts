/** The cart page in a real browser: each fault of a line is mended with one press, and another currency takes the goods along. */
import { setStock, signIn } from "@hansa/client/buyer";
import { PriceSetDocument } from "@hansa/client/documents/products";
import { perform } from "@hansa/client/mutation";
import { readAvailability } from "@hansa/client/staff-desk";
import type { Page } from "playwright-core";
import { afterEach, beforeAll, expect, test } from "vitest";
import { storedLines } from "../support/guest-entry.ts";
import { addProduct } from "../support/shopper.ts";
import { type StorefrontShop, sharedStorefront } from "../support/storefront.ts";

let storefront: StorefrontShop;
beforeAll(async () => {
  storefront = await sharedStorefront();
});
afterEach(() => storefront.closePages());

const linesOf = (page: Page) => storedLines(storefront, page);

/** Chooses another currency for the cart, and presses. */
async function changeCurrency(page: Page, currency: string): Promise<void> {
  await page.getByLabel("Currency of the cart").selectOption(currency);
  await page.getByRole("button", { name: "Change", exact: true }).click();
}

/** Opens the cart of a new visitor, with one unit of each product; answers with its lines. */
async function openCart(...slugs: string[]) {
  const { origin, openPage } = storefront;
  const page = await openPage();
  for (const slug of slugs) await addProduct(page, origin, slug);
  await page.goto(`${origin}/cart`);
  await page.getByRole("button", { name: "To checkout" }).waitFor();
  return { page, lines: await linesOf(page) };
}

async function setPrice(variantId: string | undefined, currency: string, amountMinor: number | null): Promise<void> {
  const as = await signIn(storefront.shop, "ADMIN");
  await perform(storefront.shop, PriceSetDocument, { variantId: variantId ?? "", currency, amountMinor }, as);
}

test("a changed price is accepted with one press, and the checkout begins", async () => {
  const { page, lines } = await openCart("ballast-tumblers");
  await setPrice(lines[0]?.variantId, "EUR", 2_345);
  await page.reload();
  await page.getByText("The price has changed since you added it.").waitFor();
  await page.getByRole("button", { name: "Accept €23.45" }).click();
  await page.getByText("The price has changed since you added it.").waitFor({ state: "detached" });
  expect((await linesOf(page)).map(({ minor, quantity }) => [minor, quantity])).toEqual([[2_345, 1]]);
  await page.getByRole("button", { name: "To checkout" }).click();
  await page.waitForURL("**/checkout");
});

test("fewer units than wanted are taken, and sold out goods leave, with one press each", async () => {
  const { page, lines } = await openCart("slow-coffee-dripper");
  const [line] = lines;
  const left = await readAvailability(storefront.shop, line?.sku ?? "");
  await setStock(storefront.shop, line?.variantId ?? "", 3 - left);
  await page.getByLabel("Quantity of").fill("5");
  await page.getByText("There are 3 left.").waitFor();
  await page.getByRole("button", { name: "Take 3" }).click();
  await page.getByText("There are 3 left.").waitFor({ state: "detached" });
  expect((await linesOf(page)).map(({ quantity }) => quantity)).toEqual([3]);

  await setStock(storefront.shop, line?.variantId ?? "", -3);
  await page.reload();
  await page.getByText("This is sold out.").waitFor();
  await page.getByRole("button", { name: "Take it out" }).click();
  await page.getByText("Your cart is empty.").waitFor();
  expect(await linesOf(page)).toEqual([]);
});

test("another currency takes the goods along, and names those that it has no price for", async () => {
  const { page, lines } = await openCart("tidemark-mug", "foghorn-teapot");
  const [mug, teapot] = lines;
  await setPrice(teapot?.variantId, "USD", null);
  await page.reload();
  await changeCurrency(page, "USD");
  await page.getByText(`Not sold in USD: ${teapot?.title}`).waitFor();
  await page.getByRole("button", { name: "Keep EUR" }).click();
  expect((await linesOf(page)).length).toBe(2);
  await changeCurrency(page, "USD");
  await page.getByRole("button", { name: "Change without them" }).click();
  await page.waitForURL("**/cart?currency=USD");
  await page.getByRole("button", { name: "To checkout" }).waitFor();
  expect((await linesOf(page)).map(({ variantId, quantity }) => [variantId, quantity])).toEqual([[mug?.variantId, 1]]);
  expect(await page.getByRole("main").getByText("$").count()).toBeGreaterThan(0);
});

test("a change of currency whose response is lost is pressed again, and the goods are there once", async () => {
  const { page, lines } = await openCart("tidemark-mug");
  let isLost = false;
  await page.route("**/graphql/public", async (route) => {
    if (isLost || !route.request().postData()?.includes("StorefrontCartInCurrency")) return route.continue();
    isLost = true;
    await route.fetch();
    return route.fulfill({ status: 200, contentType: "application/json", body: "{}" });
  });
  await changeCurrency(page, "USD");
  await page.getByRole("alert").waitFor();
  expect(await linesOf(page)).toEqual(lines);
  await changeCurrency(page, "USD");
  await page.waitForURL("**/cart?currency=USD");
  expect([isLost, (await linesOf(page)).map(({ quantity }) => quantity)]).toEqual([true, [1]]);
});

test("the cart says what is missing for free shipping, and that it is reached, in its currency", async () => {
  const { page, lines } = await openCart("tidemark-mug");
  const sum = page.getByRole("region", { name: "Total" });
  const later = sum.getByText("Shipping is added at checkout.");
  // A promotion of the demo shop sends parcels within Germany free from 150 euros.
  const missing = ((15_000 - (lines[0]?.minor ?? 0)) / 100).toFixed(2);
  await sum.getByText(`€${missing} more for free shipping (Germany).`, { exact: true }).waitFor();
  expect(await later.count()).toBe(1);
  await setStock(storefront.shop, lines[0]?.variantId ?? "", 20);
  await page.getByLabel("Quantity of").fill("8");
  await sum.getByText("Free shipping (Germany).", { exact: true }).waitFor();
  expect(await later.count()).toBe(0);
  await changeCurrency(page, "USD");
  await sum.getByText(/^\$/).first().waitFor();
  await sum.getByText("Free shipping (Germany).", { exact: true }).waitFor();
  await page.getByLabel("Quantity of").fill("1");
  await sum.getByText(/^\$\d+\.\d\d more for free shipping \(Germany\)\.$/).waitFor();
});
