/** Pages keep their word, in a real browser: currency, options, delivery time and discounts agree from the product to the order. */
import { PromotionSaveDocument } from "@hansa/client/documents/settings";
import { perform } from "@hansa/client/mutation";
import { signInStaff } from "@hansa/client/staff-desk";
import { afterEach, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { addProduct, awaitOrder, guest, order, prepareCheckout, pressAdd } from "../support/shopper.ts";
import { type StorefrontShop, sharedStorefront } from "../support/storefront.ts";

let storefront: StorefrontShop;
beforeAll(async () => {
  storefront = await sharedStorefront();
});
afterEach(() => storefront.closePages());

test("goods that are seen in another currency than that of the cart are added with its price, said at the press", async () => {
  const { origin, openPage } = storefront;
  const page = await openPage();
  await addProduct(page, origin, "tidemark-mug");
  await pressAdd(page, origin, "chart-table-lamp?currency=USD");
  const message = page.getByRole("dialog").getByText("is in your cart, which has another currency");
  const [price = "nothing"] = /€[\d.,]*\d/.exec(await message.innerText()) ?? [];
  expect(
    await page
      .getByText(/^\$[\d.,]+$/)
      .first()
      .isVisible(),
  ).toBe(true);
  await page.goto(`${origin}/cart`);
  await page.getByRole("heading", { name: /Chart Table Lamp/ }).waitFor();
  expect(
    await page.getByRole("listitem").filter({ hasText: "Chart Table Lamp" }).getByText(price).count(),
  ).toBeGreaterThan(0);
});

/** For each option of the product the value that is read, and those that look chosen: theirs is a background of its own. */
const choices = `[...document.querySelectorAll("[data-island=buy-box] fieldset")].map((group) => {
  const labels = [...group.querySelectorAll("label")];
  const colourOf = (label) => getComputedStyle(label).backgroundColor;
  const read = labels.find((label) => label.querySelector(":checked"));
  const looking = labels.filter((label) => colourOf(label) === colourOf(read));
  const valueOf = (label) => label.querySelector("input").value;
  return { read: valueOf(read), looking: looking.map(valueOf) };
})`;

test("the chosen option is the one that looks chosen, that a screen reader reads, and that is bought", async () => {
  const { origin, openPage } = storefront;
  const page = await openPage();
  await page.goto(`${origin}/products/outer-isle-jumper`);
  await page.locator("[data-island=buy-box][data-started]").waitFor();
  const option = page.getByRole("group", { name: "Colour" });
  const other = option
    .locator("label")
    .filter({ hasNot: page.locator(":checked") })
    .filter({ hasNotText: "sold out" });
  await other.first().click();
  const read = z
    .array(z.object({ read: z.string(), looking: z.array(z.string()) }))
    .parse(await page.evaluate(choices));
  expect(read.length).toBeGreaterThan(0);
  for (const choice of read) expect(choice.looking).toEqual([choice.read]);
  const named = page.url();
  expect(new URL(named).searchParams.get("variant")).toMatch(/./);
  await page.getByRole("button", { name: "Add to cart" }).click();
  await page.getByText("is in your cart").waitFor();
  await page.goto(`${origin}/cart`);
  const title = await page.getByRole("heading", { level: 2 }).innerText();
  for (const choice of read) expect(title).toContain(choice.read);
  // The way back, the link of the line, and a stranger's browser without scripts show the same variant.
  await page.goBack();
  await page.locator("[data-island=buy-box][data-started]").waitFor();
  expect([page.url(), await page.evaluate(choices)]).toEqual([named, read]);
  await page.goto(`${origin}/cart`);
  expect(await page.getByRole("link", { name: title }).getAttribute("href")).toBe(named.slice(origin.length));
  const stranger = await openPage({ javaScriptEnabled: false });
  await stranger.goto(named);
  expect(await stranger.evaluate(choices)).toEqual(read);
});

test("product and checkout name one delivery time, in working days, and each discount has its name to the end", async () => {
  const { origin, openPage, shop } = storefront;
  const code = { label: "Named reduction", code: "NAMED", rateOff: "0.1" };
  await perform(shop, PromotionSaveDocument, code, await signInStaff(shop, "CATALOG_MANAGER"));
  const page = await openPage();
  await addProduct(page, origin, "tidemark-mug");
  await page.getByText("Shipping costs and times").click();
  const days = /^\d+( to \d+)? working days?$/;
  await page.getByText(days).first().waitFor();
  const onProduct = await page.getByText(days).allInnerTexts();
  await page.goto(`${origin}/cart`);
  await page.getByLabel("Code").fill("NAMED");
  await page.getByRole("button", { name: "Apply" }).click();
  const reduction = page.getByText("Named reduction (NAMED)");
  await reduction.waitFor();
  await prepareCheckout(page, origin, { ...guest, email: "agree@hansa.example" });
  expect(await page.getByText(days).allInnerTexts()).toEqual(onProduct);
  await reduction.waitFor();
  await order(page);
  await awaitOrder(page);
  await reduction.waitFor();
  expect(await page.getByRole("main").getByText("Discount", { exact: true }).count()).toBe(0);
});
