/** Matches cancellations with orders, which they do not name. */
import { type Cancellation, cartLinesOf, type Invoice } from "./invoices.ts";

/** A cancellation and the line that it takes units off. `name` is its own in the file: a cancellation may name one code twice. */
export type Matched = { name: string; cancellation: Cancellation; invoice: string; sku: string };
export type Matches = { matched: Matched[]; unmatched: Cancellation[] };

type Sold = { invoice: string; sku: string; at: string; left: number };

/**
 * Matches each cancellation with the same customer's latest earlier order of that code with enough left of it; what is matched is
 * no longer left for the next one. One that names no customer, or more than any one order has left, matches nothing.
 */
export function matchCancellations(invoices: readonly Invoice[], cancellations: readonly Cancellation[]): Matches {
  const soldTo = groupSales(invoices);
  const matches: Matches = { matched: [], unmatched: [] };
  const named = new Map<string, number>();
  const inTime = [...cancellations].sort((a, b) => (a.at === b.at ? 0 : a.at < b.at ? -1 : 1));
  for (const cancellation of inTime) {
    const { number, customer, code, quantity, at } = cancellation;
    const nth = (named.get(`${number} ${code}`) ?? 0) + 1;
    named.set(`${number} ${code}`, nth);
    const sales = customer === "" ? [] : (soldTo.get(keyOf(customer, code)) ?? []);
    const sold = sales.findLast((sale) => sale.at <= at && sale.left >= quantity);
    if (sold === undefined) {
      matches.unmatched.push(cancellation);
      continue;
    }
    sold.left -= quantity;
    matches.matched.push({ name: `${number}-${code}-${nth}`, cancellation, invoice: sold.invoice, sku: sold.sku });
  }
  return matches;
}

/** The sales of each customer and code, the earliest first. */
function groupSales(invoices: readonly Invoice[]): Map<string, Sold[]> {
  const soldTo = new Map<string, Sold[]>();
  for (const invoice of invoices) {
    for (const { sku, quantity } of cartLinesOf(invoice)) {
      const key = keyOf(invoice.customer, sku.slice(0, sku.lastIndexOf("/")));
      const sales = soldTo.get(key) ?? [];
      sales.push({ invoice: invoice.number, sku, at: invoice.at, left: quantity });
      soldTo.set(key, sales);
    }
  }
  return soldTo;
}

function keyOf(customer: string, code: string): string {
  return `${customer} ${code}`;
}
