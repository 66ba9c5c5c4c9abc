/** Pages of the back office, as its code lists them, for several roles and for strangers: none is refused by the graph, or offers what would be. */
import { placePaidOrder } from "@hansa/client/staff-desk";
import { afterEach, beforeAll, expect, test } from "vitest";
import { type Office, sharedOffice } from "../support/office.ts";
import { requestedReturn } from "../support/office-orders.ts";
import { officeRoutes } from "../support/office-pages/routes.ts";
import { visitAsCustomer, visitSignedOut } from "../support/office-pages/strangers.ts";
import { oneOfEach, type Subjects, subjectsFor } from "../support/office-pages/subjects.ts";
import { visitAll } from "../support/office-pages/visits.ts";

let office: Office;
/** An order, one with a parcel, a return, and a withdrawal if there is one. */
let few: Subjects;
const routes = officeRoutes();

beforeAll(async () => {
  office = await sharedOffice();
  await requestedReturn(office);
  await placePaidOrder(office.shop, {});
  const { orders, returns, withdrawals, ...rest } = oneOfEach(await subjectsFor(office.shop, "ADMIN"));
  const sent = orders.find(({ fulfilments }) => fulfilments.some(({ shipments }) => shipments.length > 0));
  const two = [...orders.slice(0, 1), ...(sent ? [sent] : [])];
  const one = returns.slice(0, 1);
  expect([two.length, one.length]).toEqual([2, 1]);
  few = { ...rest, orders: two, returns: one, withdrawals: withdrawals.slice(0, 1) };
});
afterEach(() => office.closePages());

test.each(["FULFILMENT", "FINANCE"] as const)(
  "all pages of %s have the controls that the graph allows",
  async (role) => {
    const { visits, presses, faults } = await visitAll(office, role, few);
    expect(faults).toEqual([]);
    expect([...visits.keys()]).toEqual(routes.map(({ path }) => path));
    // Finance decides nothing about goods.
    if (role === "FULFILMENT") expect(presses).toBeGreaterThan(0);
  },
);

test("people who are not staff are told so on each page", async () => {
  expect(await visitSignedOut(office, routes.slice(0, 3))).toBe(3);
  expect(await visitAsCustomer(office, routes)).toBe(routes.length);
});
