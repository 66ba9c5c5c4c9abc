/** Accounts in a real browser on real processes: from registering to erasing, and what they change about buying. */
import { demoAccount } from "@hansa/client/demo-accounts";
import { afterEach, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { findEmail } from "../../../cli/testing/mailbox.ts";
import { giveCart, linkIn, type Person, register, signIn, storedBy } from "../support/account.ts";
import { addProduct, awaitOrder, guest, order, prepareCheckout } from "../support/shopper.ts";
import { type StorefrontShop, sharedStorefront } from "../support/storefront.ts";

let storefront: StorefrontShop;
beforeAll(async () => {
  storefront = await sharedStorefront();
});
afterEach(() => storefront.closePages());

/** Rows of the table and store of this name with this value. */
function rowsOf(name: "users" | "orders", column: string, value: string): unknown[] {
  return storefront.rows(name, `SELECT id FROM ${name} WHERE ${column} = '${value}'`);
}

/** The number of orders that belong to the account with this address. */
function ordersOf(email: string): number {
  const [user] = z.array(z.object({ id: z.string() })).parse(rowsOf("users", "email", email));
  return rowsOf("orders", "customer_id", user?.id ?? "").length;
}

test("a guest registers, signs in at the checkout, and buys twice: with a new address and card, and with the saved ones", async () => {
  const { origin, openPage } = storefront;
  const person: Person = { name: "Lin Ochs", email: "lin@hansa.example", password: "seventh-harbour-kite" };
  const page = await openPage();
  await register(page, storefront, person);
  expect(page.url()).toBe(`${origin}/verify-email`);

  await addProduct(page, origin, "tidemark-mug");
  await page.goto(`${origin}/cart`);
  await page.getByRole("button", { name: "To checkout" }).click();
  await page.getByText("Do you have an account?").waitFor();
  await page.getByRole("main").getByRole("link", { name: "Sign in" }).click();
  await signIn(page, person);
  await page.waitForURL(`${origin}/checkout`);
  await page.getByLabel("E-mail").waitFor();
  expect(await page.getByLabel("E-mail").inputValue()).toBe(person.email);

  await page.goto(`${origin}/account/addresses`);
  await page.getByRole("button", { name: "Add an address" }).click();
  for (const name of ["firstName", "lastName", "line1", "city"] as const)
    await page.locator(`input[name=${name}]`).fill(guest[name]);
  await page.locator("input[name=postalCode]").fill("no code");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("This does not have the form that the country uses.").waitFor();
  await page.locator("input[name=postalCode]").fill(guest.postalCode);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved.").waitFor();

  await page.goto(`${origin}/checkout`);
  await page.getByRole("button", { name: "Ship to this address" }).click();
  await page.locator("input[name=shipping]").first().check();
  await page.getByLabel("Save this card for next time").check();
  await order(page);
  await awaitOrder(page);

  await addProduct(page, origin, "tidemark-mug");
  await page.goto(`${origin}/cart`);
  await page.getByRole("button", { name: "To checkout" }).click();
  await page.getByRole("button", { name: "Ship to this address" }).click();
  await page.locator("input[name=shipping]").first().check();
  await page.getByRole("radio", { name: "Visa ending in 4242" }).waitFor();
  await page.getByRole("button", { name: "Order with obligation to pay" }).click();
  const number = await awaitOrder(page);
  expect(ordersOf(person.email)).toBe(2);

  await page.goto(`${origin}/account`);
  await page.getByRole("link", { name: `Order ${number}` }).click();
  await page.getByText("Grace Hopper").waitFor();

  await page.goto(`${origin}/account/cards`);
  await page.getByRole("button", { name: "Remove Visa ending in 4242" }).click();
  await page.getByText("There is no card yet.", { exact: false }).waitFor();
  await page.goto(`${origin}/account/addresses`);
  await page.getByRole("button", { name: "Remove the address of Grace Hopper" }).click();
  await page.getByText("There is no address yet.", { exact: false }).waitFor();
});

test("a guest's order is added to the account of another address, on the page that its mail opens", async () => {
  const { origin, openPage } = storefront;
  const person: Person = { name: "Ebba Lund", email: "ebba@hansa.example", password: "ninth-harbour-kite" };
  const page = await openPage();
  await addProduct(page, origin, "tidemark-mug");
  await prepareCheckout(page, origin, { ...guest, email: "ebba-at-work@hansa.example" });
  await order(page);
  const number = await awaitOrder(page);
  expect(await page.getByRole("button", { name: "Add this order to your account" }).count()).toBe(0);
  await register(page, storefront, person);
  await page.goto(`${origin}/account/sign-in?return=/orders/${number}`);
  await signIn(page, person);
  await page.waitForURL(`${origin}/orders/${number}`);
  await page.getByRole("button", { name: "Add this order to your account" }).click();
  await page.getByText("That is done.").waitFor();
  expect(await page.getByRole("button", { name: "Add this order to your account" }).count()).toBe(0);
  await page.goto(`${origin}/account`);
  await page.getByRole("link", { name: `Order ${number}` }).waitFor();
  expect(ordersOf(person.email)).toBe(1);
});

test("signing in asks which cart goes on only if both have goods; another device shows the same cart, and signing out forgets it", async () => {
  const { origin, openPage } = storefront;
  const { email, password } = demoAccount("CUSTOMER");
  await giveCart(storefront, "tea", "honey");
  const page = await openPage();
  await addProduct(page, origin, "tidemark-mug");
  await page.getByRole("banner").getByRole("link", { name: "Sign in" }).click();
  await signIn(page, { email, password: "no-such-password" });
  await page.getByText("E-mail or password is wrong", { exact: false }).waitFor();
  await signIn(page, { email, password });
  await page.getByText("There is 1 item in the cart of this browser, and 2", { exact: false }).waitFor();
  await page.getByRole("button", { name: "Keep all of them" }).click();
  await page.waitForURL(`${origin}/products/tidemark-mug`);
  await page.getByRole("link", { name: "Cart, 3 items" }).waitFor();

  const other = await openPage();
  await other.goto(`${origin}/account/sign-in?return=/cart`);
  await signIn(other, { email, password });
  await other.waitForURL(`${origin}/cart`);
  await other.getByRole("heading", { name: /Tidemark Mug/ }).waitFor();
  expect(await other.getByRole("main").getByRole("listitem").count()).toBe(3);

  await page.goto(`${origin}/account`);
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByText("Sign in to see this page.").waitFor();
  expect(await storedBy(page)).not.toContain("cart_");
  expect(await page.context().cookies()).toEqual([]);
  await page.goto(`${origin}/cart`);
  await page.getByText("Your cart is empty.").waitFor();
});

test("a page to sign in leads to no other host", async () => {
  const { origin, openPage } = storefront;
  const { email, password } = demoAccount("CUSTOMER");
  const page = await openPage();
  await page.goto(`${origin}/account/sign-in?return=//foreign.example/`);
  await signIn(page, { email, password });
  await page.waitForURL(`${origin}/account`);
  await page.getByText("Hello, Ada Brandis.").waitFor();
});

test("a forgotten password is set by the link of the mail, whose token is stored nowhere; then the account is erased", async () => {
  const { origin, openPage, shop } = storefront;
  const person: Person = { name: "Mae Carol", email: "mae@hansa.example", password: "seventh-harbour-kite" };
  const page = await openPage();
  await register(page, storefront, person);
  await page.goto(`${origin}/reset-password`);
  await page.locator("[data-island=reset-password-view][data-started]").waitFor();
  await page.getByLabel("E-mail").fill(person.email);
  await page.getByRole("button", { name: "Send the mail" }).click();
  await page.getByText(`If ${person.email} has an account`, { exact: false }).waitFor();
  const link = linkIn(await findEmail(shop, person.email, "/reset-password#token="), `${origin}/reset-password#token=`);
  const [, token = ""] = link.split("#token=");
  await page.goto(link);
  await page.getByLabel("New password").fill("password");
  await page.getByRole("button", { name: "Save the password" }).click();
  await page.getByText("This password is easy to guess", { exact: false }).waitFor();
  expect(page.url()).toBe(`${origin}/reset-password`);
  expect(await storedBy(page)).not.toContain(token);
  const changed = { ...person, password: "eighth-harbour-kite" };
  await page.getByLabel("New password").fill(changed.password);
  await page.getByRole("button", { name: "Save the password" }).click();
  await page.getByText("Your new password is saved.", { exact: false }).waitFor();
  await page.getByRole("main").getByRole("link", { name: "Sign in" }).click();
  await signIn(page, changed);
  await page.getByText("Hello, Mae Carol.").waitFor();

  await page.goto(`${origin}/account/settings`);
  await page.getByLabel("Password", { exact: true }).fill("no-such-password");
  await page.getByRole("button", { name: "Delete my account for good" }).click();
  await page.getByText("This password is wrong.").waitFor();
  await page.getByLabel("Password", { exact: true }).fill(changed.password);
  await page.getByRole("button", { name: "Delete my account for good" }).click();
  await page.getByText("Your account is deleted.", { exact: false }).waitFor();
  expect(await page.context().cookies()).toEqual([]);
  expect(await storedBy(page)).not.toContain("session");
  await page.goto(`${origin}/account`);
  await page.getByText("Sign in to see this page.").waitFor();
});

test("the address of an account is changed by the link of the mail to the new one, and other devices are signed out", async () => {
  const { origin, openPage, shop } = storefront;
  const person: Person = { name: "Ida Kern", email: "ida@hansa.example", password: "seventh-harbour-kite" };
  const next = "ida.kern@hansa.example";
  const page = await openPage();
  await register(page, storefront, person);
  await page.goto(`${origin}/account/sign-in`);
  await signIn(page, person);
  await page.waitForURL(`${origin}/account`);
  const other = await openPage();
  await other.goto(`${origin}/account/sign-in`);
  await signIn(other, person);
  await other.waitForURL(`${origin}/account`);

  await page.goto(`${origin}/account/settings`);
  await page.getByLabel("New e-mail address").fill(next);
  await page.getByLabel("Your password").fill("no-such-password");
  await page.getByRole("button", { name: "Change the address" }).click();
  await page.getByText("This password is wrong.").waitFor();
  await page.getByLabel("Your password").fill(person.password);
  await page.getByRole("button", { name: "Change the address" }).click();
  await page.getByText(`A mail is on its way to ${next}.`, { exact: false }).waitFor();
  await findEmail(shop, person.email, "Another e-mail address for your account");
  const link = linkIn(await findEmail(shop, next, "/confirm-email#token="), `${origin}/confirm-email#token=`);
  const [, token = ""] = link.split("#token=");
  await page.goto(link);
  await page.getByText(`${next} is the address of your account now.`, { exact: false }).waitFor();
  expect(page.url()).toBe(`${origin}/confirm-email`);
  expect(await storedBy(page)).not.toContain(token);
  await page.getByRole("link", { name: "To the settings" }).click();
  await page.getByText(`Your e-mail address: ${next}`).waitFor();

  const signedIn = `SELECT sessions.id FROM sessions JOIN users ON users.id = user_id WHERE email = '${next}'`;
  expect(storefront.rows("users", signedIn)).toHaveLength(1);
  await other.goto(`${origin}/de/confirm-email#token=${token}`);
  await other.getByText("Dieser Link wurde schon benutzt", { exact: false }).waitFor();
  await other.goto(`${origin}/account/sign-in`);
  await signIn(other, { email: next, password: person.password });
  await other.getByText("Hello, Ida Kern.").waitFor();
});

test("while accounts are away, their pages say so, and a guest goes on buying", async () => {
  const { origin, openPage, shop } = storefront;
  const page = await openPage();
  await addProduct(page, origin, "tidemark-mug");
  await shop.kill("users");
  await page.goto(`${origin}/account`);
  await page.getByText("Accounts cannot be reached at the moment.", { exact: false }).waitFor();
  await page.goto(`${origin}/account/sign-in`);
  await signIn(page, { email: "lin@hansa.example", password: "seventh-harbour-kite" });
  await page.getByText("you can go on buying as a guest", { exact: false }).waitFor();
  await page.goto(`${origin}/cart`);
  await page.getByRole("button", { name: "To checkout" }).click();
  await page.getByLabel("E-mail").waitFor();
  await shop.start("users");
});
