/** The back office for each person, in a real browser on real processes: roles, and people who cannot see it or use a mouse. */
import { placePaidOrder } from "@hansa/client/staff-desk";
import { afterEach, beforeAll, expect, test } from "vitest";
import { type Office, openOrders, sharedOffice, signInStaffAt } from "../support/office.ts";
import { auditPage } from "../support/page-audit.ts";

let office: Office;
beforeAll(async () => {
  office = await sharedOffice();
});
afterEach(() => office.closePages());

test("a role without a page is told so, and a customer gets no page of the office", async () => {
  const page = await office.openPage();
  await page.goto(`${office.address}/orders`);
  await signInStaffAt(page, "CATALOG_MANAGER");
  await page.getByRole("heading", { name: "Your role does not allow this page" }).waitFor();
  const customer = await office.openPage({ locale: "de-DE" });
  await customer.goto(office.address);
  await customer.getByRole("heading", { name: "Anmelden" }).waitFor();
  const other = await office.openPage();
  await other.goto(office.address);
  await signInStaffAt(other, "CUSTOMER");
  await other.getByRole("heading", { name: "This account is no staff account" }).waitFor();
});

test("the form, the list, an order and its dialog have no fault", async () => {
  const empty = await office.openPage();
  await empty.goto(office.address);
  await empty.getByRole("dialog", { name: "Sign in" }).waitFor();
  expect(await auditPage(empty)).toEqual([]);
  const page = await openOrders(office, "ADMIN");
  await page.getByRole("checkbox").first().check();
  await page.getByRole("link", { name: "Pick list" }).waitFor();
  expect(await auditPage(page)).toEqual([]);
  const { number } = await placePaidOrder(office.shop, {});
  await page.goto(`${office.address}/orders/${number}`);
  await page.getByText("captured", { exact: false }).first().waitFor();
  expect(await auditPage(page)).toEqual([]);
  await page.getByRole("button", { name: "Put on hold" }).click();
  expect(await auditPage(page)).toEqual([]);
});
