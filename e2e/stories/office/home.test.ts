/** The first page of the back office, in a real browser on real processes: it counts what waits. */
import { afterEach, beforeAll, expect, test } from "vitest";
import { type Office, openOffice, rowsOf, sharedOffice } from "../support/office.ts";
import { requestedReturn } from "../support/office-orders.ts";
import { auditPage } from "../support/page-audit.ts";

let office: Office;
beforeAll(async () => {
  office = await sharedOffice();
});
afterEach(() => office.closePages());

test("the first page counts what waits, and each count with a list leads to it", async () => {
  await requestedReturn(office);
  const page = await openOffice(office, "SUPPORT", "/");
  await page.waitForURL("**/admin/home");
  const count = page.getByRole("listitem").filter({ hasText: "Returns to decide" });
  await count.getByText(/^\d+$/).waitFor();
  const total = Number(await count.getByText(/^\d+$/).innerText());
  expect(total).toBeGreaterThan(0);
  expect(await auditPage(page)).toEqual([]);
  await page.getByRole("link", { name: "Returns to decide" }).click();
  await page.waitForURL("**/admin/returns?view=requested");
  await expect.poll(() => rowsOf(page).count()).toBe(Math.min(total, 25));
  await office.shop.kill("payments");
  await page.goBack();
  await page.reload();
  await page.getByText("Payments cannot be reached.", { exact: false }).waitFor();
  await count.getByText(String(total), { exact: true }).waitFor();
  await office.shop.start("payments");
  await page.getByText("Payments cannot be reached.", { exact: false }).waitFor({ state: "hidden" });
});
