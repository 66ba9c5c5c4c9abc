/** Ten buyers in browsers for two minutes, while processes of the shop are killed and paused by chance: each gets what was ordered, once, and pays it once. */
import { setTimeout as pause } from "node:timers/promises";
import { processNames } from "@hansa/contracts/processes";
import { chanceOf, ownDeadlines } from "@hansa/kit/testing";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectCleanAudit } from "../stories/support/determined-buyer.ts";
import { reachOrder } from "../stories/support/determined-shopper.ts";
import { purchasesOf } from "../stories/support/purchases.ts";
import { guest } from "../stories/support/shopper.ts";
import { openStorefront, type StorefrontShop } from "../stories/support/storefront.ts";

const lengthMs = 2 * 60_000;
const buyers = 10;
/** Goods with more units in the demo shop than ten browsers buy in this time. */
const slugs = ["tidemark-mug", "moles-end-chocolate", "dockers-soap", "first-light-coffee"];
const cards = ["tok_ok", "tok_slow", "tok_second_step", "tok_lost_answer"];
const seed = 54;

let storefront: StorefrontShop;
beforeAll(async () => {
  storefront = await openStorefront({ environment: () => ownDeadlines });
});
afterAll(() => storefront.stop());

test("ten browsers buy through two minutes of chaos", async () => {
  const chance = chanceOf(seed, "faults");
  const end = performance.now() + lengthMs;
  const emails: string[] = [];

  async function buy(buyer: number): Promise<void> {
    for (let number = 1; performance.now() < end; number += 1) {
      const person = { ...guest, email: `chaos-${buyer}-${number}@hansa.example` };
      const page = await storefront.openPage();
      await fillCart(page, slugs[(buyer + number) % slugs.length] ?? "", end + calmMs);
      await reachOrder(page, { person, card: cards[(buyer * 3 + number) % cards.length] ?? "" });
      emails.push(person.email);
      await page.context().close();
    }
  }

  let faults = 0;
  async function disturb(): Promise<void> {
    const names = [...processNames, "storefront" as const];
    while (performance.now() < end) {
      const name = chance.oneOf(names);
      await (chance.happens(0.5) ? killAndStart(name) : pauseAndGoOn(name, chance.whole(500, 4_000)));
      faults += 1;
      await pause(chance.whole(500, 3_000));
    }
  }

  await Promise.all([disturb(), ...Array.from({ length: buyers }, (_, buyer) => buy(buyer))]);
  await expectCleanAudit(storefront.shop);
  const { orders, charges } = purchasesOf(storefront, ...emails);
  expect([orders, charges]).toEqual([emails.length, emails.length]);
  // A run in which little happened proves little.
  expect(emails.length).toBeGreaterThan(buyers);
  expect(faults).toBeGreaterThan(10);
  console.log(`${emails.length} purchases, ${faults} faults`);
});

async function killAndStart(name: (typeof processNames)[number] | "storefront"): Promise<void> {
  const { shop, killStorefront, startStorefront } = storefront;
  if (name === "storefront") return killStorefront().then(startStorefront);
  await shop.kill(name);
  return shop.start(name);
}

async function pauseAndGoOn(name: (typeof processNames)[number] | "storefront", ms: number): Promise<void> {
  const { shop, pauseStorefront } = storefront;
  if (name === "storefront") {
    pauseStorefront(true);
    await pause(ms);
    return pauseStorefront(false);
  }
  process.kill(shop.pid(name), "SIGSTOP");
  await pause(ms);
  process.kill(shop.pid(name), "SIGCONT");
}

/** A page of a product that does not sell for so long is opened again. */
const openAgainMs = 15_000;
/** So long after the last fault, goods that cannot be put into a cart are a fault of the shop. */
const calmMs = 3 * 60_000;

/** Opens a product and adds it, however often that takes before `until`. */
async function fillCart(page: Page, slug: string, until: number): Promise<void> {
  const options = { timeout: openAgainMs };
  for (;;) {
    try {
      await page.goto(`${storefront.origin}/products/${slug}`, options);
      await page.locator("[data-island=buy-box][data-started]").waitFor(options);
      await page.getByRole("button", { name: "Add to cart" }).click(options);
      await page.getByText("is in your cart").waitFor(options);
      await page.goto(`${storefront.origin}/cart`, options);
      return;
    } catch (error) {
      if (performance.now() > until) throw new Error(`${slug} cannot be put into a cart`, { cause: error });
      await pause(500);
    }
  }
}
