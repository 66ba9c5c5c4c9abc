/** A shopper in a browser: the steps from a product to an order, as a person takes them. */
import type { Page } from "playwright-core";

export const guest = {
  email: "grace@hansa.example",
  firstName: "Grace",
  lastName: "Hopper",
  line1: "Am Sandtorkai 1",
  postalCode: "20457",
  city: "Hamburg",
};

/** Puts one unit of a product into the cart, and leaves the drawer that says so. */
export async function addProduct(page: Page, origin: string, slug: string): Promise<void> {
  await pressAdd(page, origin, slug);
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
}

/** Puts one unit of a product into the cart: the drawer says so. */
export async function pressAdd(page: Page, origin: string, slug: string): Promise<void> {
  await page.goto(`${origin}/products/${slug}`);
  await page.locator("[data-island=buy-box][data-started]").waitFor();
  await page.getByRole("button", { name: "Add to cart" }).click();
  await page.getByText("is in your cart").waitFor();
}

/** Goes from the cart to a checkout that lacks nothing but the payment, with a card of the sandbox. */
export async function prepareCheckout(page: Page, origin: string, person: typeof guest = guest): Promise<void> {
  await fillCheckout(page, origin, person);
  await page.getByLabel("Test card").waitFor();
}

/** Goes from the cart to a checkout, and gives all but the payment. */
export async function fillCheckout(page: Page, origin: string, person: typeof guest): Promise<void> {
  await page.goto(`${origin}/cart`);
  await page.getByRole("button", { name: /checkout$/ }).click();
  await page.waitForURL("**/checkout");
  await page.getByLabel("E-mail").fill(person.email);
  for (const name of ["firstName", "lastName", "line1", "postalCode", "city"] as const)
    await page.locator(`input[name=${name}]`).fill(person[name]);
  await page.getByRole("button", { name: "Save and continue" }).click();
  await page.locator("input[name=shipping]").first().check();
}

/** Presses the button that orders, with this card of the sandbox. */
export async function order(page: Page, card = "tok_ok"): Promise<void> {
  await page.getByLabel("Test card").fill(card);
  await page.getByRole("button", { name: "Order with obligation to pay" }).click();
}

/** The number of the order whose page is shown, once it is confirmed. */
export async function awaitOrder(page: Page): Promise<string> {
  await page.waitForURL("**/orders/*");
  // A text would match those of other cases too: "Your payment is being confirmed."
  await page
    .getByText(/Confirmed\./)
    .first()
    .waitFor();
  return new URL(page.url()).pathname.split("/").at(-1) ?? "";
}
