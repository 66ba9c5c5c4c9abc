/** Purchases with Stripe, whose script and interface a stand-in serves, and the policy that lets one page load them; `long/` has more. */
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { paymentStatesOf } from "../support/purchases.ts";
import { awaitOrder } from "../support/shopper.ts";
import { openPayment, openStripeStorefront, pay, type StripeStorefront, typeCard } from "../support/stripe-shopper.ts";

let storefront: StripeStorefront;
beforeAll(async () => {
  storefront = await openStripeStorefront();
});
afterAll(() => storefront.stop());
afterEach(() => storefront.closePages());

function storedFor(email: string) {
  return paymentStatesOf(storefront, email);
}

test("a card is typed into a frame of Stripe, and what reaches the shop is a token", async () => {
  const page = await openPayment(storefront, "curie@hansa.example");
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
  const page = await openPayment(storefront, "meitner@hansa.example");
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

test("only the checkout may load from the hosts of the provider", async () => {
  const { origin, standIn } = storefront;
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
