/** The outcome of a press, in a real browser on a phone: its message is in the window, is announced once, and no control that goes takes the focus with it. */
import { PromotionSaveDocument } from "@hansa/client/documents/settings";
import { perform } from "@hansa/client/mutation";
import { signInStaff } from "@hansa/client/staff-desk";
import type { Page } from "playwright-core";
import { afterEach, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { addProduct, fillCheckout, guest, order, pressAdd } from "../support/shopper.ts";
import { type StorefrontShop, sharedStorefront } from "../support/storefront.ts";
import { messagesOn, told } from "../support/telling.ts";

let storefront: StorefrontShop;
beforeAll(async () => {
  storefront = await sharedStorefront();
});
afterEach(() => storefront.closePages());

const viewport = { width: 390, height: 667 };

/** The message is seen without scrolling, and heard in one way. */
async function expectTold(page: Page, text: string): Promise<void> {
  await page.getByText(text, { exact: false }).first().waitFor();
  const found = (await messagesOn(page)).filter((message) => message.text.includes(text));
  expect(found).toEqual([{ text: expect.stringContaining(text), ...told }]);
}

async function expectFocus(page: Page, name: string | RegExp): Promise<void> {
  const focused = z.object({ name: z.string(), isInWindow: z.boolean() });
  await expect
    .poll(async () => focused.parse(await page.evaluate(describeFocus)))
    .toEqual({ name: expect.stringMatching(name), isInWindow: true });
}

const describeFocus = `(() => {
  const element = document.activeElement;
  const { top, bottom } = element.getBoundingClientRect();
  const label = element.labels?.[0]?.textContent ?? element.getAttribute("aria-label") ?? element.textContent;
  return { name: element === document.body ? "nothing" : label, isInWindow: bottom > 0 && top < innerHeight };
})()`;

test("added goods are told in a drawer, which Escape leaves with the focus where it was", async () => {
  const { origin, openPage } = storefront;
  const page = await openPage({ viewport });
  await pressAdd(page, origin, "tidemark-mug");
  const drawer = page.getByRole("dialog", { name: "Tidemark Mug is in your cart." });
  await drawer.getByText("1 item in your cart").waitFor();
  expect(await drawer.getByRole("link", { name: "Go to cart" }).and(page.locator(":focus")).count()).toBe(1);
  await page.keyboard.press("Escape");
  await drawer.waitFor({ state: "hidden" });
  await expectFocus(page, "Add to cart");
  // Out of sight the press is repeated at the end of the window.
  await page.getByRole("contentinfo").scrollIntoViewIfNeeded();
  await page.locator(".press-bar button").click();
  await page.getByRole("dialog").getByText("2 items in your cart").waitFor();
});

test("a declined card, fields to correct and a shop that does not answer are told where the person is", async () => {
  const { origin, openPage } = storefront;
  const page = await openPage({ viewport });
  await addProduct(page, origin, "tidemark-mug");
  await page.goto(`${origin}/cart`);
  await page.getByRole("button", { name: /checkout$/ }).click();
  await page.getByLabel("E-mail").fill("told@hansa.example");
  for (const name of ["firstName", "lastName", "line1", "city"] as const)
    await page.locator(`input[name=${name}]`).fill(guest[name]);
  await page.locator("input[name=postalCode]").fill("no code");
  await page.getByRole("button", { name: "Save and continue" }).click();
  await expectTold(page, "Please check the marked fields.");
  await page.locator("input[name=postalCode]").fill(guest.postalCode);
  await page.getByRole("button", { name: "Save and continue" }).click();
  await page.locator("input[name=shipping]").first().check();
  await page.getByLabel("Test card").waitFor();
  await order(page, "tok_declined");
  await expectTold(page, "The card was declined.");
  await order(page, "tok_declined");
  await expectTold(page, "The card was declined.");
  await page.context().setOffline(true);
  await order(page);
  await expectTold(page, "The shop did not answer.");
});

test("a line that is removed from the end of a long cart can be taken back where the person is", async () => {
  const { origin, openPage } = storefront;
  const page = await openPage({ viewport });
  for (const slug of ["tidemark-mug", "chart-table-lamp", "foghorn-teapot", "ballast-tumblers", "porthole-mirror"])
    await addProduct(page, origin, slug);
  await page.goto(`${origin}/cart`);
  await page
    .getByRole("button", { name: /^Remove / })
    .last()
    .click();
  await expectTold(page, "was removed.");
  await page.keyboard.press("Tab");
  await expectFocus(page, "Undo");
  await page.keyboard.press("Enter");
  await expectTold(page, "It is in your cart.");
  expect(await page.getByRole("button", { name: /^Remove / }).count()).toBe(5);
});

test("after a control that replaces itself the focus is on what came in its place", async () => {
  const { origin, openPage, shop } = storefront;
  const code = { label: "Focus", code: "FOCUS", rateOff: "0.1" };
  await perform(shop, PromotionSaveDocument, code, await signInStaff(shop, "CATALOG_MANAGER"));
  const page = await openPage({ viewport });
  await addProduct(page, origin, "tidemark-mug");
  await page.goto(`${origin}/cart`);
  await page.getByLabel("Code").fill("FOCUS");
  await page.getByRole("button", { name: "Apply" }).click();
  await expectFocus(page, "Remove the code FOCUS");
  await page.keyboard.press("Enter");
  await expectFocus(page, "Code");
  await fillCheckout(page, origin, { ...guest, email: "focus@hansa.example" });
  await page.getByRole("button", { name: "Change" }).click();
  await expectFocus(page, "E-mail");
  await page.keyboard.press("Enter");
  await expectFocus(page, "Change");
  await page.locator("input[name=shipping]").first().check();
  await page.getByLabel("Test card").waitFor();
  await order(page, "tok_second_step");
  await page.getByRole("button", { name: "Cancel the payment" }).click();
  await page.getByLabel("Test card").waitFor();
  expect(Object(await page.evaluate(describeFocus)).name).not.toBe("nothing");
});
