/** Purchases that something hinders on the buyer's side or the shop's: one order or none, one charge or none, and the page says which; `long/` has more. */
import { afterEach, beforeAll, expect, test } from "vitest";
import { purchasesOf } from "../support/purchases.ts";
import { emptyShelf, setPrice } from "../support/shelf.ts";
import { addProduct, awaitOrder, guest, order, prepareCheckout } from "../support/shopper.ts";
import { type StorefrontShop, sharedStorefront } from "../support/storefront.ts";

let storefront: StorefrontShop;
beforeAll(async () => {
  storefront = await sharedStorefront();
});
afterEach(() => storefront.closePages());

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
  await page.getByText("Your cart is empty.").waitFor();
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

test("a cancelled order is shown as cancelled, also when the page cannot read it at first", async () => {
  const { origin, openPage } = storefront;
  const page = await openPage();
  await addProduct(page, origin, "tidemark-mug");
  await prepareCheckout(page, origin, { ...guest, email: "cancels@hansa.example" });
  await order(page);
  await awaitOrder(page);
  let lost = 0;
  await page.route("**/graphql/public", async (route) => {
    if (lost === 2 || !route.request().postData()?.includes("StorefrontOrder(")) return route.continue();
    lost += 1;
    return route.fulfill({ status: 200, contentType: "application/json", body: "{}" });
  });
  await page.getByRole("button", { name: "Cancel the order" }).click();
  await page.getByRole("button", { name: "Yes, cancel it" }).click();
  await page.getByText("The order was cancelled.").waitFor();
  expect(lost).toBe(2);
});
