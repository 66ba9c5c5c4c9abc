/** Typed text and choices outlive every change around them: a late country, refusals, a reload, a change that is saved, and the end of a session. */
import { setStock } from "@hansa/client/buyer";
import { demoAccount } from "@hansa/client/demo-accounts";
import { afterEach, beforeAll, expect, test } from "vitest";
import { signIn } from "../support/account.ts";
import { storedCheckout, storedLines } from "../support/guest-entry.ts";
import { addProduct, guest, order, prepareCheckout } from "../support/shopper.ts";
import { type StorefrontShop, sharedStorefront } from "../support/storefront.ts";
import { hasFocus, openCheckout, typeContact, typedContact, wholeContact } from "../support/typed-contact.ts";

const billing = { lastName: "Huber", company: "Huber GmbH", line1: "Ring 1", postalCode: "20459", city: "Hamburg" };

let storefront: StorefrontShop;
beforeAll(async () => {
  storefront = await sharedStorefront();
});
afterEach(() => storefront.closePages());

test("a chosen country counts while its form is late: typing goes on, and saving waits for the form", async () => {
  const page = await openCheckout(storefront);
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route("**/graphql/public", async (route) => {
    if (route.request().postData()?.includes("StorefrontAddressFormat")) await released;
    await route.continue();
  });
  await typeContact(page);
  const country = page.getByLabel("Country");
  await country.selectOption("FR");
  await page.locator("input[name=postalCode]").fill("67000");
  await page.locator("input[name=city]").fill("Strasbourg");
  await page.getByRole("button", { name: "Save and continue" }).click();
  expect(await country.inputValue()).toBe("FR");
  expect((await storedCheckout(storefront, page))?.address).toBeNull();
  release();
  await page.locator("input[name=shipping]").first().waitFor();
  const { address } = (await storedCheckout(storefront, page)) ?? {};
  expect(JSON.parse(address ?? "{}")).toMatchObject({ country: "FR", postalCode: "67000", city: "Strasbourg" });
});

test("contact and both addresses that were typed are there after a reload, after the way to the cart, and after a refused card the card too", async () => {
  const { origin } = storefront;
  const page = await openCheckout(storefront);
  await typeContact(page);
  await page.reload();
  await page.getByLabel("E-mail").waitFor();
  expect(await typedContact(page)).toEqual(wholeContact);
  await page.goto(`${origin}/cart`);
  await page.goto(`${origin}/checkout`);
  await page.getByLabel("E-mail").waitFor();
  expect(await typedContact(page)).toEqual(wholeContact);
  await prepareCheckout(page, origin, { ...guest, email: "declined@hansa.example" });
  await page.getByRole("button", { name: "Use another billing address" }).click();
  for (const [name, text] of Object.entries(billing)) await page.locator(`input[name=${name}]`).fill(text);
  await page.reload();
  await page.getByLabel("Company").waitFor();
  for (const [name, text] of Object.entries(billing))
    expect(await page.locator(`input[name=${name}]`).inputValue()).toBe(text);
  expect(await page.getByRole("button", { name: "Order with obligation to pay" }).count()).toBe(0);
  await page.getByRole("button", { name: "Save the billing address" }).click();
  await page.getByText("Huber GmbH").waitFor();
  expect(JSON.parse((await storedCheckout(storefront, page))?.billing ?? "{}")).toMatchObject(billing);
  await order(page, "tok_declined");
  await page.getByText("The card was declined. Nothing was charged").waitFor();
  expect(await page.getByLabel("Test card").inputValue()).toBe("tok_declined");
});

