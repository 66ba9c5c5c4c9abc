/** Purchases in a browser that take long to hinder: wrong clocks, codes and sessions that end in another tab, ended reservations, strangers' withdrawals. */
import { demoAccount } from "@hansa/client/demo-accounts";
import { PromotionSaveDocument } from "@hansa/client/documents/settings";
import { perform } from "@hansa/client/mutation";
import { signInStaff } from "@hansa/client/staff-desk";
import { afterEach, beforeAll, expect, onTestFinished, test } from "vitest";
import { findEmail } from "../../cli/testing/mailbox.ts";
import { putForward } from "../../cli/testing/store-faults.ts";
import { giveCart, signIn } from "../stories/support/account.ts";
import { paymentStatesOf, purchasesOf } from "../stories/support/purchases.ts";
import { emptyShelf } from "../stories/support/shelf.ts";
import { addProduct, awaitOrder, guest, order, prepareCheckout } from "../stories/support/shopper.ts";
import { openStorefront, type StorefrontShop, sharedStorefront } from "../stories/support/storefront.ts";

let storefront: StorefrontShop;
beforeAll(async () => {
  storefront = await sharedStorefront();
});
afterEach(() => storefront.closePages());

const oneDayMs = 24 * 60 * 60_000;
/** How long a step of the checkout reserves the goods. */
const reservationMs = 15 * 60_000;

const boughtOnce = { orders: 1, units: 1, charges: 1 };
const boughtNothing = { orders: 0, units: 0, charges: 0 };

function boughtBy(email: string) {
  return purchasesOf(storefront, email);
}

test.each([-oneDayMs, oneDayMs])(
  "a device whose clock is wrong by %s ms shows the time that is left, and buys",
  async (offMs) => {
    const { origin, openPage } = storefront;
    const person = { ...guest, email: `clock${offMs}@hansa.example` };
    const page = await openPage();
    await page.clock.install({ time: Date.now() + offMs });
    await addProduct(page, origin, "tidemark-mug");
    await prepareCheckout(page, origin, person);
    const held = await page.getByText(/reserved for \d+:\d\d/).innerText();
    const [, minutes] = /for (\d+):/.exec(held) ?? [];
    expect(Number(minutes)).toBeGreaterThan(0);
    expect(Number(minutes)).toBeLessThanOrEqual(15);
    await order(page);
    await awaitOrder(page);
    expect(boughtBy(person.email)).toEqual(boughtOnce);
  },
);

test("goods that are sold out while they are in a checkout stay reserved for its buyer", async () => {
  const { origin, openPage } = storefront;
  const person = { ...guest, email: "shelf@hansa.example" };
  const page = await openPage();
  await addProduct(page, origin, "first-light-coffee");
  await prepareCheckout(page, origin, person);
  await emptyShelf(storefront, "first-light-coffee");
  await order(page);
  await awaitOrder(page);
  expect(boughtBy(person.email)).toEqual(boughtOnce);
});

test("a code that another buyer has used up is said at the press, and nothing is charged", async () => {
  const { origin, openPage, shop } = storefront;
  const code = { label: "Once", code: "ONCE", rateOff: "0.5", usesTotal: 1 };
  await perform(shop, PromotionSaveDocument, code, await signInStaff(shop, "CATALOG_MANAGER"));
  const pages = [];
  for (const name of ["first", "second"]) {
    const page = await openPage();
    await addProduct(page, origin, "tidemark-mug");
    await page.goto(`${origin}/cart`);
    await page.getByLabel("Code").fill("ONCE");
    await page.getByRole("button", { name: "Apply" }).click();
    await page.getByRole("button", { name: "Remove the code ONCE" }).waitFor();
    await prepareCheckout(page, origin, { ...guest, email: `code-${name}@hansa.example` });
    pages.push(page);
  }
  const [first, second] = pages;
  if (!first || !second) throw new Error("there are no two buyers");
  await order(first);
  await awaitOrder(first);
  await order(second);
  await second.getByText("Your code was used up in the meantime.", { exact: false }).waitFor();
  expect(boughtBy("code-second@hansa.example")).toEqual(boughtNothing);
  await order(second);
  await awaitOrder(second);
  expect(boughtBy("code-first@hansa.example")).toEqual(boughtOnce);
  expect(boughtBy("code-second@hansa.example")).toEqual(boughtOnce);
});

