/** The back office while a session or a service is away, in a real browser on real processes: nothing that was shown or typed is lost. */
import { placePaidOrder } from "@hansa/client/staff-desk";
import { afterEach, beforeAll, expect, test } from "vitest";
import { type Office, openOrders, rowsOf, sharedOffice, signInStaffAt } from "../support/office.ts";
import { watchVouching } from "../support/office-pages/vouching.ts";

let office: Office;
beforeAll(async () => {
  office = await sharedOffice();
});
afterEach(() => office.closePages());

/** Ends users, and waits until the shop no longer vouches for sessions of staff. */
async function killUsers(): Promise<void> {
  const isUnverifiable = await watchVouching(office.shop);
  await office.shop.kill("users");
  await isUnverifiable();
}

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

test("without accounts what is shown and typed stays, a line says so, and all goes on afterwards", async () => {
  const { shop, address } = office;
  const { number } = await placePaidOrder(shop, {});
  const page = await openOrders(office);
  await page.goto(`${address}/orders/${number}`);
  const note = page.getByLabel("Note", { exact: true });
  await note.fill("Call before noon.");
  await killUsers();
  await page.getByRole("button", { name: "Add the note" }).click();
  await page.getByText("nothing was done", { exact: false }).waitFor();
  expect(await note.inputValue()).toBe("Call before noon.");
  await page.getByRole("link", { name: "Orders" }).last().click();
  await page.getByRole("link", { name: "Cancelled", exact: true }).click();
  await page.getByText("Accounts cannot be reached.", { exact: false }).waitFor();
  expect(await page.getByText("Orders cannot be reached", { exact: false }).count()).toBe(0);
  expect(await page.getByRole("dialog").count()).toBe(0);
  await shop.start("users");
  await page.getByText("Accounts cannot be reached.", { exact: false }).waitFor({ state: "hidden" });
  await rowsOf(page).first().waitFor();
  await page.goBack();
  await page.goBack();
  expect(await note.inputValue()).toBe("Call before noon.");
});
