/** Accounts in a real browser: purchases with saved addresses and cards, and a new address of the account itself. */
import { afterEach, beforeAll, expect, test } from "vitest";
import { findEmail } from "../../cli/testing/mailbox.ts";
import { linkIn, ordersOf, type Person, register, signIn, storedBy } from "../stories/support/account.ts";
import { addProduct, awaitOrder, guest, order } from "../stories/support/shopper.ts";
import { type StorefrontShop, sharedStorefront } from "../stories/support/storefront.ts";

let storefront: StorefrontShop;
beforeAll(async () => {
  storefront = await sharedStorefront();
});
afterEach(() => storefront.closePages());

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
  expect(ordersOf(storefront, person.email)).toBe(2);

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
  await page.getByRole("button", { name: "Change the address" }).click();
  await page.getByText(`${next} is the address of your account now.`, { exact: false }).waitFor();
  expect(page.url()).toBe(`${origin}/confirm-email`);
  expect(await storedBy(page)).not.toContain(token);
  await page.getByRole("link", { name: "To the settings" }).click();
  await page.getByText(`Your e-mail address: ${next}`).waitFor();

  const signedIn = `SELECT sessions.id FROM sessions JOIN users ON users.id = user_id WHERE email = '${next}'`;
  expect(storefront.rows("users", signedIn)).toHaveLength(1);
  await other.goto(`${origin}/de/confirm-email#token=${token}`);
  await other.getByRole("button", { name: "Adresse ändern" }).click();
  await other.getByText("Dieser Link wurde schon benutzt", { exact: false }).waitFor();
  await other.goto(`${origin}/account/sign-in`);
  await signIn(other, { email: next, password: person.password });
  await other.getByText("Hello, Ida Kern.").waitFor();
});
