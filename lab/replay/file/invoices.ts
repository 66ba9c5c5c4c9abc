/** Selects the rows that become orders: the clean ones, as invoices in time order, and the rejected rest. */
import type { Row } from "./rows.ts";

/** One row of an invoice. A row that repeats another in full is a line of its own. */
type InvoiceLine = { code: string; description: string; quantity: number; pence: number };
export type Invoice = { number: string; at: string; customer: string; country: string; lines: InvoiceLine[] };

/** A cart line: all lines of one variant together, because a cart has one line for each variant. */
export type CartLine = { sku: string; quantity: number; pence: number };

/** A line of a cancellation; `quantity` is the number of returned units. */
export type Cancellation = { number: string; at: string; customer: string; code: string; quantity: number };

export type InvoiceFile = { invoices: Invoice[]; cancellations: Cancellation[]; belowOnePenny: Row[] };

/**
 * Sorts rows into the first `most` invoices by time and the cancellations up to the last of them. A row is clean when its invoice
 * is no cancellation (C) and no bad debt (A), its quantity and price are above zero, and its customer is known. Clean rows
 * whose price is no whole number of pence are kept apart. An invoice is dated by its first row.
 */
export async function readInvoices(rows: AsyncIterable<Row>, most = Number.POSITIVE_INFINITY): Promise<InvoiceFile> {
  const invoices = new Map<string, Invoice>();
  const cancellations: Cancellation[] = [];
  const belowOnePenny: Row[] = [];
  for await (const row of rows) {
    if (row.invoice.startsWith("C")) {
      const { invoice: number, at, customer, code, quantity } = row;
      cancellations.push({ number, at, customer, code, quantity: -quantity });
    } else if (isClean(row)) {
      const pence = penceOf(row.price);
      if (pence === undefined) belowOnePenny.push(row);
      else addLine(invoices, row, pence);
    }
  }

  const chosen = [...invoices.values()].sort(byTime).slice(0, most);
  const numbers = new Set(chosen.map((invoice) => invoice.number));
  const end = chosen.at(-1)?.at ?? "";
  return {
    invoices: chosen,
    cancellations: cancellations.filter(({ at }) => at <= end),
    belowOnePenny: belowOnePenny.filter(({ invoice }) => numbers.has(invoice)),
  };
}

/** An invoice as a cart: lines of one code at one price become one line with all their units. */
export function cartLinesOf({ lines }: Invoice): CartLine[] {
  const merged = new Map<string, CartLine>();
  for (const { code, pence, quantity } of lines) {
    const sku = skuOf(code, pence);
    merged.set(sku, { sku, pence, quantity: quantity + (merged.get(sku)?.quantity ?? 0) });
  }
  return [...merged.values()];
}

/** The total of the invoice, in pence. */
export function totalOf({ lines }: Invoice): number {
  return lines.reduce((total, { quantity, pence }) => total + quantity * pence, 0);
}

/** A variant is a code at a price, such as `71053/3.39`, because invoices sell one code at two prices. */
export function skuOf(code: string, pence: number): string {
  return `${code}/${inPounds(pence)}`;
}

/** An amount as it is written: 339 is `3.39`. */
export function inPounds(pence: number): string {
  return (pence / 100).toFixed(2);
}

function isClean({ invoice, quantity, price, customer }: Row): boolean {
  return !invoice.startsWith("A") && quantity > 0 && Number(price) > 0 && customer !== "";
}

/** Pounds as whole pence; undefined where there is a part of a penny. */
function penceOf(price: string): number | undefined {
  const [pounds = "", fraction = ""] = price.split(".");
  if (/[1-9]/.test(fraction.slice(2))) return undefined;
  return Number(pounds) * 100 + Number(fraction.slice(0, 2).padEnd(2, "0"));
}

function addLine(invoices: Map<string, Invoice>, row: Row, pence: number): void {
  const { invoice: number, at, customer, country, code, description, quantity } = row;
  const invoice = invoices.get(number) ?? { number, at, customer, country, lines: [] };
  if (invoice.customer !== customer) throw new Error(`Invoice ${number} has two customers.`);
  invoice.lines.push({ code, description, quantity, pence });
  invoices.set(number, invoice);
}

function byTime(a: Invoice, b: Invoice): number {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1;
  return a.number < b.number ? -1 : 1;
}
