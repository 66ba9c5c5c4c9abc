/** The contact of a buyer at checkout: what a person types there, and what the fields hold. */
import type { BrowserContextOptions, Locator, Page } from "playwright-core";
import { addProduct, guest } from "./shopper.ts";
import type { StorefrontShop } from "./storefront.ts";

const contact = ["email", "firstName", "lastName", "line1", "postalCode", "city"] as const;

/** The contact of the guest, by the names of its fields. */
export const wholeContact = Object.fromEntries(contact.map((name) => [name, guest[name]]));

/** Opens the checkout of a new visitor with one mug. */
export async function openCheckout(
  { origin, openPage }: StorefrontShop,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const page = await openPage(options);
  await addProduct(page, origin, "tidemark-mug");
  await page.goto(`${origin}/cart`);
  await page.getByRole("button", { name: "To checkout" }).click();
  await page.waitForURL("**/checkout");
  await page.getByLabel("E-mail").waitFor();
  return page;
}

/** Fills in the contact of the guest. */
export async function typeContact(page: Page): Promise<void> {
  for (const name of contact) await page.locator(`input[name=${name}]`).fill(guest[name]);
}

/** The texts that the fields hold. */
export async function typedContact(page: Page): Promise<Record<string, string>> {
  const entries = contact.map(async (name) => [name, await page.locator(`input[name=${name}]`).inputValue()]);
  return Object.fromEntries(await Promise.all(entries));
}

/** Whether an element has the focus. */
export async function hasFocus(page: Page, element: Locator): Promise<boolean> {
  return (await element.and(page.locator(":focus")).count()) === 1;
}
