/** Staff send, refund and cancel by clicking, in a real browser on real processes: the stores hold what the buttons have said. */
import { placePaidOrder } from "@hansa/client/staff-desk";
import { afterEach, beforeAll, expect, test } from "vitest";
import { focusedName, tabTo } from "../support/keyboard.ts";
import { type Office, openOrders, sharedOffice } from "../support/office.ts";
import { amountOn, orderAddress, storedOrder, storedParcels } from "../support/office-orders.ts";
import { auditPage } from "../support/page-audit.ts";

let office: Office;
beforeAll(async () => {
  office = await sharedOffice();
});
afterEach(() => office.closePages());

test("an order is sent by keyboard alone, and its parcel is delivered", async () => {
  const bought = await placePaidOrder(office.shop, { quantity: 3 });
  const page = await openOrders(office, "FULFILMENT");
  await page.goto(orderAddress(office, bought));
  await page.getByRole("link", { name: "Send", exact: true }).waitFor();
  await tabTo(page, /^Send$/);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: `Send order ${bought.number}` }).waitFor();
  await page.getByRole("button", { name: "Send 3 units" }).waitFor();
  expect(await auditPage(page)).toEqual([]);
  await tabTo(page, /^Units of/);
  await page.keyboard.press("Control+A");
  await page.keyboard.type("2");
  await tabTo(page, /^Tracking page$/);
  await page.keyboard.type("javascript:alert(1)");
  await tabTo(page, /^Send 2 units$/);
  await page.keyboard.press("Enter");
  await page.getByText("Write an address that begins with https://.").waitFor();
  expect(await storedParcels(office, bought)).toEqual([]);
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Shift+Tab");
  expect(await focusedName(page)).toBe("Tracking page");
  await page.keyboard.press("Control+A");
  await page.keyboard.type("https://post.example/HP-1");
  await page.keyboard.press("Enter");
  await page.getByText("2 units were sent.").waitFor();
  expect(await focusedName(page)).toBe(bought.number);
  expect(await storedParcels(office, bought)).toMatchObject([
    { status: "SHIPPED", trackingUrl: "https://post.example/HP-1", parts: [{ quantity: 2 }] },
  ]);

  await page.getByRole("button", { name: "Delivered" }).click();
  const dialog = page.getByRole("dialog", { name: "Delivered" });
  await dialog.getByRole("button", { name: "Delivered" }).click();
  await dialog.waitFor({ state: "hidden" });
  await page.getByRole("region", { name: "Parcels" }).getByText("Delivered").waitFor();
  expect(await storedParcels(office, bought)).toMatchObject([{ status: "DELIVERED" }]);
});

test("an order is refunded and cancelled in parts: the stores hold the amounts that the buttons carried", async () => {
  const bought = await placePaidOrder(office.shop, { quantity: 3 });
  const page = await openOrders(office);
  await page.goto(orderAddress(office, bought));
  await page.getByRole("link", { name: "Refund", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: `Refund order ${bought.number}` }).waitFor();
  await page.getByRole("spinbutton").fill("1");
  await page.getByLabel("Goodwill, for no goods").fill("1,50");
  await page.getByLabel("Reason").fill("Broken on arrival.");
  const refund = page.getByRole("button", { name: /^Refund/ });
  const refunded = await amountOn(refund);
  expect(await auditPage(page)).toEqual([]);
  await refund.click();
  await page.getByRole("heading", { level: 1, name: bought.number, exact: true }).waitFor();
  const [{ totals, refunds }] = [await storedOrder(office, bought)];
  expect(refunds.map(({ amount }) => amount.minor)).toEqual([refunded]);
  expect(refunded).toBeLessThan(totals.total.minor);

  await page.getByRole("link", { name: "Cancel", exact: true }).click();
  await page.getByLabel("parts of it").check();
  await page.getByRole("spinbutton").fill("1");
  const cancel = page.getByRole("button", { name: /^Cancel 1 unit/ });
  const back = await amountOn(cancel);
  await cancel.click();
  await page.getByText("The units are cancelled.").waitFor();
  const after = await storedOrder(office, bought);
  expect(after.lines).toMatchObject([{ quantity: 3 }]);
  expect(after.refunds.map(({ amount }) => amount.minor).toSorted()).toEqual([refunded, back].toSorted());
});
