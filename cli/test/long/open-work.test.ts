/** The demo shop has work in every list of the back office, counted by the graph as its first page does, and few variants low in stock. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { manualRuntime, userWith } from "@hansa/kit/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { openShop, type Shop } from "../../host/in-process-shop.ts";
import { seed } from "../demo/support/seed-command.ts";

const folder = mkdtempSync(path.join(tmpdir(), "hansa-work-"));
const data = path.join(folder, "shop");
const staff = userWith(
  "user_staff",
  ["orders:read", "orders:write", "refunds:write", "payments:read", "inventory:read", "reviews:moderate"],
  "SUPPORT",
);
let shop: Shop;

beforeAll(async () => {
  const { code, output } = await seed(data, ["--orders", "150"]);
  expect(code, output).toBe(0);
  const environment = { ...process.env, HANSA_DATA: data, HANSA_LOG_LEVEL: "silent" };
  shop = await openShop(environment, manualRuntime(Date.UTC(2026, 9, 1), 1));
});
afterAll(async () => {
  await shop.close();
  rmSync(folder, { recursive: true });
});

const counted = z.record(z.string(), z.object({ totalCount: z.number() }));

/** The total of each list, by its name. */
async function countLists(
  service: "orders" | "payments" | "products",
  lists: Readonly<Record<string, string>>,
): Promise<Record<string, number>> {
  const fields = Object.entries(lists).map(([name, list]) => `${name}: ${list} { totalCount }`);
  const { data: found, errors } = await shop.ask(service, { query: `{ ${fields.join(" ")} }`, viewer: staff });
  expect(errors).toBeUndefined();
  return Object.fromEntries(Object.entries(counted.parse(found)).map(([name, { totalCount }]) => [name, totalCount]));
}

test("eight orders are to be prepared, and every other list has one or two", async () => {
  const works = { toPrepare: "TO_PREPARE", toPack: "TO_PACK", toHandOver: "TO_HAND_OVER", again: "TO_SEND_AGAIN" };
  const ofWork = Object.entries(works).map(([name, work]) => [name, `orders(filter: { work: ${work} })`]);
  const reasons = ["MANUAL", "REFUND_FAILED", "NEEDS_REVIEW", "WITHDRAWN"];
  const held = reasons.map((reason) => [reason, `orders(filter: { holdReasons: [${reason}] })`]);
  const lists = { putBack: "fulfilments(filter: { isToPutBack: true })", ...Object.fromEntries([...ofWork, ...held]) };
  const { toPrepare, ...others } = await countLists("orders", lists);
  expect(toPrepare).toBe(8);
  for (const [name, count] of Object.entries(others)) expect([1, 2], name).toContain(count);
});

test("there are returns and withdrawals in each state, open disputes, and reviews to moderate", async () => {
  const returns = ["REQUESTED", "APPROVED", "RECEIVED", "REJECTED", "REFUNDED", "CLOSED"];
  const withdrawals = ["UNCONFIRMED", "RECEIVED", "SETTLED", "CONTESTED", "UNMATCHED"];
  const lists = Object.fromEntries([
    ...returns.map((state) => [`return_${state}`, `returns(filter: { state: ${state} })`]),
    ...withdrawals.map((state) => [`withdrawal_${state}`, `withdrawals(filter: { state: ${state} })`]),
  ]);
  for (const [name, count] of Object.entries(await countLists("orders", lists))) expect(count, name).toBeGreaterThan(0);
  expect(await countLists("payments", { open: "payments(filter: { disputeStates: [OPEN] })" })).toEqual({ open: 1 });
  const reviews = await countLists("products", { pending: "reviews(filter: { status: PENDING })" });
  expect(reviews.pending).toBeGreaterThan(0);
});

test("at most eight variants are low in stock", async () => {
  const { low } = await countLists("products", { low: "lowStock" });
  expect(low).toBeGreaterThan(0);
  expect(low).toBeLessThanOrEqual(8);
});

test("the orders to prepare are of many kinds: large ones, a guest's, a company's without tax, in yen, and partly sent", async () => {
  const query = `{ orders(filter: { work: TO_PREPARE }) { nodes { state totalQuantity lines { id }
    totals { tax { minor } total { currency } } customer { id } shippingAddress { company } } } }`;
  const { data: found } = await shop.ask("orders", { query, viewer: staff });
  const order = z.object({
    state: z.string(),
    totalQuantity: z.number(),
    lines: z.array(z.unknown()),
    totals: z.object({ tax: z.object({ minor: z.number() }), total: z.object({ currency: z.string() }) }),
    customer: z.unknown().nullable(),
    shippingAddress: z.object({ company: z.string().nullable() }),
  });
  const { nodes } = z.object({ orders: z.object({ nodes: z.array(order) }) }).parse(found).orders;
  const isOf = {
    large: nodes.some(({ totalQuantity, lines }) => totalQuantity === 7 && lines.length === 3),
    guest: nodes.some(({ customer }) => customer === null),
    untaxedCompany: nodes.some(({ shippingAddress, totals }) => shippingAddress.company && totals.tax.minor === 0),
    yen: nodes.some(({ totals }) => totals.total.currency === "JPY"),
    partlySent: nodes.some(({ state }) => state === "PARTIALLY_SHIPPED"),
  };
  expect(isOf).toEqual({ large: true, guest: true, untaxedCompany: true, yen: true, partlySent: true });
});
