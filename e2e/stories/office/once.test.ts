/** Changes of staff that meet each other, or whose answer is lost, in real browsers on real processes: each is made once. */
import { placePaidOrder } from "@hansa/client/staff-desk";
import { afterEach, beforeAll, expect, test } from "vitest";
import { type Office, openOffice, sharedOffice } from "../support/office.ts";
import { amountOn, orderAddress, storedOrder, storedParcels } from "../support/office-orders.ts";

let office: Office;
beforeAll(async () => {
  office = await sharedOffice();
});
afterEach(() => office.closePages());

test("of two people at one order one is told what the other has done", async () => {
  const bought = await placePaidOrder(office.shop, { quantity: 3 });
  const send = `/orders/${bought.number}/send`;
  const people = [await openOffice(office, "ADMIN", send), await openOffice(office, "ADMIN", send)] as const;
  const [one, two] = people;
  for (const page of people) await page.getByRole("spinbutton").fill("2");
  await one.getByRole("button", { name: "Send 2 units" }).click();
  await one.getByText("2 units were sent.").waitFor();
  await two.getByRole("button", { name: "Send 2 units" }).click();
  await two.getByText("Only 1 is left.", { exact: false }).waitFor();
  expect(await two.getByRole("spinbutton").inputValue()).toBe("2");
  expect(await storedParcels(office, bought)).toMatchObject([{ parts: [{ quantity: 2 }] }]);

  for (const page of people) {
    await page.goto(orderAddress(office, bought, "/refund"));
    await page.getByRole("spinbutton").fill("2");
    await page.getByLabel("Reason").fill("Both are broken.");
    await amountOn(page.getByRole("button", { name: /^Refund/ }));
  }
  for (const page of people) await page.getByRole("button", { name: /^Refund/ }).click();
  await expect.poll(() => two.getByText("Only 1 is left.", { exact: false }).count()).toBeGreaterThan(0);
  expect((await storedOrder(office, bought)).refunds).toMatchObject([{ parts: [{ quantity: 2 }] }]);
});

test("of two people at one parcel one is told what the other has done, and keeps what was typed", async () => {
  const bought = await placePaidOrder(office.shop, { quantity: 2 });
  const one = await openOffice(office, "FULFILMENT", `/orders/${bought.number}/send`);
  await one.getByLabel("is packed, and leaves later").check();
  await one.getByRole("button", { name: "Pack 2 units" }).click();
  await one.getByText("2 units are packed.").waitFor();
  const two = await openOffice(office, "FULFILMENT", `/orders/${bought.number}`);
  const [unpacking, sending] = [one.getByRole("dialog"), two.getByRole("dialog")];
  await one.getByRole("button", { name: "Unpack" }).click();
  await two.getByRole("button", { name: "Hand over" }).click();
  const tracking = sending.getByLabel("Tracking number");
  await tracking.fill("HP-77");
  await unpacking.getByRole("button", { name: "Unpack" }).click();
  await one.getByRole("region", { name: "Parcels" }).getByText("Unpacked").waitFor();
  await sending.getByRole("button", { name: "Hand over" }).click();
  await sending.getByText("The parcel has changed meanwhile. Its status: Unpacked.").waitFor();
  expect(await tracking.inputValue()).toBe("HP-77");
  expect(await storedParcels(office, bought)).toMatchObject([{ status: "UNPACKED" }]);
});

test("the same press after a lost answer makes one parcel and one refund", async () => {
  const { shop } = office;
  const bought = await placePaidOrder(shop, { quantity: 2 });
  const page = await openOffice(office, "ADMIN", `/orders/${bought.number}/send`);
  const send = page.getByRole("button", { name: "Send 2 units" });
  await send.waitFor();
  process.kill(shop.pid("orders"), "SIGSTOP");
  try {
    const sent = page.waitForRequest((request) => request.postData()?.includes("OfficeShipmentCreate") ?? false);
    await send.click();
    await sent;
    await shop.kill("router");
    await page.getByText("It is not known whether that was done.", { exact: false }).waitFor();
  } finally {
    process.kill(shop.pid("orders"), "SIGCONT");
  }
  await shop.start("router");
  await send.click();
  await page.getByText("2 units were sent.").waitFor();
  expect(await storedParcels(office, bought)).toMatchObject([{ status: "SHIPPED", parts: [{ quantity: 2 }] }]);

  await page.getByRole("link", { name: "Refund", exact: true }).click();
  await page.getByRole("spinbutton").fill("1");
  await page.getByLabel("Reason").fill("Too small.");
  const refund = page.getByRole("button", { name: /^Refund/ });
  const amount = await amountOn(refund);
  // The shop has done it, and its answer does not arrive.
  await page.route("**/graphql", async (route) => {
    if (!route.request().postData()?.includes("OfficeRefund(")) return route.continue();
    await route.fetch();
    return route.abort();
  });
  await refund.click();
  await page.getByText("It is not known whether that was done.", { exact: false }).waitFor();
  await page.unroute("**/graphql");
  await refund.click();
  await page.getByRole("heading", { level: 1, name: bought.number, exact: true }).waitFor();
  expect((await storedOrder(office, bought)).refunds.map((each) => each.amount.minor)).toEqual([amount]);
});
