/** Payments whose second step is taken at the page of a bank: the buyer returns, or closes it and pays in another way. */
import { afterEach, beforeAll, expect, test } from "vitest";
import { paymentStatesOf } from "../support/purchases.ts";
import { addProduct, awaitOrder, guest, order, prepareCheckout } from "../support/shopper.ts";
import { type StorefrontShop, sharedStorefront } from "../support/storefront.ts";

let storefront: StorefrontShop;
beforeAll(async () => {
  storefront = await sharedStorefront();
});
afterEach(() => storefront.closePages());

/** Leads a new visitor to the page of the bank. */
async function goToBank(email: string) {
  const { origin, openPage } = storefront;
  const page = await openPage();
  await addProduct(page, origin, "tidemark-mug");
  await prepareCheckout(page, origin, { ...guest, email });
  await order(page, "tok_redirect");
  await page.waitForURL("**/sandbox/sbx_*");
  return page;
}

function storedFor(email: string) {
  return paymentStatesOf(storefront, email);
}

test("a buyer who confirms at the bank returns to the checkout, which leads to the order", async () => {
  const page = await goToBank("hypatia@hansa.example");
  await page.getByText("A shop asks for EUR").waitFor();
  await page.getByRole("button", { name: "Confirm the payment" }).click();
  await awaitOrder(page);
  expect(storedFor("hypatia@hansa.example")).toEqual({ orders: 1, payments: ["CAPTURED"] });
});

test("a buyer who refuses there is told that nothing was charged, and pays with another card", async () => {
  const page = await goToBank("kovalevskaya@hansa.example");
  await page.getByRole("button", { name: "Refuse it" }).click();
  await page.waitForURL("**/checkout");
  await page.getByText("The payment was declined. Nothing was charged").waitFor();
  await order(page);
  await awaitOrder(page);
  expect(storedFor("kovalevskaya@hansa.example")).toEqual({ orders: 1, payments: ["FAILED", "CAPTURED"] });
});

test("a page of the bank that was closed is opened again from the checkout, or the payment is cancelled and another one pays", async () => {
  const { origin } = storefront;
  const page = await goToBank("germain@hansa.example");
  const bank = page.url();
  await page.goto(`${origin}/checkout`);
  await page.getByRole("link", { name: "Continue at your bank" }).click();
  expect(page.url()).toBe(bank);
  await page.goto(`${origin}/checkout`);
  await page.getByRole("button", { name: "Cancel the payment" }).click();
  await order(page);
  await awaitOrder(page);
  const late = await page.context().newPage();
  await late.goto(bank);
  await late.getByText("This payment waits for nothing here.").waitFor();
  expect(storedFor("germain@hansa.example")).toEqual({ orders: 1, payments: ["VOIDED", "CAPTURED"] });
});
