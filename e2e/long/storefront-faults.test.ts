/** Purchases in a real browser while each process of the shop is killed or paused at each step: one order, one unit, one payment. */
import { setTimeout as pause } from "node:timers/promises";
import { processNames } from "@hansa/contracts/processes";
import { ownDeadlines } from "@hansa/kit/testing";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectCleanAudit } from "../stories/support/determined-buyer.ts";
import { type CheckoutStep, reachOrder } from "../stories/support/determined-shopper.ts";
import { purchasesOf } from "../stories/support/purchases.ts";
import { guest } from "../stories/support/shopper.ts";
import { openStorefront, type StorefrontShop } from "../stories/support/storefront.ts";

let storefront: StorefrontShop;
beforeAll(async () => {
  storefront = await openStorefront({ environment: () => ownDeadlines });
});
afterAll(() => storefront.stop());

type ProcessName = (typeof processNames)[number] | "storefront";
type Way = "killed" | "paused";

/** How long a process is away, in milliseconds: longer than a page of the storefront waits for it. */
const awayMs = 4_000;
const disturbedSteps: readonly CheckoutStep[] = ["cart", "contact", "shipping", "payment", "second step"];

const rows = [...processNames, "storefront" as const].flatMap((name) =>
  (["killed", "paused"] as const).map((way) => ({ name, way })),
);

test.each(rows)("$name is $way at each step", async ({ name, way }) => {
  const { origin, openPage } = storefront;
  const person = { ...guest, email: `${name}-${way}@hansa.example` };
  const page = await openPage();
  await page.goto(`${origin}/products/tidemark-mug`);
  await page.locator("[data-island=buy-box][data-started]").waitFor();
  await disturb(name, way, () => page.getByRole("button", { name: "Add to cart" }).click());
  await addOnce(page);

  await page.goto(`${origin}/cart`);
  const disturbed = new Set<CheckoutStep>();
  await reachOrder(page, {
    person,
    card: "tok_second_step",
    act: async (step, take) => {
      if (!disturbedSteps.includes(step) || disturbed.has(step)) return take();
      disturbed.add(step);
      await disturb(name, way, take);
      expect(await page.getByRole("main").innerText()).not.toBe("");
    },
  });
  expect([...disturbed]).toEqual(disturbedSteps);
  // The shop takes the money of an order after it was placed.
  await expect.poll(() => purchasesOf(storefront, person.email)).toEqual({ orders: 1, units: 1, charges: 1 });
});

test("a payment that payments failed to write, after the checkout was locked for it, can be made at once", async () => {
  const { origin, openPage, shop } = storefront;
  const person = { ...guest, email: "never-begun@hansa.example" };
  await shop.kill("payments");
  await shop.start("payments", { HANSA_CRASH_AT: "before:write:begin-payment" });
  const page = await openPage();
  await page.goto(`${origin}/products/tidemark-mug`);
  await page.locator("[data-island=buy-box][data-started]").waitFor();
  await page.getByRole("button", { name: "Add to cart" }).click();
  await addOnce(page);
  await page.goto(`${origin}/cart`);
  let presses = 0;
  await reachOrder(page, {
    person,
    card: "tok_ok",
    act: async (step, take) => {
      if (step === "payment") presses += 1;
      if (step !== "payment" || presses > 1) return take();
      const ended = shop.awaitExit("payments");
      await take();
      expect(await ended).toBe("SIGKILL");
      return shop.start("payments");
    },
  });
  expect(presses).toBeGreaterThan(1);
  await expect.poll(() => purchasesOf(storefront, person.email)).toEqual({ orders: 1, units: 1, charges: 1 });
});

test("the audit of the stores finds nothing broken afterwards", () => expectCleanAudit(storefront.shop));

/** Presses again until the shop says that it is in the cart. */
async function addOnce(page: Page): Promise<void> {
  const added = page.getByText("is in your cart");
  // The place of messages stays in the document, and is empty without one.
  const failed = page.getByRole("alert").filter({ hasText: /\S/ });
  for (;;) {
    await added.or(failed).first().waitFor();
    if ((await added.count()) > 0) return;
    await page.getByRole("button", { name: "Add to cart" }).click();
    await failed.waitFor({ state: "detached" });
  }
}

/** Acts, and takes the process away at the same moment; it is back when this resolves. */
async function disturb(name: ProcessName, way: Way, act: () => Promise<unknown>): Promise<void> {
  const acted = act();
  await takeAway(name, way);
  await pause(awayMs);
  await bringBack(name, way);
  await acted;
}

async function takeAway(name: ProcessName, way: Way): Promise<void> {
  const { shop, killStorefront, pauseStorefront } = storefront;
  if (way === "killed") await (name === "storefront" ? killStorefront() : shop.kill(name));
  else if (name === "storefront") pauseStorefront(true);
  else process.kill(shop.pid(name), "SIGSTOP");
}

async function bringBack(name: ProcessName, way: Way): Promise<void> {
  const { shop, startStorefront, pauseStorefront } = storefront;
  if (way === "killed") await (name === "storefront" ? startStorefront() : shop.start(name));
  else if (name === "storefront") pauseStorefront(false);
  else process.kill(shop.pid(name), "SIGCONT");
}
