/** Legal pages in a real browser on real processes: read in both languages, found from the footer and from the order button. */
import { demoAccount } from "@hansa/client/demo-accounts";
import { eventually } from "@hansa/client/polling";
import { afterEach, beforeAll, expect, test } from "vitest";
import { giveCart, signIn } from "../support/account.ts";
import { addProduct } from "../support/shopper.ts";
import { type StorefrontShop, sharedStorefront } from "../support/storefront.ts";

let storefront: StorefrontShop;
beforeAll(async () => {
  storefront = await sharedStorefront();
});
afterEach(() => storefront.closePages());

test("the footer leads to the imprint in both languages, and a page that does not exist is 404", async () => {
  const { origin, openPage } = storefront;
  const page = await openPage();
  const footer = page.getByRole("contentinfo");
  // A storefront that has just started asks for the facts of the shop.
  await eventually("the address in the footer", async () => {
    await page.goto(origin);
    return (await footer.getByText("Musterkai 1").count()) === 1 || undefined;
  });
  await footer.getByRole("link", { name: "Imprint" }).click();
  await page.waitForURL(`${origin}/pages/imprint`);
  await page.getByRole("heading", { level: 1, name: "Imprint" }).waitFor();
  await page.getByText("Sample page of the demo shop.", { exact: false }).waitFor();
  await page.getByRole("contentinfo").getByRole("link", { name: "Deutsch" }).click();
  await page.waitForURL(`${origin}/de/pages/imprint`);
  await page.getByRole("heading", { level: 1, name: "Impressum" }).waitFor();
  expect(await page.locator("html").getAttribute("lang")).toBe("de");
  await page.getByRole("contentinfo").getByRole("link", { name: "Datenschutz" }).click();
  await page.getByRole("main").getByRole("link", { name: "Impressum" }).click();
  await page.waitForURL(`${origin}/de/pages/imprint`);
  const missing = await page.goto(`${origin}/pages/no-such-page`);
  expect(missing?.status()).toBe(404);
});

test("terms, withdrawal and privacy are linked at the order button and at registration", async () => {
  const { origin, openPage } = storefront;
  await giveCart(storefront, "tea");
  const page = await openPage();
  await page.goto(`${origin}/account/register`);
  const rules = page.getByRole("main").getByText("These apply to your account:", { exact: false });
  expect(await rules.getByRole("link").allTextContents()).toEqual(["Terms and conditions", "Privacy"]);

  await page.goto(`${origin}/account/sign-in`);
  await signIn(page, demoAccount("CUSTOMER"));
  await page.waitForURL(`${origin}/account`);
  await addProduct(page, origin, "tidemark-mug");
  await page.goto(`${origin}/cart`);
  await page.getByRole("button", { name: "To checkout" }).click();
  await page.getByRole("button", { name: "Ship to this address" }).click();
  await page.locator("input[name=shipping]").first().check();
  await page.getByRole("button", { name: "Order with obligation to pay" }).waitFor();
  const note = page.getByRole("main").getByText("These apply to your order:", { exact: false });
  const links = note.getByRole("link");
  expect(await links.allTextContents()).toEqual(["Terms and conditions", "Right of withdrawal", "Privacy"]);
  await links.first().click();
  await page.waitForURL(`${origin}/pages/terms`);
  await page.getByRole("heading", { level: 1, name: "Terms and conditions" }).waitFor();
});
