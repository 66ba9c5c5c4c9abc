/** Each process of the shop is killed and paused while staff presses: one parcel, one refund. Without a service beside it a page shows its main part, without users each. */
import { setTimeout as pause } from "node:timers/promises";
import { signIn } from "@hansa/client/buyer";
import { placePaidOrder } from "@hansa/client/staff-desk";
import { processNames } from "@hansa/contracts/processes";
import { ownDeadlines } from "@hansa/kit/testing";
import type { Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { auditStores } from "../../../cli/audit/audit.ts";
import { runShop } from "../../../cli/testing/shop.ts";
import { type Office, officeOf, openOffice, openOrders, rowsOf } from "../../stories/support/office.ts";
import { amountOn, orderAddress, storedOrder, storedParcels } from "../../stories/support/office-orders.ts";
import { addressesOf, officeRoutes } from "../../stories/support/office-pages/routes.ts";
import { subjectsFor } from "../../stories/support/office-pages/subjects.ts";
import { follow, visit } from "../../stories/support/office-pages/visits.ts";
import { watchVouching } from "../../stories/support/office-pages/vouching.ts";

/** Deadlines as the product has them, and of an operation less than a process is away. */
const deadlines = { ...ownDeadlines, HANSA_OPERATION_TIMEOUT_MS: "6000", HANSA_OPTIONAL_FETCH_TIMEOUT_MS: "2000" };

let office: Office;
beforeAll(async () => {
  office = await officeOf(await runShop({ HANSA_REQUESTS_PER_MINUTE: "1000000", ...deadlines }));
});
afterEach(() => office.closePages());
afterAll(() => office.shop.stop());

type ProcessName = (typeof processNames)[number];
type Way = "killed" | "paused";
const ways = ["killed", "paused"] as const;
const rowsFor = (names: readonly ProcessName[]) => names.flatMap((name) => ways.map((way) => ({ name, way })));

/** The time for which a process is away, in milliseconds: longer than the office waits for it. */
const awayMs = 8_000;
/** The main part of a page is there within this time, in milliseconds. */
const mainPartMs = 3_000;

test.each(rowsFor(processNames))("$name is $way at the press: one parcel, one refund", async ({ name, way }) => {
  const bought = await placePaidOrder(office.shop, { quantity: 2 });
  const page = await openOrders(office, "ADMIN");
  await page.goto(orderAddress(office, bought, "/send"));
  const send = page.getByRole("button", { name: "Send 2 units" });
  await send.waitFor();
  await disturb(name, way, () => send.click());
  await untilDone(page, send, page.getByText("2 units were sent."));
  // A service that has just begun is reached a second later.
  await expect
    .poll(() => storedParcels(office, bought))
    .toMatchObject([{ status: "SHIPPED", parts: [{ quantity: 2 }] }]);

  await page.goto(orderAddress(office, bought, "/refund"));
  await page.getByRole("spinbutton").fill("1");
  await page.getByLabel("Reason").fill("Too small.");
  const refund = page.getByRole("button", { name: /^Refund/ });
  const amount = await amountOn(refund);
  await disturb(name, way, () => refund.click());
  await untilDone(page, refund, page.getByRole("heading", { level: 1, name: bought.number, exact: true }));
  await expect
    .poll(async () => {
      const { refunds, payments } = await storedOrder(office, bought);
      return [refunds.map((each) => each.amount.minor), payments?.map(({ refunded }) => refunded.minor)];
    })
    .toEqual([[amount], [amount]]);
});

const beside = ["products", "payments"] as const;

test.each(rowsFor(beside))("without $name, which is $way, an order is shown in time", async ({ name, way }) => {
  const { number } = await placePaidOrder(office.shop, {});
  const page = await openOrders(office, "ADMIN");
  const link = rowsOf(page).getByRole("link", { name: number });
  // Most pictures are on their way, and hold the few connections that a browser has to a host.
  await page.locator("tbody img").first().waitFor({ state: "attached" });
  let shownAfterMs = 0;
  await takeAway(name, way);
  try {
    const pressedAt = performance.now();
    await link.click();
    await page.getByRole("region", { name: "Goods" }).waitFor();
    shownAfterMs = performance.now() - pressedAt;
    await page.getByText("cannot be reached", { exact: false }).first().waitFor();
  } finally {
    await bringBack(name, way);
  }
  await page.getByText("cannot be reached", { exact: false }).first().waitFor({ state: "hidden" });
  expect(shownAfterMs).toBeLessThan(mainPartMs);
});

test.each(ways)(
  "without users, who are %s, each page that was read is shown in time, with what was typed",
  async (way) => {
    const { shop } = office;
    const bought = await placePaidOrder(shop, { quantity: 2, as: await signIn(shop, "CUSTOMER") });
    const page = await openOffice(office, "ADMIN", "/home");
    const all = await subjectsFor(shop, "ADMIN");
    const own = { ...all, orders: all.orders.filter(({ number }) => number === bought.number) };
    expect(own.orders).toHaveLength(1);
    // The address without a subject leads to none.
    const addresses = officeRoutes().flatMap((route) =>
      addressesOf(route, own).slice(0, route.path.includes("/:") ? 1 : 2),
    );
    const before = new Map<string, PageShape>();
    for (const address of addresses) {
      await visit(page, address);
      before.set(address, await shapeOf(page));
    }
    const typed = { address: `/orders/${bought.number}/refund`, text: "Broken on arrival." };
    await visit(page, typed.address);
    await page.getByLabel("Reason").fill(typed.text);

    const isUnverifiable = await watchVouching(shop);
    const times = new Map<string, number>();
    await takeAway("users", way);
    try {
      await isUnverifiable();
      for (const address of addresses) {
        const pressedAt = performance.now();
        await follow(page, address);
        await expect.poll(() => shapeOf(page), { message: address, interval: 20 }).toEqual(before.get(address));
        times.set(address, performance.now() - pressedAt);
        expect(await page.getByRole("dialog").count(), address).toBe(0);
      }
      await follow(page, typed.address);
      await expect.poll(() => page.getByLabel("Reason").inputValue()).toBe(typed.text);
      // A list that was not read before has nothing to show, and says why.
      await follow(page, "/orders?view=cancelled");
      await page.getByText("Accounts cannot be reached.", { exact: false }).waitFor();
    } finally {
      await bringBack("users", way);
    }
    await page.getByText("Accounts cannot be reached.", { exact: false }).waitFor({ state: "hidden" });
    await rowsOf(page).first().waitFor();
    await visit(page, typed.address);
    expect(await page.getByLabel("Reason").inputValue()).toBe(typed.text);
    expect([...times].filter(([, ms]) => ms >= mainPartMs)).toEqual([]);
  },
);

type PageShape = { heading: string | null; parts: number };

/** The heading of the page, and how many rows, panels and fields it has of what was read. */
async function shapeOf(page: Page): Promise<PageShape> {
  const content = page.locator("#content");
  return {
    heading: await content.locator("h1").textContent(),
    parts: await content.locator("h2, tr, li, fieldset, input, dt").count(),
  };
}

test("the audit of the stores finds nothing broken afterwards", () => {
  const { verdicts } = auditStores({ data: office.shop.data });
  expect(verdicts.filter(({ verdict }) => verdict === "broken")).toEqual([]);
});

/** Presses again, as the page asks for it, until that is done: five times at most. */
async function untilDone(page: Page, press: Locator, done: Locator): Promise<void> {
  const told = page.getByRole("alert").filter({ hasText: /\S/ });
  for (let presses = 0; presses < 5; presses += 1) {
    await done.or(told).first().waitFor();
    if ((await done.count()) > 0) return;
    await press.click();
    // The message of the press before is gone at once.
    await pause(500);
  }
  throw new Error(`it is not done: ${await told.first().textContent()}`);
}

/** Acts, and takes the process away at the same moment; it is back when this resolves. */
async function disturb(name: ProcessName, way: Way, act: () => Promise<unknown>): Promise<void> {
  const acted = act();
  await takeAway(name, way);
  try {
    await pause(awayMs);
  } finally {
    await bringBack(name, way);
  }
  await acted;
}

async function takeAway(name: ProcessName, way: Way): Promise<void> {
  if (way === "killed") await office.shop.kill(name);
  else process.kill(office.shop.pid(name), "SIGSTOP");
}

async function bringBack(name: ProcessName, way: Way): Promise<void> {
  if (way === "killed") await office.shop.start(name);
  else process.kill(office.shop.pid(name), "SIGCONT");
}
