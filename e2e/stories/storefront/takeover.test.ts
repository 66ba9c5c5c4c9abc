/** A stranger registers the address of a person who bought as a guest: in a browser, with the links of real mails. */
import { RegisterDocument } from "@hansa/client/documents/accounts";
import { LoginDocument } from "@hansa/client/documents/purchase";
import { executeDocument, requireData } from "@hansa/client/graphql-client";
import { afterEach, beforeAll, expect, test } from "vitest";
import { findEmail } from "../../../cli/testing/mailbox.ts";
import { linkIn, ordersOf, register, signIn } from "../support/account.ts";
import { addProduct, awaitOrder, guest, order, prepareCheckout } from "../support/shopper.ts";
import { type StorefrontShop, sharedStorefront } from "../support/storefront.ts";

let storefront: StorefrontShop;
beforeAll(async () => {
  storefront = await sharedStorefront();
});
afterEach(() => storefront.closePages());

const victim = { name: "Vera Holm", email: "vera@hansa.example", password: "eleventh-harbour-kite" };
const strangers = "the password of a stranger";

async function signInOfStranger(): Promise<string> {
  const input = { email: victim.email, password: strangers };
  const { login } = await requireData(executeDocument(storefront.shop.url, LoginDocument, { input }));
  return login.__typename;
}

test("opening the link of a stranger's registration gives nothing away, and guest orders join by their owner's press", async () => {
  const { origin, openPage, shop } = storefront;
  const page = await openPage();
  await addProduct(page, origin, "tidemark-mug");
  await prepareCheckout(page, origin, { ...guest, email: victim.email });
  await order(page);
  const number = await awaitOrder(page);

  const input = { email: victim.email, password: strangers, displayName: "Vera Holm" };
  await requireData(executeDocument(shop.url, RegisterDocument, { input }));
  const scanner = await openPage();
  await scanner.goto(linkIn(await findEmail(shop, victim.email, "/verify-email#token="), `${origin}/verify-email#`));
  const confirm = scanner.getByRole("button", { name: "Confirm the address" });
  await confirm.waitFor();
  await scanner.getByLabel("Password").fill(victim.password);
  await confirm.click();
  await scanner.getByText("This is not the password of the account.").waitFor();
  expect(await signInOfStranger()).toBe("InvalidCredentialsError");

  await register(page, storefront, victim);
  expect(await signInOfStranger()).toBe("InvalidCredentialsError");
  await page.goto(`${origin}/account/sign-in?return=/account/orders`);
  await signIn(page, victim);
  await page.getByRole("heading", { name: "Orders from before" }).waitFor();
  await page.getByText(`Order ${number}`, { exact: false }).waitFor();
  expect(ordersOf(storefront, victim.email)).toBe(0);
  await page.getByRole("button", { name: "Add these orders to my account" }).click();
  await page.getByRole("link", { name: `Order ${number}` }).waitFor();
  expect(await page.getByRole("heading", { name: "Orders from before" }).count()).toBe(0);
  expect(ordersOf(storefront, victim.email)).toBe(1);
});
