/** Staff find orders in the back office, in a real browser on real processes: the list, an order, the way back, and what may be done with it. */
import { placePaidOrder } from "@hansa/client/staff-desk";
import type { Page } from "playwright-core";
import { afterEach, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { type Office, openOrders, rowsOf, sharedOffice } from "../support/office.ts";

let office: Office;
beforeAll(async () => {
  office = await sharedOffice();
});
afterEach(() => office.closePages());

const finder = "Number, name, e-mail, SKU or tracking";

/** The text of the focused element, and how far the page is scrolled. */
async function entryOf(page: Page): Promise<{ focus: string; scroll: number }> {
  const entry = z.object({ focus: z.string(), scroll: z.number() });
  return entry.parse(
    await page.evaluate("({ focus: document.activeElement.textContent, scroll: Math.round(scrollY) })"),
  );
}

test("an order is opened and left: list, scroll and focus are as they were, without a request", async () => {
  const page = await openOrders(office);
  await page.setViewportSize({ width: 1440, height: 500 });
  expect(await page.title()).toBe("Orders");
  const last = rowsOf(page).last().getByRole("link");
  await last.scrollIntoViewIfNeeded();
  await last.focus();
  const before = await entryOf(page);
  expect(before.scroll).toBeGreaterThan(0);
  const number = before.focus;
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: number }).waitFor();
  expect(await entryOf(page)).toEqual({ focus: number, scroll: 0 });
  expect(await page.title()).toBe(`Order ${number}`);
  for (const name of ["Goods", "Parcels", "Money", "Payments", "History", "Customer", "Notes"])
    await page.getByRole("region", { name }).waitFor();
  await page.getByRole("region", { name: "Payments" }).getByText("Loading").waitFor({ state: "hidden" });

  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.goBack();
  await last.waitFor();
  await expect.poll(() => entryOf(page)).toEqual(before);
  expect(asked.filter((url) => url.endsWith("/graphql"))).toEqual([]);
});

test("an order is found by the beginning of its number and of a name, and a reload shows the same", async () => {
  const { number } = await placePaidOrder(office.shop, {});
  const page = await openOrders(office, "FULFILMENT");
  const beginning = number.slice(0, -2);
  await page.getByLabel(finder).fill(beginning);
  await page.keyboard.press("Enter");
  await page.waitForURL(`**/admin/orders?find=${beginning}`);
  await expect.poll(() => rowsOf(page).count()).toBe(1);
  await page.reload();
  await expect.poll(() => rowsOf(page).count()).toBe(1);
  expect(await page.getByLabel(finder).inputValue()).toBe(beginning);
  await page.getByLabel(finder).fill("unknown@hansa.example");
  await page.getByRole("button", { name: "Filter" }).click();
  await page.getByText("No order of this list fits the filters.").waitFor();
  await page.goto(`${office.address}/orders/no-such-order`);
  await page.getByText("There is no such order.").waitFor();
});

test("an order is held and released, where role and state allow it", async () => {
  const { number } = await placePaidOrder(office.shop, {});
  const page = await openOrders(office);
  await page.goto(`${office.address}/orders/${number}`);
  await page.getByRole("button", { name: "Put on hold" }).click();
  const dialog = page.getByRole("dialog", { name: "Put the order on hold" });
  await dialog.getByLabel("Reason").fill("The address is a lighthouse.");
  await dialog.getByRole("button", { name: "Put on hold" }).click();
  await page.getByText("On hold since", { exact: false }).waitFor();
  await page.getByRole("button", { name: "Release the hold" }).waitFor();
  expect(await page.getByRole("button", { name: "Put on hold" }).count()).toBe(0);
  // The control that had the focus is gone.
  await expect.poll(async () => (await entryOf(page)).focus).toBe("Release the hold");

  // Of the two, one has no payments, and the other no stock.
  const warehouse = await openOrders(office, "FULFILMENT");
  await warehouse.goto(`${office.address}/orders/${number}`);
  await warehouse.getByRole("button", { name: "Release the hold" }).waitFor();
  expect(await warehouse.getByRole("region", { name: "Payments" }).count()).toBe(0);
  await warehouse.getByText("free in stock", { exact: false }).first().waitFor();
  const finance = await openOrders(office, "FINANCE");
  await finance.goto(`${office.address}/orders/${number}`);
  await finance.getByText("On hold since", { exact: false }).waitFor();
  expect(await finance.getByRole("button", { name: "Release the hold" }).count()).toBe(0);
  expect(await finance.getByLabel("Note", { exact: true }).count()).toBe(0);
  await finance.getByText("captured", { exact: false }).first().waitFor();
  expect(await finance.getByText("free in stock", { exact: false }).count()).toBe(0);
});
