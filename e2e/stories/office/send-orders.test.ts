/** Staff send several orders together, in a real browser on real processes: each parcel by itself, and those that were not sent are told. */
import { OrderHoldDocument } from "@hansa/client/documents/orders";
import { perform } from "@hansa/client/mutation";
import { placePaidOrder, shipUnits, signInStaff } from "@hansa/client/staff-desk";
import { afterEach, beforeAll, expect, test } from "vitest";
import { focusedName, tabTo } from "../support/keyboard.ts";
import { type Office, openOrders, sharedOffice } from "../support/office.ts";
import { storedParcels } from "../support/office-orders.ts";
import { auditPage } from "../support/page-audit.ts";

let office: Office;
beforeAll(async () => {
  office = await sharedOffice();
});
afterEach(() => office.closePages());

test("selected orders are sent together: one on hold and one that a colleague has sent are told, the others are sent", async () => {
  const { shop } = office;
  const [first, held, taken, last] = [
    await placePaidOrder(shop, { quantity: 2 }),
    await placePaidOrder(shop, {}),
    await placePaidOrder(shop, { quantity: 3 }),
    await placePaidOrder(shop, {}),
  ];
  const page = await openOrders(office, "FULFILMENT");
  for (const { number } of [first, held, taken, last])
    await page.getByRole("checkbox", { name: `Select order ${number}` }).check();
  // The bar of the selection stands above the rows, of which a page has many.
  await tabTo(page, /^Send$/, "Shift+Tab");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Send orders" }).waitFor();
  await page.getByRole("button", { name: "Send 7 units in 4 parcels" }).waitFor();
  expect(await auditPage(page)).toEqual([]);
  // As a scanner enters a number: in the order of the list, the newest first.
  await tabTo(page, /^Tracking number$/);
  for (const number of ["HP-4", "HP-3", "HP-2", "HP-1"]) {
    await page.keyboard.type(number);
    await page.keyboard.press("Enter");
  }
  expect(await focusedName(page)).toBe("Send 7 units in 4 parcels");
  expect(await storedParcels(office, first)).toEqual([]);

  await perform(shop, OrderHoldDocument, { orderId: held.id, note: "Wait." }, await signInStaff(shop, "SUPPORT"));
  await shipUnits(shop, taken, 2);
  await page.keyboard.press("Enter");
  const told = page.getByRole("alert").filter({ hasText: "2 parcels were sent." });
  await told.getByText("The order is on hold. Release it first.").waitFor();
  await told.getByText("Only 1 is left.", { exact: false }).waitFor();
  // The button names the rest of the one order; the other leaves when its hold is released.
  await page.getByRole("button", { name: "Send 1 unit in 1 parcel" }).waitFor();
  await page.getByText("Nothing of it leaves until it is released.", { exact: false }).waitFor();
  expect(await storedParcels(office, first)).toMatchObject([
    { status: "SHIPPED", trackingNumber: "HP-1", parts: [{ quantity: 2 }] },
  ]);
  expect(await storedParcels(office, last)).toMatchObject([{ status: "SHIPPED", trackingNumber: "HP-4" }]);
  expect(await storedParcels(office, held)).toEqual([]);
  expect(await auditPage(page)).toEqual([]);

  await told.getByRole("link", { name: held.number }).click();
  await page.getByRole("heading", { level: 1, name: `Send order ${held.number}` }).waitFor();
  await page.goBack();
  await page.getByRole("button", { name: "Send 1 unit in 1 parcel" }).click();
  await page.getByText("1 parcel was sent.").waitFor();
  await page.waitForURL("**/admin/orders");
  expect(await focusedName(page)).toBe("Orders");
  expect((await storedParcels(office, taken)).at(-1)).toMatchObject({
    ...{ status: "SHIPPED", trackingNumber: "HP-3", parts: [{ quantity: 1 }] },
  });
});
