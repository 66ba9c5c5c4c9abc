/** Goods come back, in a real browser on real processes: support decides, the warehouse receives, finance refunds, and withdrawals are settled. */
import { randomUUID } from "node:crypto";
import { WithdrawalDeclareDocument } from "@hansa/client/documents/orders";
import { perform } from "@hansa/client/mutation";
import { readOrder } from "@hansa/client/staff-desk";
import type { Page } from "playwright-core";
import { afterEach, beforeAll, expect, test } from "vitest";
import { auditStores } from "../../../cli/audit/audit.ts";
import { type Office, openOffice, rowsOf, sharedOffice } from "../support/office.ts";
import { deliveredOrder, requestedReturn } from "../support/office-orders.ts";
import { auditPage } from "../support/page-audit.ts";

let office: Office;
beforeAll(async () => {
  office = await sharedOffice();
});
afterEach(() => office.closePages());

/** Presses a button of the page, fills in the dialog that it opens, and sends it by its button. */
async function act(
  page: Page,
  button: string,
  title: string,
  fill: (dialog: ReturnType<Page["getByRole"]>) => Promise<unknown>,
) {
  await page.getByRole("button", { name: button, exact: true }).click();
  const dialog = page.getByRole("dialog", { name: title });
  await fill(dialog);
  await dialog.locator("button[type=submit]").click();
  return dialog;
}

async function receive(page: Page, sound: number, damaged: number): Promise<void> {
  const dialog = await act(page, "Receive", "Receive a parcel", async (form) => {
    await form.getByLabel("Units of").fill(String(sound));
    await form.getByLabel("Damaged").fill(String(damaged));
  });
  await dialog.waitFor({ state: "hidden" });
}

/** Refunds what the dialog offers. The button names the amount before it is pressed. */
async function refund(page: Page, title: string): Promise<string> {
  await page.getByRole("button", { name: "Refund", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: title });
  const press = dialog.getByRole("button", { name: /^Refund €/ });
  await press.waitFor();
  const name = await press.innerText();
  await press.click();
  await dialog.waitFor({ state: "hidden" });
  return name.replace("Refund ", "");
}

function expectSoundStores(): void {
  const { verdicts } = auditStores({ data: office.shop.data });
  expect(verdicts.filter(({ verdict }) => verdict === "broken")).toEqual([]);
}

test("support approves a return, the warehouse receives it in two parcels, and finance refunds both", async () => {
  const { bought, returnId } = await requestedReturn(office);
  const support = await openOffice(office, "SUPPORT", "/returns?view=requested");
  await support.getByLabel("Number, name, e-mail, SKU or tracking").fill(bought.number);
  await support.keyboard.press("Enter");
  await expect.poll(() => rowsOf(support).count()).toBe(1);
  expect(await auditPage(support)).toEqual([]);
  await rowsOf(support).first().getByRole("link").click();
  await support.getByRole("heading", { name: `Return of order ${bought.number}` }).waitFor();
  await act(support, "Approve", "Approve the return", (form) =>
    form.getByLabel("Reply to the customer").fill("Use the label of the parcel."),
  );
  await support.getByText("Approved", { exact: true }).waitFor();
  await support.getByText("Use the label of the parcel.").waitFor();
  expect(await support.getByRole("button", { name: "Reject" }).count()).toBe(0);

  const warehouse = await openOffice(office, "FULFILMENT", `/returns/${returnId}`);
  await warehouse.getByText("2 on the way").waitFor();
  await receive(warehouse, 1, 0);
  await warehouse.getByText("1 on the way").waitFor();
  expect(await warehouse.getByRole("button", { name: "Refund", exact: true }).count()).toBe(0);

  const finance = await openOffice(office, "FINANCE", `/returns/${returnId}`);
  const first = await refund(finance, "Refund returned goods");
  await finance.getByRole("region", { name: "Refunds" }).getByText(first).waitFor();
  expect(await finance.getByRole("button", { name: "Receive" }).count()).toBe(0);

  await receive(warehouse, 0, 1);
  await finance.reload();
  await refund(finance, "Refund returned goods");
  await finance.getByText("Refunded", { exact: true }).first().waitFor();
  expect(await finance.getByRole("button", { name: "Refund", exact: true }).count()).toBe(0);
  const { returns, lines } = await readOrder(office.shop, bought);
  expect(returns).toMatchObject([{ state: "REFUNDED" }]);
  expect(lines).toMatchObject([{ returned: 2, refunded: 2 }]);
  expectSoundStores();
});

