/** A person with an account in a browser: registering, and signing in and out, as they do it. */
import { createCart, findAvailableVariant, signIn as signInByGraph } from "@hansa/client/buyer";
import type { Page } from "playwright-core";
import { z } from "zod";
import { findEmail } from "../../../cli/testing/mailbox.ts";
import type { StorefrontShop } from "./storefront.ts";

export type Person = { name: string; email: string; password: string };

/** Creates an account, and confirms its address with the link of the mail and the password. */
export async function register(page: Page, { origin, shop }: StorefrontShop, person: Person): Promise<void> {
  await page.goto(`${origin}/account/register`);
  await page.locator("[data-island=register-view][data-started]").waitFor();
  await page.getByLabel("Name").fill(person.name);
  await page.getByLabel("E-mail").fill(person.email);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: "Create an account" }).click();
  await page.getByText("Look into your mailbox").waitFor();
  const mail = await findEmail(shop, person.email, "/verify-email#token=");
  await page.goto(linkIn(mail, `${origin}/verify-email#token=`));
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: "Confirm the address" }).click();
  await page.getByText(`${person.email} is confirmed.`, { exact: false }).waitFor();
}

/** Fills in and sends the form of the page to sign in, which is open. */
export async function signIn(page: Page, { email, password }: Pick<Person, "email" | "password">): Promise<void> {
  await page.locator("[data-island=sign-in-view][data-started]").waitFor();
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
}

/** Gives the demo customer a new cart, with one unit of something in stock for each of these texts. */
export async function giveCart({ shop }: StorefrontShop, ...texts: readonly string[]): Promise<void> {
  const lines = [];
  for (const text of texts) lines.push({ variantId: (await findAvailableVariant(shop, text)).id, quantity: 1 });
  await createCart(shop, { currency: "EUR", lines }, await signInByGraph(shop, "CUSTOMER"));
}

/** The number of orders that belong to the account with this address. */
export function ordersOf({ rows }: StorefrontShop, email: string): number {
  const ids = z
    .array(z.object({ id: z.string() }))
    .parse(rows("users", `SELECT id FROM users WHERE email = '${email}'`));
  return rows("orders", `SELECT id FROM orders WHERE customer_id = '${ids[0]?.id ?? ""}'`).length;
}

/** The link in a mail that begins with this. */
export function linkIn(mail: string, begin: string): string {
  const at = mail.indexOf(begin);
  if (at < 0) throw new Error(`the mail has no link ${begin}`);
  return mail.slice(at).split(/\s/, 1)[0] ?? "";
}

/** The entries of the shop in the browser's storage. */
export function storedBy(page: Page): Promise<string> {
  return page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
}
