/** Accounts in a real browser on real processes: from registering to erasing, and what they change about buying; `long/` has more. */
import {
  completeCheckout,
  createCart,
  findAvailableVariant,
  prepareCheckout as prepareByGraph,
  requireOrder,
  signIn as signInByGraph,
  startPayment,
} from "@hansa/client/buyer";
import { demoAccount } from "@hansa/client/demo-accounts";
import { deliverShipment, readOrder, shipParts, signInStaff } from "@hansa/client/staff-desk";
import { afterEach, beforeAll, expect, test } from "vitest";
import { findEmail } from "../../../cli/testing/mailbox.ts";
import { giveCart, linkIn, ordersOf, type Person, register, signIn, storedBy } from "../support/account.ts";
import { addProduct, awaitOrder, guest, order, prepareCheckout } from "../support/shopper.ts";
import { type StorefrontShop, sharedStorefront } from "../support/storefront.ts";

let storefront: StorefrontShop;
beforeAll(async () => {
  storefront = await sharedStorefront();
});
afterEach(() => storefront.closePages());

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
  expect(ordersOf(storefront, person.email)).toBe(1);
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

test("after a delivery goods that came can be returned and reviewed, others not; typed text outlives the way back", async () => {
  const { origin, openPage, shop, rows } = storefront;
  const as = await signInByGraph(shop, "CUSTOMER");
  const lines = [];
  for (const text of ["tidemark", "lantern"])
    lines.push({ variantId: (await findAvailableVariant(shop, text)).id, quantity: 1 });
  const cartId = await createCart(shop, { currency: "EUR", lines }, as);
  const checkoutId = await prepareByGraph(shop, cartId, as);
  await startPayment(shop, checkoutId, "tok_ok", as);
  const { id, number } = requireOrder(await completeCheckout(shop, checkoutId, as));
  const [sent, kept] = (await readOrder(shop, { id, by: as })).lines;
  const parcel = { orderId: id, parts: [{ lineId: sent?.id ?? "", quantity: 1 }], carrier: "Post", key: "reviewed" };
  await deliverShipment(shop, await shipParts(shop, parcel, await signInStaff(shop, "FULFILMENT")));

  const page = await openPage();
  await page.goto(`${origin}/account/sign-in?return=/orders/${number}`);
  await signIn(page, demoAccount("CUSTOMER"));
  await page.getByRole("button", { name: "Return goods" }).click();
  const units = page.getByLabel(/^Units of .* to return$/);
  expect([await units.count(), await units.getAttribute("aria-label")]).toEqual([
    1,
    expect.stringContaining("Tidemark"),
  ]);
  await units.fill("1");
  await page.getByRole("button", { name: "Back" }).click();
  await page.getByRole("button", { name: "Return goods" }).click();
  expect(await units.inputValue()).toBe("1");
  await page.getByRole("button", { name: "Back" }).click();

  const write = page.getByRole("button", { name: "Write a review of" });
  expect(await write.count()).toBe(1);
  await write.click();
  await page.getByLabel("Stars").selectOption("4");
  await page.getByLabel("Your review").fill("It holds what it says.");
  await page.getByRole("button", { name: "Send the review" }).click();
  await page.getByText("Thank you. Your review is shown once we have read it.").waitFor();
  const found = rows("products", "SELECT rating, status FROM reviews WHERE body = 'It holds what it says.'");
  expect(found).toEqual([{ rating: 4, status: "PENDING" }]);
  expect(kept?.title).toMatch(/Lantern/);
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
