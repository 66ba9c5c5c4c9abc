/** Staff correct the contact of an order and send its mails again, in real browsers on real processes. */
import { placePaidOrder, shipUnits } from "@hansa/client/staff-desk";
import type { Page } from "playwright-core";
import { afterEach, beforeAll, expect, test } from "vitest";
import { findEmail } from "../../../cli/testing/mailbox.ts";
import { type Office, openOffice, sharedOffice } from "../support/office.ts";
import { orderAddress, storedOrder } from "../support/office-orders.ts";
import { auditPage } from "../support/page-audit.ts";

let office: Office;
beforeAll(async () => {
  office = await sharedOffice();
});
afterEach(() => office.closePages());

const press = (page: Page) => page.getByRole("button", { name: "Correct the contact" }).click();
const street = (page: Page) => page.locator("input[name=line1]");
const mailsOf = (page: Page) => page.getByRole("region", { name: "Mails" });

test("support corrects a contact: a refusal stands at its field, a lost answer is pressed again, and both mailboxes are told", async () => {
  const bought = await placePaidOrder(office.shop, {});
  const page = await openOffice(office, "SUPPORT", `/orders/${bought.number}`);
  await page.getByRole("link", { name: "Correct", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: `Correct the contact of order ${bought.number}` }).waitFor();
  await street(page).fill("Kai 9");
  await page.getByLabel("E-mail").fill("right at hansa");
  await press(page);
  await page.getByText("This is no e-mail address.").waitFor();
  expect(await auditPage(page)).toEqual([]);
  expect(await street(page).inputValue()).toBe("Kai 9");
  const right = `right-${bought.number}@hansa.example`;
  await page.getByLabel("E-mail").fill(right);
  // The shop has done it, and its answer does not arrive.
  await page.route("**/graphql", async (route) => {
    if (!route.request().postData()?.includes("OfficeContactUpdate(")) return route.continue();
    await route.fetch();
    return route.abort();
  });
  await press(page);
  await page.getByText("It is not known whether that was done.", { exact: false }).waitFor();
  await page.unroute("**/graphql");
  await press(page);
  await page.getByText("A mail with new links goes to the new address.", { exact: false }).waitFor();
  await page.getByRole("region", { name: "Customer" }).getByText("Kai 9").waitFor();
  expect(await storedOrder(office, bought)).toMatchObject({ email: right, shippingAddress: { line1: "Kai 9" } });
  await findEmail(office.shop, right, bought.number);
  await mailsOf(page).getByText("Contact corrected, to the former address").waitFor();
  expect(await mailsOf(page).getByText("Contact corrected", { exact: false }).count()).toBe(2);
  expect(await auditPage(page)).toEqual([]);
});

test("of two people at one contact one is told: what was typed stays, and the other's correction too", async () => {
  const bought = await placePaidOrder(office.shop, {});
  const path = `/orders/${bought.number}/contact`;
  const [one, two] = [await openOffice(office, "SUPPORT", path), await openOffice(office, "FULFILMENT", path)];
  await street(two).fill("Kai 9");
  const right = `two-${bought.number}@hansa.example`;
  await one.getByLabel("E-mail").fill(right);
  await press(one);
  await one.getByRole("heading", { level: 1, name: bought.number, exact: true }).waitFor();
  await press(two);
  await two.getByText("The order has changed meanwhile, and nothing was done.", { exact: false }).waitFor();
  expect(await street(two).inputValue()).toBe("Kai 9");
  await expect.poll(() => two.getByLabel("E-mail").inputValue()).toBe(right);
  await press(two);
  await two.getByText("The contact is corrected.", { exact: false }).waitFor();
  expect(await storedOrder(office, bought)).toMatchObject({ email: right, shippingAddress: { line1: "Kai 9" } });
});

test("a mail is sent again by its name, five times an hour, and roles without the right see the mails alone", async () => {
  const bought = await placePaidOrder(office.shop, {});
  await findEmail(office.shop, (await storedOrder(office, bought)).email ?? "", bought.number);
  const page = await openOffice(office, "SUPPORT", `/orders/${bought.number}`);
  const again = mailsOf(page).getByRole("button", { name: "Send again: Order confirmation" });
  const dialog = page.getByRole("dialog", { name: "Send again: Order confirmation" });
  for (let sent = 1; sent <= 5; sent += 1) {
    await again.click();
    await dialog.getByRole("button", { name: "Send again" }).click();
    await dialog.waitFor({ state: "hidden" });
    await expect.poll(() => mailsOf(page).getByRole("listitem").count()).toBe(sent + 1);
  }
  await again.click();
  await dialog.getByRole("button", { name: "Send again" }).click();
  await dialog.getByText("So many mails were sent again already.", { exact: false }).waitFor();
  expect(await auditPage(page)).toEqual([]);

  const finance = await openOffice(office, "FINANCE", `/orders/${bought.number}`);
  await mailsOf(finance).getByText("Order confirmation").first().waitFor();
  expect(await finance.getByRole("button", { name: /^Send again/ }).count()).toBe(0);
  expect(await finance.getByRole("link", { name: "Correct", exact: true }).count()).toBe(0);
});

test("the contact of an order that has left is not corrected any more", async () => {
  const bought = await placePaidOrder(office.shop, {});
  const page = await openOffice(office, "SUPPORT", `/orders/${bought.number}/contact`);
  await street(page).fill("Kai 9");
  await shipUnits(office.shop, bought, 1);
  await press(page);
  await page.getByText("The order has another state by now", { exact: false }).waitFor();
  expect(await street(page).inputValue()).toBe("Kai 9");
  await page.goto(orderAddress(office, bought));
  await mailsOf(page).getByText("Parcel sent").waitFor();
  expect(await page.getByRole("link", { name: "Correct", exact: true }).count()).toBe(0);
  await page.goto(orderAddress(office, bought, "/contact"));
  await page.getByText("The contact of this order cannot be corrected now", { exact: false }).waitFor();
});
