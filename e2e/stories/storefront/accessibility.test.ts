/** Pages can be used by everybody: an audit of some states, its own faults, and a purchase by keyboard alone; `long/` audits all states. */
import type { Page } from "playwright-core";
import { afterEach, beforeAll, expect, test } from "vitest";
import { auditPage, expectNoFaults } from "../support/page-audit.ts";
import { changes } from "../support/page-states/changes.ts";
import { guest } from "../support/shopper.ts";
import { type StorefrontShop, sharedStorefront } from "../support/storefront.ts";

let storefront: StorefrontShop;
beforeAll(async () => {
  storefront = await sharedStorefront();
});
afterEach(() => storefront.closePages());

test("the states of a cart and an account after changes have no fault", () => expectNoFaults(storefront, changes));

const faulty = [
  `<img data-faulty src="/icon.svg">`,
  `<p data-faulty>pale</p>`,
  `<div data-faulty>wide</div>`,
  `<button data-faulty>bare</button>`,
].join("");

test("an audit finds a picture without text, a pale word, a wide line and a button without border", async () => {
  const page = await storefront.openPage();
  await page.goto(`${storefront.origin}/search`);
  await page.evaluate(`document.querySelector("main").insertAdjacentHTML("beforeend", \`${faulty}\`)`);
  // Styles in attributes break the policy of the pages.
  await page.evaluate(`{
    const [, pale, wide, bare] = [...document.querySelectorAll("main > [data-faulty]")];
    Object.assign(pale.style, { color: "#777777", backgroundColor: "#888888" });
    wide.style.width = "900px";
    bare.style.border = "none";
  }`);
  const faults = (await auditPage(page)).join("\n");
  expect(faults).toMatch(/image-alt/);
  expect(faults).toMatch(/color-contrast/);
  expect(faults).toMatch(/ltr: \d+ pixels wide at 320/);
  expect(faults).toMatch(/forced colours: bare/);
});

test("a visitor buys by keyboard alone, and sees at each step where the focus is", async () => {
  const { origin, openPage } = storefront;
  const page = await openPage({ reducedMotion: "reduce" });
  await page.goto(origin);
  await press(page, page.getByRole("link", { name: "Kitchen & Galley" }).first());
  await press(page, page.getByRole("link", { name: "Tidemark Mug" }).first());
  await page.locator("[data-island=buy-box][data-started]").waitFor();
  await press(page, page.getByRole("button", { name: "Add to cart" }));
  await press(page, page.getByRole("link", { name: "Go to cart" }));
  await press(page, page.getByRole("button", { name: "To checkout" }));
  for (const name of ["email", "firstName", "lastName", "line1", "postalCode", "city"] as const) {
    await focus(page, page.locator(`input[name=${name}]`));
    await page.keyboard.type(name === "email" ? "keys@hansa.example" : guest[name]);
  }
  await page.keyboard.press("Enter");
  await focus(page, page.locator("input[name=shipping]").first());
  await page.keyboard.press("Space");
  await press(page, page.getByRole("button", { name: "Order with obligation to pay" }));
  await page.waitForURL("**/orders/*");
  await page.getByText("Confirmed.", { exact: false }).first().waitFor();
});

type Locator = ReturnType<Page["locator"]>;

async function press(page: Page, target: Locator): Promise<void> {
  await focus(page, target);
  await page.keyboard.press("Enter");
}

/** Moves the focus with the tabulator until it is at the target, as far as the page has places, and checks that it can be seen there. */
async function focus(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  const isFocused = () => target.and(page.locator(":focus")).count();
  for (let count = 0; count < 200 && (await isFocused()) === 0; count += 1) {
    await page.keyboard.press("Tab");
    const shown = await page.evaluate(describeFocus);
    if (shown) expect(shown).toMatchObject({ isInWindow: true, isMarked: true });
  }
  expect(await isFocused()).toBe(1);
}

/** Whether the focused element, or the label around it, lies in the window and is marked. */
const describeFocus = `(() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const { top, bottom } = element.getBoundingClientRect();
  return {
    element: element.tagName + " " + element.textContent.slice(0, 30),
    isInWindow: bottom > 0 && top < innerHeight,
    isMarked: [element, element.closest("label")].some((each) => each && getComputedStyle(each).outlineStyle !== "none"),
  };
})()`;
