/** Changes elsewhere, in a real browser: a session that has ended, a page that returns from the browser's cache, and a second tab. */
import { demoAccount } from "@hansa/client/demo-accounts";
import type { Page } from "playwright-core";
import { afterEach, beforeAll, expect, test } from "vitest";
import { signIn } from "../support/account.ts";
import { purchasesOf } from "../support/purchases.ts";
import { addProduct, awaitOrder, guest, order, prepareCheckout } from "../support/shopper.ts";
import { type StorefrontShop, sharedStorefront } from "../support/storefront.ts";

let storefront: StorefrontShop;
beforeAll(async () => {
  storefront = await sharedStorefront();
});
afterEach(() => storefront.closePages());

const signedOut = "You are signed out. Nothing is lost";

async function signInAt(page: Page, path: string): Promise<void> {
  const { origin } = storefront;
  await page.goto(`${origin}/account/sign-in?return=${path}`);
  await signIn(page, demoAccount("CUSTOMER"));
  await page.waitForURL(origin + path);
}

test("after a session's end cart, checkout, order and account say so, and all is back after signing in", async () => {
  const { origin, openPage } = storefront;
  const page = await openPage();
  await signInAt(page, "/account");
  await addProduct(page, origin, "tidemark-mug");
  await page.goto(`${origin}/cart`);
  await page.getByRole("button", { name: /checkout$/ }).click();
  await page.getByRole("button", { name: "Ship to this address" }).click();
  await page.locator("input[name=shipping]").first().check();
  // A saved card pays.
  await page.getByRole("button", { name: "Order with obligation to pay" }).click();
  const number = await awaitOrder(page);
  await addProduct(page, origin, "tidemark-mug");
  await page.goto(`${origin}/cart`);
  await page.getByRole("button", { name: /checkout$/ }).click();
  await page.getByRole("button", { name: "Ship to this address" }).waitFor();

  await page.context().clearCookies();
  const places = [
    { path: "/cart", back: () => page.getByRole("heading", { name: /Tidemark Mug/ }) },
    { path: "/checkout", back: () => page.getByRole("button", { name: "Ship to this address" }) },
    { path: `/orders/${number}`, back: () => page.getByText("Confirmed.", { exact: false }).first() },
    { path: "/account/addresses", back: () => page.getByRole("button", { name: "Add an address" }) },
  ];
  for (const { path } of places) {
    await page.goto(origin + path);
    await page.getByText(signedOut, { exact: false }).waitFor();
    const main = page.getByRole("main");
    expect(await main.getByText("empty").count()).toBe(0);
    const href = await main.getByRole("link", { name: "Sign in" }).getAttribute("href");
    expect(new URL(href ?? "", origin).searchParams.get("return")).toBe(path);
  }
  await page.goto(`${origin}/cart`);
  await page.getByRole("main").getByRole("link", { name: "Sign in" }).click();
  await signIn(page, demoAccount("CUSTOMER"));
  await page.waitForURL(`${origin}/cart`);
  for (const { path, back } of places) {
    await page.goto(origin + path);
    await back().waitFor();
  }
});

test("a visitor without an account finds nothing but an empty cart, and a way to an order of an account", async () => {
  const { origin, openPage } = storefront;
  const page = await openPage();
  await page.goto(`${origin}/cart`);
  await page.getByText("Your cart is empty.").waitFor();
  expect(await page.getByText(signedOut, { exact: false }).count()).toBe(0);
  await page.goto(`${origin}/orders/no-such-order`);
  await page.getByRole("link", { name: "Did you order with an account?", exact: false }).waitFor();
});

/** As if the browser had kept the page, which the packaged one never does, and showed it again. */
const returnFromCache = `dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }))`;

test("a cart that returns from the browser's cache, or whose other tab has changed it, is read again", async () => {
  const { origin, openPage, allowReading } = storefront;
  const page = await openPage();
  await addProduct(page, origin, "tidemark-mug");
  await page.goto(`${origin}/cart`);
  const quantity = page.getByLabel(/^Quantity of Tidemark Mug/);
  await quantity.waitFor();
  expect(await quantity.inputValue()).toBe("1");
  allowReading(page);
  const other = await page.context().newPage();
  await addProduct(other, origin, "tidemark-mug");
  await expect.poll(() => quantity.inputValue()).toBe("2");

  // Nothing tells of what another device does.
  await page.route("**/graphql/public", async (route) => {
    const response = await route.fetch();
    const text = (await response.text()).replaceAll('"quantity":2', '"quantity":3');
    await route.fulfill({ response, body: text });
  });
  allowReading(page);
  await page.evaluate(returnFromCache);
  await expect.poll(() => quantity.inputValue()).toBe("3");
});

test("a checkout that was paid in another tab, or is shown again afterwards, leads on to its order", async () => {
  const { origin, openPage, allowReading } = storefront;
  const person = { ...guest, email: "tabs@hansa.example" };
  const page = await openPage();
  await addProduct(page, origin, "tidemark-mug");
  await prepareCheckout(page, origin, person);
  const other = await page.context().newPage();
  await other.goto(`${origin}/checkout`);
  allowReading(page);
  await order(other);
  const number = await awaitOrder(other);
  await page.waitForURL(`${origin}/orders/${number}`);
  await page.goBack();
  await page.waitForURL(`${origin}/cart`);
  expect(purchasesOf(storefront, person.email)).toEqual({ orders: 1, units: 1, charges: 1 });
});
