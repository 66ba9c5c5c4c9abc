/** The sales report as the owner asks for it, and a recount of orders that it is held against. */
import { userWith } from "@hansa/kit/testing";
import { z } from "zod";
import type { History } from "./histories.ts";
import { minute, type Shop } from "./shop.ts";

export const owner = userWith("user_owner", ["reports:read", "orders:read"]);
export const dayMs = 24 * 60 * minute;
export const start = Date.UTC(2026, 0, 1, 23, 30);

export const amounts = ["gross", "discount", "shipping", "tax", "total", "cancelled", "refunded"] as const;
const money = z.array(z.object({ minor: z.number(), currency: z.string() }));
const row = z.object({
  key: z.string().nullable(),
  label: z.string(),
  orders: z.number().nullable(),
  units: z.number(),
  unitsCancelled: z.number(),
  gross: money,
  discount: money,
  shipping: money,
  tax: money,
  total: money,
  cancelled: money,
  refunded: money,
});
const report = z.object({ rows: z.array(row), rest: row.nullable(), total: row });
export type Row = z.infer<typeof row>;

const rowFields = `key label orders units unitsCancelled ${amounts.map((name) => `${name} { minor currency }`).join(" ")}`;

export async function ask(s: Shop, by: string, from = "2026-01-01", to = "2026-04-01") {
  const text = `query ($from: DateTime!, $to: DateTime!, $by: SalesReportBy!) {
    salesReport(from: $from, to: $to, by: $by) { rows { ${rowFields} } rest { ${rowFields} } total { ${rowFields} } }
  }`;
  const times = { from: `${from}T00:00:00Z`, to: `${to}T00:00:00Z` };
  const answer = await s.query(text, { ...times, by }, { viewer: owner });
  if (answer.errors) throw new Error(JSON.stringify(answer.errors));
  return report.parse(answer.data?.salesReport);
}

/** Sums by currency, without those that are nothing. */
export function inAll(lists: readonly z.infer<typeof money>[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { minor, currency } of lists.flat()) sums.set(currency, (sums.get(currency) ?? 0) + minor);
  return new Map([...sums].filter(([, minor]) => minor !== 0).sort());
}

export const headings = ["DAY", "WEEK", "MONTH", "PRODUCT", "VARIANT", "COUNTRY", "PROMOTION"];

/** What the histories themselves come to. */
export function recount(all: readonly History[]) {
  const list = (of: (history: History) => number) =>
    inAll([all.map((history) => ({ minor: of(history), currency: history.sale.total.currency }))]);
  const after = (history: History, of: (then: History["after"][number]) => number) =>
    history.after.reduce((total, then) => total + of(then), 0);
  const cancelledUnits = (history: History) =>
    after(history, (then) =>
      then.kind === "cancelled" ? then.parts.reduce((units, part) => units + part.quantity, 0) : 0,
    );
  return {
    orders: all.length,
    units: all.flatMap(({ sale }) => sale.lines).reduce((units, line) => units + line.quantity, 0),
    unitsCancelled: all.reduce((units, history) => units + cancelledUnits(history), 0),
    gross: list(({ sale }) => sale.subtotalMinor),
    discount: list(({ sale }) => sale.discountMinor),
    shipping: list(({ sale }) => sale.shippingMinor),
    tax: list(({ sale }) => sale.taxMinor),
    total: list(({ sale }) => sale.total.minor),
    refunded: list((history) => after(history, (then) => (then.kind === "refunded" ? then.refund.amount.minor : 0))),
  };
}
