/** Queries of the sales report, and sums over its rows. */
import { userWith } from "@hansa/kit/testing";
import { z } from "zod";
import type { Shop } from "./shop.ts";

export const owner = userWith("user_owner", ["reports:read", "orders:read"]);

export const amounts = ["gross", "discount", "shipping", "tax", "total", "cancelled", "refunded"] as const;
export const money = z.array(z.object({ minor: z.number(), currency: z.string() }));
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

export async function readReport(s: Shop, by: string, from = "2026-01-01", to = "2026-04-01") {
  const text = `query ($from: DateTime!, $to: DateTime!, $by: SalesReportBy!) {
    salesReport(from: $from, to: $to, by: $by) { rows { ${rowFields} } rest { ${rowFields} } total { ${rowFields} } }
  }`;
  const times = { from: `${from}T00:00:00Z`, to: `${to}T00:00:00Z` };
  const response = await s.query(text, { ...times, by }, { viewer: owner });
  if (response.errors) throw new Error(JSON.stringify(response.errors));
  return report.parse(response.data?.salesReport);
}

/** Sums by currency, without zero sums. */
export function sumByCurrency(lists: readonly z.infer<typeof money>[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { minor, currency } of lists.flat()) sums.set(currency, (sums.get(currency) ?? 0) + minor);
  return new Map([...sums].filter(([, minor]) => minor !== 0).sort());
}
