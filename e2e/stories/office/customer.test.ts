/** Staff look at a customer, in a real browser on real processes: account and orders stand beside each other. */
import { signIn } from "@hansa/client/buyer";
import { demoAccount } from "@hansa/client/demo-accounts";
import { placePaidOrder } from "@hansa/client/staff-desk";
import { afterEach, beforeAll, expect, test } from "vitest";
import { type Office, openOffice, rowsOf, sharedOffice } from "../support/office.ts";
import { auditPage } from "../support/page-audit.ts";

let office: Office;
beforeAll(async () => {
  office = await sharedOffice();
});
afterEach(() => office.closePages());

test("an order leads to its customer: the account stays while orders are away, and each order leads on", async () => {
  const { shop } = office;
  const bought = await placePaidOrder(shop, { as: await signIn(shop, "CUSTOMER") });
  const page = await openOffice(office, "SUPPORT", `/orders/${bought.number}`);
  const { email } = demoAccount("CUSTOMER");
  const customer = page.getByRole("region", { name: "Customer" });
  await customer.locator("a[href^='/admin/customers/']").click();
  await page.waitForURL("**/admin/customers/user_*");
  const account = page.getByRole("region", { name: "Account" });
  await account.getByText(email).waitFor();
  await page.getByRole("region", { name: "Addresses" }).getByText("Germany").first().waitFor();
  const row = rowsOf(page).filter({ hasText: bought.number });
  await row.waitFor();
  expect(await auditPage(page)).toEqual([]);
  await row.getByRole("link").click();
  await page.getByRole("heading", { level: 1, name: bought.number, exact: true }).waitFor();
  await page.goBack();
  await row.waitFor();

  await shop.kill("orders");
  await page.reload();
  await page.getByText("Orders cannot be reached.", { exact: false }).waitFor();
  await account.getByText(email).waitFor();
  expect(await page.getByText("No order was placed").count()).toBe(0);
  await shop.start("orders");
  await page.getByText("Orders cannot be reached.", { exact: false }).waitFor({ state: "hidden" });
  await row.waitFor();
  await page.goto(`${office.address}/customers/user_none`);
  await page.getByText("There is no such account", { exact: false }).waitFor();
});

test("a role without accounts sees the name on the order, and gets no page of the customer", async () => {
  const { shop } = office;
  const bought = await placePaidOrder(shop, { as: await signIn(shop, "CUSTOMER") });
  const page = await openOffice(office, "FULFILMENT", `/orders/${bought.number}`);
  const customer = page.getByRole("region", { name: "Customer" });
  await customer.getByText("Ada Brandis", { exact: true }).waitFor();
  expect(await customer.getByText("Without an account").count()).toBe(0);
  expect(await customer.locator("a[href^='/admin/customers/']").count()).toBe(0);
  await page.goto(`${office.address}/customers/user_none`);
  await page.getByRole("heading", { name: "Your role does not allow this page" }).waitFor();
});