test("an address that was typed when the session ended is there after signing in again, and nowhere after signing out", async () => {
  const { origin, openPage } = storefront;
  const page = await openPage();
  const typeAddress = async () => {
    await page.getByRole("button", { name: "Add an address" }).click();
    await page.locator("input[name=line1]").waitFor();
  };
  await page.goto(`${origin}/account/sign-in?return=/account/addresses`);
  await signIn(page, demoAccount("CUSTOMER"));
  await typeAddress();
  await page.locator("input[name=line1]").fill("Am Sandtorkai 1");
  await page.context().clearCookies();
  await page.reload();
  await page.getByRole("main").getByRole("link", { name: "Sign in" }).click();
  await signIn(page, demoAccount("CUSTOMER"));
  await typeAddress();
  expect(await page.locator("input[name=line1]").inputValue()).toBe("Am Sandtorkai 1");
  await page.goto(`${origin}/account`);
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByText("Sign in to see this page.").waitFor();
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
});

test("a quantity is sent as it was typed or stepped, and its field takes keys meanwhile", async () => {
  const { origin, openPage, shop } = storefront;
  const page = await openPage();
  await addProduct(page, origin, "storm-lantern-no-3");
  const [line] = await storedLines(storefront, page);
  await setStock(shop, line?.variantId ?? "", 50);
  await page.goto(`${origin}/cart`);
  const field = page.getByLabel("Quantity of");
  const becomes = (quantity: number) =>
    expect.poll(async () => (await storedLines(storefront, page))[0]?.quantity).toBe(quantity);
  await field.fill("");
  await field.pressSequentially("25", { delay: 120 });
  expect(await field.isEnabled()).toBe(true);
  await becomes(25);
  for (const _press of [1, 2]) await field.press("ArrowUp");
  await becomes(27);
  await field.fill("4");
  await field.press("Enter");
  await field.fill("");
  await field.blur();
  await becomes(4);
  await expect.poll(() => field.inputValue()).toBe("4");
  // Presses in a row are one change, and keep the focus: also at the least quantity, which they do not leave.
  const less = page.getByRole("button", { name: "One less" });
  await less.click({ clickCount: 6, delay: 20 });
  await becomes(1);
  expect(await hasFocus(page, less)).toBe(true);
  await page.getByRole("button", { name: "One more" }).press("Enter");
  await becomes(2);
  // A press right after leaving the field comes second.
  await field.fill("6");
  await page.getByRole("button", { name: "To checkout" }).click();
  await page.waitForURL("**/checkout");
  expect((await storedLines(storefront, page))[0]?.quantity).toBe(6);
});

test("a choice of a currency changes nothing until it is pressed, and a refused code stays in its field", async () => {
  const { origin, openPage } = storefront;
  const page = await openPage();
  await addProduct(page, origin, "tidemark-mug");
  await page.goto(`${origin}/cart`);
  const code = page.getByLabel("Code");
  await code.fill("NO-SUCH-CODE");
  await page.getByRole("button", { name: "Apply" }).click();
  await page.getByText("This code is not known.").first().waitFor();
  expect(await code.inputValue()).toBe("NO-SUCH-CODE");
  const before = await storedLines(storefront, page);
  await page.getByLabel("Currency of the cart").selectOption("USD");
  await page.getByLabel("Currency of the cart").blur();
  expect([page.url(), await storedLines(storefront, page)]).toEqual([`${origin}/cart`, before]);
  await page.getByRole("button", { name: "Change", exact: true }).click();
  await page.waitForURL("**/cart?currency=USD");
  await code.waitFor();
  expect(await code.inputValue()).toBe("NO-SUCH-CODE");
});

test("two options of shipping chosen one after the other leave the last one, and the focus where it was", async () => {
  const page = await openCheckout(storefront);
  await typeContact(page);
  await page.getByRole("button", { name: "Save and continue" }).click();
  const options = page.locator("input[name=shipping]");
  await options.first().waitFor();
  expect(await options.count()).toBeGreaterThan(1);
  await options.first().check();
  await page.keyboard.press("ArrowDown");
  await expect.poll(() => options.nth(1).isChecked()).toBe(true);
  await page.getByLabel("Test card").waitFor();
  expect(await options.nth(1).isChecked()).toBe(true);
  expect(await hasFocus(page, options.nth(1))).toBe(true);
});
