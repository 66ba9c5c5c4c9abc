/** Each page of the back office for each role, over an order, a return and a withdrawal in each state that the demo shop has. */
import { mkdtempSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, expect, inject, test } from "vitest";
import { seedShop } from "../../cli/host/seed.ts";
import { runShop } from "../../cli/testing/shop.ts";
import { type Office, officeOf } from "../stories/support/office.ts";
import { officeRoutes } from "../stories/support/office-pages/routes.ts";
import { staffRoles } from "../stories/support/office-pages/staff-roles.ts";
import { visitAsCustomer, visitSignedOut } from "../stories/support/office-pages/strangers.ts";
import { oneOfEach, type Subjects, subjectsFor } from "../stories/support/office-pages/subjects.ts";
import { visitAll } from "../stories/support/office-pages/visits.ts";

/** As many as the demo shop needs to have work in every list. */
const orders = 100;

let office: Office;
let subjects: Subjects;
const routes = officeRoutes();

beforeAll(async () => {
  const data = mkdtempSync(path.join(inject("shopFolders"), "demo-"));
  seedShop(data, { orders });
  office = await officeOf(await runShop({ HANSA_REQUESTS_PER_MINUTE: "1000000" }, data));
  subjects = oneOfEach(await subjectsFor(office.shop, "ADMIN"));
});
afterEach(() => office.closePages());
afterAll(() => office.shop.stop());

test("the shop has work in different states", () => {
  const { orders: found, returns, withdrawals } = subjects;
  expect(found.length).toBeGreaterThan(12);
  expect(found.filter(({ hold }) => hold !== null).length).toBeGreaterThan(1);
  expect(new Set(returns.map(({ state }) => state)).size).toBeGreaterThan(2);
  expect(new Set(withdrawals.map(({ state }) => state)).size).toBeGreaterThan(3);
});

test.each(staffRoles)("all pages of %s have the controls that the graph allows", async (role) => {
  const { visits, presses, faults } = await visitAll(office, role, subjects);
  expect(faults).toEqual([]);
  expect([...visits.keys()]).toEqual(routes.map(({ path: route }) => route));
  // Those of the catalogue see no order.
  if (role === "CATALOG_MANAGER") return;
  expect(visits.get("/orders/:number")).toBe(subjects.orders.length + 1);
  expect(presses).toBeGreaterThan(0);
});

test("people who are not staff are told so on each page", async () => {
  expect(await visitSignedOut(office, routes)).toBe(routes.length);
  expect(await visitAsCustomer(office, routes)).toBe(routes.length);
});
