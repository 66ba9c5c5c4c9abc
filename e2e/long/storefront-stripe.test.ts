/** Purchases with Stripe that are hindered: failed second steps, a lost response, and a script that is not loaded. */
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { paymentStatesOf } from "../stories/support/purchases.ts";
import { awaitOrder } from "../stories/support/shopper.ts";
import {
  openPayment,
  openStripeStorefront,
  pay,
  type StripeStorefront,
  typeCard,
} from "../stories/support/stripe-shopper.ts";

let storefront: StripeStorefront;
beforeAll(async () => {
  storefront = await openStripeStorefront();
});
afterAll(() => storefront.stop());
afterEach(() => storefront.closePages());

function storedFor(email: string) {
  return paymentStatesOf(storefront, email);
}

test("a second step is taken after a reload; one that fails ends the payment, and the next card pays", async () => {
  const page = await openPayment(storefront, "noether@hansa.example");
  await typeCard(page, "pm_card_threeDSecure2Required");
  await pay(page);
  await page.getByRole("button", { name: "Continue at your bank" }).click();
  await page.frameLocator("dialog iframe").getByRole("link", { name: "Fail" }).click();
  await page.getByText("Your bank did not confirm the payment. Nothing was charged").waitFor();
  await typeCard(page, "pm_card_threeDSecure2Required");
  await pay(page);
  await page.getByRole("button", { name: "Continue at your bank" }).waitFor();
  await page.reload();
  await page.getByRole("button", { name: "Continue at your bank" }).click();
  await page.frameLocator("dialog iframe").getByRole("link", { name: "Complete" }).click();
  await awaitOrder(page);
  expect(storedFor("noether@hansa.example")).toEqual({ orders: 1, payments: ["VOIDED", "CAPTURED"] });
});

test("after a lost response the page finds the payment that was made: one order", async () => {
  const page = await openPayment(storefront, "franklin@hansa.example");
  await typeCard(page, "pm_card_visa");
  let isLost = false;
  await page.route("**/graphql/public", async (route) => {
    if (isLost || !route.request().postData()?.includes("StorefrontPaymentStart")) return route.continue();
    isLost = true;
    await route.fetch();
    return route.fulfill({ status: 200, contentType: "application/json", body: "{}" });
  });
  await pay(page);
  await awaitOrder(page);
  expect([isLost, storedFor("franklin@hansa.example")]).toEqual([true, { orders: 1, payments: ["CAPTURED"] }]);
});

test("a script that cannot be loaded is told, and loaded again with a press", async () => {
  let isBlocked = true;
  const page = await openPayment(storefront, "goeppert@hansa.example", (opened) =>
    opened.route(`${storefront.standIn}/**`, (route) =>
      isBlocked ? route.fulfill({ status: 404, body: "" }) : route.continue(),
    ),
  );
  await page.getByText("The card form of our payment provider cannot be loaded. Nothing was charged.").waitFor();
  isBlocked = false;
  await page.getByRole("button", { name: "Load it again" }).click();
  await typeCard(page, "pm_card_visa");
  await pay(page);
  await awaitOrder(page);
  expect(storedFor("goeppert@hansa.example")).toEqual({ orders: 1, payments: ["CAPTURED"] });
});
