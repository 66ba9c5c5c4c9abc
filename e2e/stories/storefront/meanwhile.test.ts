/** Text typed while another change of the same island is in progress, and presses after it: none is lost. */

import { demoAccount } from "@hansa/client/demo-accounts";
import type { Page } from "playwright-core";
import { afterEach, beforeAll, expect, test } from "vitest";
import { signIn } from "../support/account.ts";
import { storedCheckout, storedLines } from "../support/guest-entry.ts";
import { addProduct } from "../support/shopper.ts";
import { type StorefrontShop, sharedStorefront } from "../support/storefront.ts";
import { openCheckout, typeContact } from "../support/typed-contact.ts";

let storefront: StorefrontShop;
beforeAll(async () => {
  storefront = await sharedStorefront();
});
afterEach(() => storefront.closePages());

async function openCart(): Promise<Page> {
  const { origin, openPage } = storefront;
  const page = await openPage();
  await addProduct(page, origin, "storm-lantern-no-3");
  await page.goto(`${origin}/cart`);
  await page.getByRole("button", { name: "To checkout" }).waitFor();
  return page;
}

const quantity = (page: Page) => page.getByLabel("Quantity of");
const storedQuantity = async (page: Page) => (await storedLines(storefront, page)).map((line) => line.quantity);

async function chooseCurrency(page: Page): Promise<void> {
  await page.getByLabel("Currency of the cart").selectOption("USD");
  // A press would wait for the page that it leads to.
  await page.getByRole("button", { name: "Change", exact: true }).click({ noWaitAfter: true });
}

async function showsInDollars(page: Page, units: string): Promise<void> {
  await expect.poll(() => quantity(page).inputValue()).toBe(units);
  expect(await page.getByLabel("Currency of the cart").inputValue()).toBe("USD");
}

/** Holds requests whose address or body has this text. Resolves when the first has come. */
async function hold(page: Page, text: string): Promise<{ come: Promise<void>; release: () => void }> {
  const held = openGate();
  const seen = openGate();
  await page.route("**/*", async (route) => {
    const request = route.request();
    if (!request.url().includes(text) && !request.postData()?.includes(text)) return route.continue();
    seen.pass();
    await held.passed;
    // A page that has been stopped takes no response.
    await route.continue().catch(() => undefined);
  });
  return { come: seen.passed, release: held.pass };
}

function openGate(): { passed: Promise<void>; pass: () => void } {
  let pass: () => void = () => undefined;
  const passed = new Promise<void>((resolve) => {
    pass = resolve;
  });
  return { passed, pass };
}

test("a quantity typed while the currency changes is that of the new cart", async () => {
  const page = await openCart();
  const { come, release } = await hold(page, "StorefrontCartInCurrency");
  await chooseCurrency(page);
  await come;
  await quantity(page).fill("3");
  release();
  await page.waitForURL("**/cart?currency=USD");
  await showsInDollars(page, "3");
  expect(await storedQuantity(page)).toEqual([3]);
});

test("a quantity typed while the checkout starts is in the checkout", async () => {
  const page = await openCart();
  const { come, release } = await hold(page, "StorefrontCheckoutStart");
  await page.getByRole("button", { name: "To checkout" }).click();
  await come;
  await quantity(page).fill("2");
  release();
  await page.waitForURL("**/checkout");
  await page.getByLabel("E-mail").waitFor();
  expect(await page.getByText("2 ×").count()).toBeGreaterThan(0);
  expect(await storedQuantity(page)).toEqual([2]);
});

test("a press right after a quantity was typed counts, of each part of the cart", async () => {
  const page = await openCart();
  await quantity(page).fill("2");
  await page.getByLabel("Code").fill("NO-SUCH-CODE");
  await quantity(page).fill("3");
  await page.getByRole("button", { name: "Apply" }).click();
  await page.getByText("This code is not known.").first().waitFor();
  expect(await storedQuantity(page)).toEqual([3]);
  await page.getByLabel("Currency of the cart").selectOption("USD");
  await quantity(page).fill("4");
  await page.getByRole("button", { name: "Change", exact: true }).click();
  await page.waitForURL("**/cart?currency=USD");
  await expect.poll(() => quantity(page).inputValue()).toBe("4");
  await quantity(page).fill("5");
  await page.getByRole("button", { name: "Remove" }).click();
  await page.getByRole("button", { name: "Undo" }).waitFor();
  expect(await storedQuantity(page)).toEqual([]);
});

test("an address that is corrected while it is saved stays open with what was typed", async () => {
  const page = await openCheckout(storefront);
  await typeContact(page);
  const { come, release } = await hold(page, "StorefrontCheckoutUpdate");
  await page.getByRole("button", { name: "Save and continue" }).click();
  await come;
  const city = page.locator("input[name=city]");
  await city.fill("Altona");
  release();
  await page.locator("input[name=shipping]").first().waitFor();
  expect(await city.inputValue()).toBe("Altona");
  await page.getByRole("button", { name: "Save and continue" }).click();
  await city.waitFor({ state: "detached" });
  expect(JSON.parse((await storedCheckout(storefront, page))?.address ?? "{}")).toMatchObject({ city: "Altona" });
});

test("an address of the book that is corrected while it is saved stays open, and is one address", async () => {
  const { origin, openPage, rows } = storefront;
  const page = await openPage();
  await page.goto(`${origin}/account/sign-in?return=%2Faccount%2Faddresses`);
  await signIn(page, demoAccount("CUSTOMER"));
  await page.getByRole("button", { name: "Add an address" }).click();
  const fields = {
    firstName: "Nora",
    lastName: "Maas",
    line1: "Elbchaussee 12",
    postalCode: "22765",
    city: "Ottensen",
  };
  for (const [name, text] of Object.entries(fields)) await page.locator(`input[name=${name}]`).fill(text);
  const { come, release } = await hold(page, "StorefrontAddressSave");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await come;
  const city = page.locator("input[name=city]");
  await city.fill("Altona");
  release();
  await page.getByRole("heading", { name: "Change the address" }).waitFor();
  expect(await city.inputValue()).toBe("Altona");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await city.waitFor({ state: "detached" });
  const saved = rows("users", "SELECT city FROM addresses WHERE line1 = 'Elbchaussee 12'");
  expect(saved).toEqual([{ city: "Altona" }]);
});

test("suggestions that come after the field was left stay closed until a key asks for them", async () => {
  const page = await storefront.openPage();
  await page.goto(`${storefront.origin}/search`);
  const field = page.getByRole("main").getByRole("combobox");
  const list = page.getByRole("main").getByRole("listbox", { includeHidden: true });
  await page.locator("main [data-started]").first().waitFor();
  const { come, release } = await hold(page, "StorefrontSuggestions");
  await field.pressSequentially("lamp");
  await come;
  await field.blur();
  release();
  await expect.poll(() => list.locator("[role=option]").count()).toBeGreaterThan(0);
  expect(await list.isVisible()).toBe(false);
  await field.press("ArrowDown");
  await list.waitFor({ state: "visible" });
});