test("a buyer who is signed out in another tab is told at once, and charged nothing", async () => {
  const { origin, openPage } = storefront;
  const { email, password } = demoAccount("CUSTOMER");
  await giveCart(storefront, "tea");
  const page = await openPage();
  await page.goto(`${origin}/account/sign-in`);
  await signIn(page, { email, password });
  await page.getByText("Hello, Ada Brandis.").waitFor();
  await page.goto(`${origin}/cart`);
  await page.getByRole("button", { name: /checkout$/ }).click();
  await page.getByRole("button", { name: "Ship to this address" }).first().click();
  await page.locator("input[name=shipping]").first().check();
  await page.getByRole("button", { name: "Order with obligation to pay" }).waitFor();
  const before = boughtBy(email);
  const other = await page.context().newPage();
  await other.goto(`${origin}/account`);
  await other.getByRole("button", { name: "Sign out" }).click();
  await other.getByText("Sign in to see this page.").waitFor();
  await page.getByText("There is no checkout.").waitFor();
  expect(await page.getByRole("button", { name: "Order with obligation to pay" }).count()).toBe(0);
  expect(boughtBy(email)).toEqual(before);
});

test("a reservation that ends before the payment charges nothing; one press reserves again", async () => {
  // Its clock is put forward for good.
  const storefront = await openStorefront();
  onTestFinished(storefront.stop);
  const { origin, openPage, shop } = storefront;
  const person = { ...guest, email: "late@hansa.example" };
  const page = await openPage();
  await page.clock.install();
  await addProduct(page, origin, "tidemark-mug");
  await prepareCheckout(page, origin, person);
  // The clock of the shop, and that of the browser, at whose end of the reservation the page reads it.
  await putForward(shop, "orders", reservationMs);
  await page.clock.fastForward(reservationMs);
  await page.getByText("The reservation is over.", { exact: false }).waitFor();
  expect(paymentStatesOf(storefront, person.email)).toEqual({ orders: 0, payments: [] });
  await page.getByRole("button", { name: "Reserve again" }).click();
  await page.getByText(/reserved for \d+:\d\d/).waitFor();
  // The new reservation has what was saved.
  await page.getByLabel("Test card").waitFor();
  await order(page);
  await awaitOrder(page);
  expect(purchasesOf(storefront, person.email)).toEqual(boughtOnce);
  expect(paymentStatesOf(storefront, person.email)).toEqual({ orders: 1, payments: ["CAPTURED"] });
});

test("a stranger's withdrawal is confirmed by the link of the mail, with a press", async () => {
  const { origin, openPage, shop } = storefront;
  const person = { ...guest, email: "lovelace@hansa.example", lastName: "Lovelace" };
  const buyer = await openPage();
  await addProduct(buyer, origin, "tidemark-mug");
  await prepareCheckout(buyer, origin, person);
  await order(buyer);
  const number = await awaitOrder(buyer);

  const page = await openPage();
  await page.goto(`${origin}/withdrawal?order=${number}`);
  await page.locator("[data-island=withdrawal-form][data-started]").waitFor();
  await page.getByLabel("E-mail of the order").fill(person.email);
  await page.getByLabel("Last name of the buyer").fill(person.lastName);
  await page.getByRole("button", { name: "Confirm withdrawal" }).click();
  await page.getByText("a mail is on its way").waitFor();
  const mail = await findEmail(shop, person.email, "/withdrawal/confirm?");
  const [link = ""] = new RegExp(`${origin}/withdrawal/confirm\\S+`).exec(mail) ?? [];
  await page.goto(link);
  await page.getByRole("button", { name: "Confirm the withdrawal" }).click();
  await page.getByText("is confirmed").waitFor();
  expect(page.url()).toBe(`${origin}/withdrawal/confirm`);
  await buyer.reload();
  await buyer.getByText("A withdrawal was received.").waitFor();
});

test("the same checkout in two tabs, paid with two cards, is paid once", async () => {
  const { origin, openPage } = storefront;
  const person = { ...guest, email: "borg@hansa.example" };
  const first = await openPage();
  await addProduct(first, origin, "tidemark-mug");
  await prepareCheckout(first, origin, person);
  const second = await first.context().newPage();
  await second.goto(`${origin}/checkout`);
  await second.getByLabel("Test card").waitFor();
  await Promise.all([order(first, "tok_slow"), order(second, "tok_ok")]);
  const [number, other] = await Promise.all([awaitOrder(first), awaitOrder(second)]);
  expect(other).toBe(number);
  expect(boughtBy(person.email)).toEqual(boughtOnce);
});
