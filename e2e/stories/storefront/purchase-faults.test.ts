/** Purchases that something hinders on the buyer's side or the shop's: one order or none, one charge or none, and the page says which. */

import { demoAccount } from "@hansa/client/demo-accounts";
import { PromotionSaveDocument, SettingsUpdateDocument } from "@hansa/client/documents/settings";
import { perform } from "@hansa/client/mutation";
import { signInStaff } from "@hansa/client/staff-desk";
import { afterEach, beforeAll, expect, test } from "vitest";
import { giveCart, signIn } from "../support/account.ts";
import { paymentStatesOf, purchasesOf } from "../support/purchases.ts";
import { emptyShelf, setPrice } from "../support/shelf.ts";
import { addProduct, awaitOrder, guest, order, prepareCheckout } from "../support/shopper.ts";
import { type StorefrontShop, sharedStorefront } from "../support/storefront.ts";

let storefront: StorefrontShop;
beforeAll(async () => {
  storefront = await sharedStorefront();
});
afterEach(() => storefront.closePages());

const oneDayMs = 24 * 60 * 60_000;

const boughtOnce = { orders: 1, units: 1, charges: 1 };
const boughtNothing = { orders: 0, units: 0, charges: 0 };

function boughtBy(email: string) {
  return purchasesOf(storefront, email);
}

test("back, forward and reload after the order lead to the order, and buy nothing again", async () => {
  const { origin, openPage } = storefront;
  const person = { ...guest, email: "back@hansa.example" };
  const page = await openPage();
  await addProduct(page, origin, "tidemark-mug");
  await prepareCheckout(page, origin, person);
  await page.reload();
  await order(page);
  const number = await awaitOrder(page);
  await page.goBack();
  await page.getByText("There is no checkout.").waitFor();
  await page.goForward();
  await awaitOrder(page);
  await page.reload();
  expect(await awaitOrder(page)).toBe(number);
  await page.goto(`${origin}/cart`);
  await page.getByText("Your cart is empty.").waitFor();
  expect(boughtBy(person.email)).toEqual(boughtOnce);
});

test("offline at the press, the page says that the shop did not answer; the next press buys once", async () => {
  const { origin, openPage } = storefront;
  const person = { ...guest, email: "offline@hansa.example" };
  const page = await openPage();
  await addProduct(page, origin, "tidemark-mug");
  await prepareCheckout(page, origin, person);
  await page.context().setOffline(true);
  await order(page);
  await page.getByText("The shop did not answer.", { exact: false }).waitFor();
  expect(boughtBy(person.email)).toEqual(boughtNothing);
  await page.context().setOffline(false);
  await order(page);
  await awaitOrder(page);
  expect(boughtBy(person.email)).toEqual(boughtOnce);
});

test.each([-oneDayMs, oneDayMs])(
  "a device whose clock is wrong by %s ms shows the time that is left, and buys",
  async (offMs) => {
    const { origin, openPage } = storefront;
    const person = { ...guest, email: `clock${offMs}@hansa.example` };
    const page = await openPage();
    await page.clock.install({ time: Date.now() + offMs });
    await addProduct(page, origin, "tidemark-mug");
    await prepareCheckout(page, origin, person);
    const held = await page.getByText(/reserved for \d+:\d\d/).innerText();
    const [, minutes] = /for (\d+):/.exec(held) ?? [];
    expect(Number(minutes)).toBeGreaterThan(0);
    expect(Number(minutes)).toBeLessThanOrEqual(15);
    await order(page);
    await awaitOrder(page);
    expect(boughtBy(person.email)).toEqual(boughtOnce);
  },
);

test("a price that has changed is shown before anything can be ordered, and is charged once it was seen", async () => {
  const { origin, openPage } = storefront;
  const person = { ...guest, email: "price@hansa.example" };
  const page = await openPage();
  await addProduct(page, origin, "porthole-mirror");
  await setPrice(storefront, "porthole-mirror", 13_100);
  await page.goto(`${origin}/cart`);
  await page.getByText("The price has changed since you added it.").waitFor();
  await page.getByRole("button", { name: /checkout$/ }).click();
  await page.getByText("The cart has changed: please look at it again.").waitFor();
  await prepareCheckout(page, origin, person);
  await order(page);
  await awaitOrder(page);
  expect(boughtBy(person.email)).toEqual(boughtOnce);
  const [row] = storefront.rows("orders", `SELECT subtotal_minor AS minor FROM orders WHERE email = '${person.email}'`);
  expect(row).toEqual({ minor: 13_100 });
});

test("goods that were sold out since cannot be ordered, and the page says so", async () => {
  const { origin, openPage } = storefront;
  const page = await openPage();
  await addProduct(page, origin, "pier-seven-skillet");
  await emptyShelf(storefront, "pier-seven-skillet");
  await page.goto(`${origin}/cart`);
  await page.getByRole("button", { name: /checkout$/ }).click();
  await page
    .getByText(/sold out|in stock/i)
    .first()
    .waitFor();
  expect(new URL(page.url()).pathname).toBe("/cart");
});

test("goods that are sold out while they are in a checkout stay reserved for its buyer", async () => {
  const { origin, openPage } = storefront;
  const person = { ...guest, email: "shelf@hansa.example" };
  const page = await openPage();
  await addProduct(page, origin, "first-light-coffee");
  await prepareCheckout(page, origin, person);
  await emptyShelf(storefront, "first-light-coffee");
  await order(page);
  await awaitOrder(page);
  expect(boughtBy(person.email)).toEqual(boughtOnce);
});