test("a withdrawal is settled: a proof makes its goods refundable, with the shipping that is due", async () => {
  const bought = await deliveredOrder(office, 2);
  const [guestToken] = bought.by.guest ?? [];
  const entered = { orderNumber: bought.number, email: "buyer@hansa.example", lastName: "Brandt" };
  const input = { ...entered, guestToken, idempotencyKey: randomUUID() };
  const { reference } = await perform(office.shop, WithdrawalDeclareDocument, input, bought.by);
  const page = await openOffice(office, "SUPPORT", "/withdrawals");
  await page.getByLabel("Reference").fill(reference);
  await page.keyboard.press("Enter");
  await expect.poll(() => rowsOf(page).count()).toBe(1);
  await rowsOf(page).first().getByRole("link").click();
  await page.getByRole("heading", { name: `Withdrawal ${reference}` }).waitFor();
  expect(await auditPage(page)).toEqual([]);
  await act(page, "Record a proof", "Record a proof of dispatch", async () => undefined);
  await page.locator("dt", { hasText: "Shipping due" }).waitFor();
  await page.locator("dt", { hasText: "Proof of dispatch" }).waitFor();
  await refund(page, "Refund the withdrawal");
  await page.getByText("Settled", { exact: true }).first().waitFor();
  expect(await page.getByRole("button", { name: "Refund", exact: true }).count()).toBe(0);
  expect((await readOrder(office.shop, bought)).settlement).toBe("REFUNDED");
  expectSoundStores();
});

test("a letter is recorded for an order, and leads to its withdrawal", async () => {
  const bought = await deliveredOrder(office, 1);
  const page = await openOffice(office, "SUPPORT", "/withdrawals/record");
  await page.getByLabel("Order number").fill(bought.number);
  await page.keyboard.press("Enter");
  await page.getByLabel("Sent on").fill("2001-01-31");
  await page.getByRole("button", { name: "Record the withdrawal" }).click();
  await page.getByText("The shop has refused this value.").waitFor();
  await page.getByLabel("Sent on").fill(new Date().toISOString().slice(0, 10));
  await page.getByLabel("Note, for staff").fill("Folder 3.");
  await page.getByRole("button", { name: "Record the withdrawal" }).click();
  await page.getByRole("heading", { name: /^Withdrawal \d{10}$/ }).waitFor();
  await page.getByText("Folder 3.").waitFor();
});

test("two browsers on one return: one decides, and the other is told that it has changed", async () => {
  const { returnId, bought } = await requestedReturn(office);
  const [one, other] = await Promise.all(
    ["SUPPORT" as const, "FULFILMENT" as const].map((role) => openOffice(office, role, `/returns/${returnId}`)),
  );
  if (!one || !other) throw new Error("two pages were opened");
  await other.getByRole("button", { name: "Reject" }).click();
  const dialog = other.getByRole("dialog", { name: "Reject the return" });
  await dialog.getByLabel("Reply to the customer").fill("Worn.");
  await act(one, "Approve", "Approve the return", async () => undefined);
  await one.getByText("Approved", { exact: true }).waitFor();
  await dialog.locator("button[type=submit]").click();
  await dialog.getByText("It has changed meanwhile", { exact: false }).waitFor();
  expect(await dialog.getByLabel("Reply to the customer").inputValue()).toBe("Worn.");
  await other.keyboard.press("Escape");
  await other.getByText("Approved", { exact: true }).waitFor();
  expect(await other.getByRole("button", { name: "Reject" }).count()).toBe(0);
  expect((await readOrder(office.shop, bought)).returns).toMatchObject([{ state: "APPROVED" }]);
});
