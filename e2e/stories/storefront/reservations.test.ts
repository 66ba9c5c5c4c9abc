/** Reservations that end while a person is at the checkout: the goods are kept where a person types or presses, and so is the typed text. */
import { signIn } from "@hansa/client/buyer";
import { SettingsUpdateDocument } from "@hansa/client/documents/settings";
import { perform } from "@hansa/client/mutation";
import { eventually } from "@hansa/client/polling";
import { afterEach, beforeAll, expect, test } from "vitest";
import { checkoutIdOf, storedCheckout } from "../support/guest-entry.ts";
import { guest } from "../support/shopper.ts";
import { type StorefrontShop, sharedStorefront } from "../support/storefront.ts";
import { hasFocus, openCheckout, typeContact, typedContact, wholeContact } from "../support/typed-contact.ts";

let storefront: StorefrontShop;
beforeAll(async () => {
  storefront = await sharedStorefront();
});
afterEach(() => storefront.closePages());

/** A phone, on which the time of a reservation stands below the window. */
const phone = { viewport: { width: 390, height: 740 } };
const short = 8;
const usual = 300;

async function holdForSeconds(withoutEmail: number): Promise<void> {
  const { shop } = storefront;
  const admin = await signIn(shop, "ADMIN");
  await perform(shop, SettingsUpdateDocument, { reservationSeconds: { withoutEmail } }, admin);
}

test("a reservation that ends while a person types is made again, and the field keeps its text and the focus", async () => {
  await holdForSeconds(short);
  try {
    const page = await openCheckout(storefront, phone);
    await typeContact(page);
    const first = await checkoutIdOf(page);
    const street = page.locator("input[name=line1]");
    await street.focus();
    let typed: string = guest.line1;
    await eventually("the goods are reserved again", async () => {
      typed += "x";
      await page.keyboard.type("x");
      return (await checkoutIdOf(page)) !== first || undefined;
    });
    expect(await typedContact(page)).toEqual({ ...wholeContact, line1: typed });
    expect(await hasFocus(page, street)).toBe(true);
    await page.getByRole("button", { name: "Save and continue" }).click();
    await page.locator("input[name=shipping]").first().waitFor();
    expect(await storedCheckout(storefront, page)).toMatchObject({ state: "OPEN", email: guest.email });
  } finally {
    await holdForSeconds(usual);
  }
});

test("before a reservation ends a note stands in the window, and one press keeps the goods and what was typed", async () => {
  await holdForSeconds(short);
  try {
    const page = await openCheckout(storefront, phone);
    await typeContact(page);
    const press = page.getByRole("button", { name: "Keep them for me" });
    const box = await press.boundingBox();
    expect(box && box.y + box.height).toBeLessThanOrEqual(phone.viewport.height);
    const first = await checkoutIdOf(page);
    await press.click();
    const note = page.getByText("Your goods stay reserved for you.");
    await note.waitFor();
    expect(await hasFocus(page, note)).toBe(true);
    // A minute without a key: nothing but the press asks for more time.
    await page.evaluate(`{ const now = Date.now; Date.now = () => now() + 120_000; }`);
    await eventually("the goods are reserved again", async () => (await checkoutIdOf(page)) !== first || undefined);
    expect(await typedContact(page)).toEqual(wholeContact);
  } finally {
    await holdForSeconds(usual);
  }
});

test("after a reservation that was not kept, the page says so, and saving reserves again with what was typed", async () => {
  await holdForSeconds(short);
  try {
    const page = await openCheckout(storefront);
    const first = await checkoutIdOf(page);
    await typeContact(page);
    await page.evaluate(`{ const now = Date.now; Date.now = () => now() + 120_000; }`);
    await page.getByText("The reservation is over.", { exact: false }).waitFor();
    expect(await typedContact(page)).toEqual(wholeContact);
    await page.getByRole("button", { name: "Save and continue" }).click();
    await page.locator("input[name=shipping]").first().waitFor();
    expect(await checkoutIdOf(page)).not.toBe(first);
    expect(await storedCheckout(storefront, page)).toMatchObject({ state: "OPEN", email: guest.email });
  } finally {
    await holdForSeconds(usual);
  }
});
