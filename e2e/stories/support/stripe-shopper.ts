/** A shop with Stripe, whose script and interface a stand-in serves, and a shopper who pays there by card. */
import type { Page } from "playwright-core";
import { addProduct, fillCheckout, guest } from "./shopper.ts";
import { openStorefront, type StorefrontShop } from "./storefront.ts";
import { standInOrigin, startStandIn, stripeSettings } from "./stripe-stand-in.ts";

export type StripeStorefront = StorefrontShop & {
  /** The origin of the stand-in. */
  standIn: string;
};

/** Starts a shop of its own, with the stand-in. Stop it after the tests of the file. */
export async function openStripeStorefront(): Promise<StripeStorefront> {
  const opened = await openStorefront({ environment: stripeSettings, origins: (port) => [standInOrigin(port)] });
  const { port } = opened.shop;
  const stopStandIn = await startStandIn(port);
  const stop = async () => {
    await Promise.all([opened.stop(), stopStandIn()]);
  };
  return { ...opened, standIn: standInOrigin(port), stop };
}

/** Leads a new visitor to the form of the card. */
export async function openPayment(
  { origin, openPage }: StorefrontShop,
  email: string,
  prepare: (page: Page) => Promise<unknown> = async () => undefined,
): Promise<Page> {
  const page = await openPage();
  await prepare(page);
  await addProduct(page, origin, "tidemark-mug");
  await fillCheckout(page, origin, { ...guest, email });
  return page;
}

export async function typeCard(page: Page, card: string): Promise<void> {
  await page.frameLocator("[data-card-form=ready] iframe").getByLabel("Card of the stand-in").fill(card);
}

export async function pay(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Order with obligation to pay" }).click();
}