test("a code that another buyer has used up is said at the press, and nothing is charged", async () => {
  const { origin, openPage, shop } = storefront;
  const code = { label: "Once", code: "ONCE", rateOff: "0.5", usesTotal: 1 };
  await perform(shop, PromotionSaveDocument, code, await signInStaff(shop, "CATALOG_MANAGER"));
  const pages = [];
  for (const name of ["first", "second"]) {
    const page = await openPage();
    await addProduct(page, origin, "tidemark-mug");
    await page.goto(`${origin}/cart`);
    await page.getByLabel("Code").fill("ONCE");
    await page.getByRole("button", { name: "Apply" }).click();
    await page.getByRole("button", { name: "Remove the code ONCE" }).waitFor();
    await prepareCheckout(page, origin, { ...guest, email: `code-${name}@hansa.example` });
    pages.push(page);
  }
  const [first, second] = pages;
  if (!first || !second) throw new Error("there are no two buyers");
  await order(first);
  await awaitOrder(first);
  await order(second);
  await second.getByText("Your code was used up in the meantime.", { exact: false }).waitFor();
  expect(boughtBy("code-second@hansa.example")).toEqual(boughtNothing);
  await order(second);
  await awaitOrder(second);
  expect(boughtBy("code-first@hansa.example")).toEqual(boughtOnce);
  expect(boughtBy("code-second@hansa.example")).toEqual(boughtOnce);
});

test("a second step that is given up charges nothing, and another card pays", async () => {
  const { origin, openPage } = storefront;
  const person = { ...guest, email: "step@hansa.example" };
  const page = await openPage();
  await addProduct(page, origin, "tidemark-mug");
  await prepareCheckout(page, origin, person);
  await order(page, "tok_second_step");
  await page.getByRole("button", { name: "Cancel the payment" }).click();
  await page.getByLabel("Test card").waitFor();
  expect(boughtBy(person.email)).toEqual(boughtNothing);
  await order(page, "tok_ok");
  await awaitOrder(page);
  expect(boughtBy(person.email)).toEqual(boughtOnce);
});

test("a buyer who is signed out in another tab is told at the press, and charged nothing", async () => {
  const { origin, openPage } = storefront;
  const { email, password } = demoAccount("CUSTOMER");
  await giveCart(storefront, "tea");
  const page = await openPage();
  await page.goto(`${origin}/account/sign-in`);
  await signIn(page, { email, password });
  await page.getByText("Hello, Ada Brandis.").waitFor();
  await page.goto(`${origin}/cart`);
  await page.getByRole("button", { name: /checkout$/ }).click();
  await page.getByRole("button", { name: "Ship to this address" }).first().click();
  await page.locator("input[name=shipping]").first().check();
  await page.getByRole("button", { name: "Order with obligation to pay" }).waitFor();
  const other = await page.context().newPage();
  await other.goto(`${origin}/account`);
  await other.getByRole("button", { name: "Sign out" }).click();
  await other.getByText("Sign in to see this page.").waitFor();
  const before = boughtBy(email);
  await page.getByRole("button", { name: "Order with obligation to pay" }).click();
  await page.getByText("There is no checkout.").waitFor();
  expect(boughtBy(email)).toEqual(before);
});

test("a reservation that ends before the payment charges nothing; one press reserves again", async () => {
  const { origin, openPage, shop } = storefront;
  const person = { ...guest, email: "late@hansa.example" };
  const admin = await signInStaff(shop, "ADMIN");
  await perform(
    shop,
    SettingsUpdateDocument,
    { reservationSeconds: { afterStep: 30, inAll: 40, withoutEmail: 40 } },
    admin,
  );
  const page = await openPage();
  await addProduct(page, origin, "tidemark-mug");
  await prepareCheckout(page, origin, person);
  await page.getByText("The reservation is over.", { exact: false }).waitFor();
  await perform(
    shop,
    SettingsUpdateDocument,
    { reservationSeconds: { afterStep: 900, inAll: 3_600, withoutEmail: 900 } },
    admin,
  );
  expect(paymentStatesOf(storefront, person.email)).toEqual({ orders: 0, payments: [] });
  await page.getByRole("button", { name: "Reserve again" }).click();
  await page.getByText(/reserved for \d+:\d\d/).waitFor();
  await prepareCheckout(page, origin, person);
  await order(page);
  await awaitOrder(page);
  expect(boughtBy(person.email)).toEqual(boughtOnce);
  expect(paymentStatesOf(storefront, person.email)).toEqual({ orders: 1, payments: ["CAPTURED"] });
});

test("a cancelled order is shown as cancelled, also when the page cannot read it at first", async () => {
  const { origin, openPage } = storefront;
  const page = await openPage();
  await addProduct(page, origin, "tidemark-mug");
  await prepareCheckout(page, origin, { ...guest, email: "cancels@hansa.example" });
  await order(page);
  await awaitOrder(page);
  let lost = 0;
  await page.route("**/graphql", async (route) => {
    if (lost === 2 || !route.request().postData()?.includes("StorefrontOrder(")) return route.continue();
    lost += 1;
    return route.fulfill({ status: 200, contentType: "application/json", body: "{}" });
  });
  await page.getByRole("button", { name: "Cancel the order" }).click();
  await page.getByRole("button", { name: "Yes, cancel it" }).click();
  await page.getByText("The order was cancelled.").waitFor();
  expect(lost).toBe(2);
});
