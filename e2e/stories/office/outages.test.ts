/** The back office while a session or a service is away, in a real browser on real processes: nothing that was shown or typed is lost. */
import { placePaidOrder } from "@hansa/client/staff-desk";
import { afterEach, beforeAll, expect, test } from "vitest";
import { type Office, openOrders, rowsOf, sharedOffice, signInStaffAt } from "../support/office.ts";

let office: Office;
beforeAll(async () => {
  office = await sharedOffice();
});
afterEach(() => office.closePages());

test("a session that ends opens the form over the page: what was typed is sent afterwards", async () => {
  const { number } = await placePaidOrder(office.shop, {});
  const page = await openOrders(office);
  await page.goto(`${office.address}/orders/${number}`);
  const note = page.getByLabel("Note", { exact: true });
  await note.fill("Leave it at the lock keeper's.");
  await page.context().clearCookies();
  await page.getByRole("button", { name: "Add the note" }).click();
  await page.getByText("Your session has ended.", { exact: false }).waitFor();
  await page.keyboard.press("Escape");
  await signInStaffAt(page, "SUPPORT");
  expect(await note.inputValue()).toBe("Leave it at the lock keeper's.");
  await page.getByRole("button", { name: "Add the note" }).click();
  await page.getByRole("region", { name: "Notes" }).getByText("Leave it at the lock keeper's.").waitFor();
  expect(await note.inputValue()).toBe("");
});

test("a service that is away is named, the rest stays, and what it has comes by itself afterwards", async () => {
  const { shop, address } = office;
  const page = await openOrders(office);
  await shop.kill("payments");
  await rowsOf(page).first().getByRole("link").click();
  await page.getByText("Payments cannot be reached.", { exact: false }).waitFor();
  await page.getByRole("region", { name: "Goods" }).waitFor();
  await shop.start("payments");
  await page.getByText("Payments cannot be reached.", { exact: false }).waitFor({ state: "hidden" });

  await shop.kill("orders");
  await page.goto(`${address}/orders?view=cancelled`);
  await page.getByText("Orders cannot be reached.", { exact: false }).waitFor();
  expect(await page.getByText("No order").count()).toBe(0);
  await shop.start("orders");
  await page.getByText("Orders cannot be reached.", { exact: false }).waitFor({ state: "hidden" });
});

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
