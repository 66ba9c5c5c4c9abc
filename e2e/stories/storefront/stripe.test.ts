/** Purchases with Stripe, whose script and interface a stand-in serves, and the policy that lets one page load them. */
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { paymentStatesOf } from "../support/purchases.ts";
import { addProduct, awaitOrder, fillCheckout, guest } from "../support/shopper.ts";
import { openStorefront, type StorefrontShop } from "../support/storefront.ts";
import { standInOrigin, startStandIn, stripeSettings } from "../support/stripe-stand-in.ts";

let storefront: StorefrontShop;
let stopStandIn: () => Promise<void>;
let standIn: string;
beforeAll(async () => {
  storefront = await openStorefront({ environment: stripeSettings, origins: (port) => [standInOrigin(port)] });
  standIn = standInOrigin(storefront.shop.port);
  stopStandIn = await startStandIn(storefront.shop.port);
});
afterAll(() => Promise.all([storefront.stop(), stopStandIn()]));
afterEach(() => storefront.closePages());

/** Leads a new visitor to the form of the card. */
async function openPayment(email: string, prepare: (page: Page) => Promise<unknown> = async () => undefined) {
  const { origin, openPage } = storefront;
  const page = await openPage();
  await prepare(page);
  await addProduct(page, origin, "tidemark-mug");
  await fillCheckout(page, origin, { ...guest, email });
  return page;
}

async function typeCard(page: Page, card: string): Promise<void> {
  await page.frameLocator("[data-card-form=ready] iframe").getByLabel("Card of the stand-in").fill(card);
}

async function pay(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Order with obligation to pay" }).click();
}

function storedFor(email: string) {
  return paymentStatesOf(storefront, email);
}

test("a card is typed into a frame of Stripe, and what reaches the shop is a token", async () => {
  const page = await openPayment("curie@hansa.example");
  const sent: string[] = [];
  page.on("request", (request) => {
    if (new URL(request.url()).origin === storefront.origin) sent.push(request.postData() ?? "");
  });
  await typeCard(page, "pm_card_visa");
  await pay(page);
  await awaitOrder(page);
  expect(storedFor("curie@hansa.example")).toEqual({ orders: 1, payments: ["CAPTURED"] });
  expect(sent.join()).toMatch(/"paymentToken":"ctoken_\w+"/);
  expect(sent.join()).not.toContain("pm_card_visa");
});

test("nothing typed, a declined card and another one lead to one order", async () => {
  const page = await openPayment("meitner@hansa.example");
  await page.locator("[data-card-form=ready]").waitFor();
  await pay(page);
  await page.getByText("Your card number is incomplete.").waitFor();
  await typeCard(page, "pm_card_chargeDeclined");
  await pay(page);
  await page.getByText("was declined. Nothing was charged").waitFor();
  await typeCard(page, "pm_card_mastercard");
  await pay(page);
  await awaitOrder(page);
  expect(storedFor("meitner@hansa.example")).toEqual({ orders: 1, payments: ["FAILED", "CAPTURED"] });
});

test("a second step is taken after a reload; one that fails ends the payment, and the next card pays", async () => {
  const page = await openPayment("noether@hansa.example");
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
  const page = await openPayment("franklin@hansa.example");
  await typeCard(page, "pm_card_visa");
  let isLost = false;
  await page.route("**/graphql", async (route) => {
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
  const page = await openPayment("goeppert@hansa.example", (opened) =>
    opened.route(`${standIn}/**`, (route) => (isBlocked ? route.fulfill({ status: 404, body: "" }) : route.continue())),
  );
  await page.getByText("The card form of our payment provider cannot be loaded. Nothing was charged.").waitFor();
  isBlocked = false;
  await page.getByRole("button", { name: "Load it again" }).click();
  await typeCard(page, "pm_card_visa");
  await pay(page);
  await awaitOrder(page);
  expect(storedFor("goeppert@hansa.example")).toEqual({ orders: 1, payments: ["CAPTURED"] });
});

test("only the checkout may load from the hosts of the provider", async () => {
  const { origin } = storefront;
  const policyOf = async (path: string) => {
    const { headers } = await fetch(`${origin}${path}`, { headers: { accept: "text/html" } });
    return (headers.get("content-security-policy") ?? "").split("; ");
  };
  for (const path of ["/checkout", "/de/checkout"]) {
    const policy = await policyOf(path);
    for (const directive of ["script-src", "frame-src", "connect-src"])
      expect(policy, path).toContain(`${directive} 'self' ${standIn}`);
  }
  const others = [
    "/",
    "/de",
    "/cart",
    "/de/cart",
    "/search",
    "/products/tidemark-mug",
    "/orders/1001",
    "/none",
    "/checkout/x",
  ];
  for (const path of others) {
    const policy = await policyOf(path);
    expect(policy, path).toContain("script-src 'self'");
    expect(policy.join(), path).not.toContain(standIn);
  }
});
