/** Comparison of the graph's answers with the model. */
import type { OrderBooksQuery, OrderTaxDocumentsQuery } from "@hansa/client/generated/graphql";
import { moneyOf, taxesLeft } from "./model/documents.ts";
import { leftToCapture, type Order, refundedTotal } from "./model/order.ts";
import type { Prices } from "./model/prices.ts";
import { standingOf } from "./model/standing.ts";
import type { Tax } from "./model/taxes.ts";

export type BookedOrder = NonNullable<OrderBooksQuery["order"]>;
type TaxLine = BookedOrder["totals"]["taxLines"][number];
/** A place of an answer with the expected and the found value. */
export type Disagreement = { place: string; expected: string; found: string };

/** The places in which two values of one shape differ. */
export function compare(place: string, expected: unknown, found: unknown): Disagreement[] {
  if (isRecord(expected) && isRecord(found)) {
    const keys = new Set([...Object.keys(expected), ...Object.keys(found)]);
    return [...keys].flatMap((key) => compare(`${place}.${key}`, expected[key], found[key]));
  }
  const texts = [expected, found].map((value) => JSON.stringify(value) ?? "nothing");
  const [wanted = "", was = ""] = texts;
  return wanted === was ? [] : [{ place, expected: wanted, found: was }];
}

export function comparePrices(expected: Prices, { totals, lines }: BookedOrder): Disagreement[] {
  const { subtotal, discount, shipping, tax, rounding, total, taxIncluded, taxLines } = totals;
  const found = {
    ...{ subtotal: subtotal.minor, discount: discount.minor, shipping: shipping.minor, tax: tax.minor },
    ...{ rounding: rounding.minor, total: total.minor, taxIncluded, taxes: foundTaxes(taxLines) },
    lines: Object.fromEntries(
      lines.map((line, index) => [
        index,
        {
          ...{ unitPrice: line.unitPrice.minor, discount: line.discount.minor, total: line.lineTotal.minor },
          taxes: foundTaxes(line.taxLines),
        },
      ]),
    ),
  };
  const wanted = {
    ...{ subtotal: Number(expected.subtotal), discount: Number(expected.discount) },
    ...{ shipping: Number(expected.shipping), tax: Number(expected.tax) },
    ...{ rounding: Number(expected.rounding), total: Number(expected.total) },
    ...{ taxIncluded: expected.taxIncluded, taxes: expectedTaxes(expected.taxes) },
    lines: Object.fromEntries(
      expected.lines.map((line, index) => [
        index,
        {
          ...{ unitPrice: Number(line.unitPrice), discount: Number(line.discount), total: Number(line.total) },
          taxes: expectedTaxes([line.tax]),
        },
      ]),
    ),
  };
  return compare("order", wanted, found);
}

export function compareStanding(place: string, expected: Order, found: BookedOrder): Disagreement[] {
  const { state, settlement, amountDue, lines, refunds } = found;
  return compare(place, standingOf(expected), {
    ...{ state, settlement, amountDue: amountDue.minor },
    lines: Object.fromEntries(
      lines.map(({ cancelled, shipped, delivered, returned, refunded }, index) => [
        index,
        { cancelled, shipped, delivered, returned, refunded },
      ]),
    ),
    refunds: Object.fromEntries(
      refunds.map(({ amount, shipping, adjustment }, index) => [
        index,
        { amount: amount.minor, shipping: shipping.minor, adjustment: adjustment.minor },
      ]),
    ),
  });
}

export type Documents = OrderTaxDocumentsQuery["taxDocuments"]["nodes"];

/** A credit note reduces its invoice. */
export function signOf({ kind }: Documents[number]): 1 | -1 {
  return kind === "INVOICE" ? 1 : -1;
}

/** Compares each credit note, the taxes of all documents, and their sum: the money that was kept and is still to be captured. */
export function compareDocuments(expected: Order, documents: Documents): Disagreement[] {
  const numbered = <Value>(values: readonly Value[]) =>
    Object.fromEntries(values.map((value, index) => [index, value]));
  const notes = documents.filter(({ kind }) => kind === "CREDIT_NOTE");
  const found = {
    notes: numbered(notes.map(({ total, taxLines }) => ({ total: total.minor, taxes: foundTaxes(taxLines) }))),
    sum: documents.reduce((sum, document) => sum + signOf(document) * document.total.minor, 0),
    taxes: named(documents.flatMap((document) => taxesFound(document.taxLines, signOf(document)))),
  };
  const { books, captured, lost } = expected;
  const kept = captured - refundedTotal(expected) + leftToCapture(expected);
  // After a lost dispute the money says less than the books: units that were sent have no credit note.
  const sum = lost > 0n ? moneyOf(books) : kept;
  return compare(
    "documents",
    {
      notes: numbered(
        [...(books.replaced ? [books.replaced.note] : []), ...books.notes].map((note) => ({
          total: Number(note.total),
          taxes: expectedTaxes(note.taxes),
        })),
      ),
      sum: Number(sum),
      taxes: expectedTaxes(taxesLeft(books)),
    },
    found,
  );
}

/** Base and amount of each tax by its name; a tax of nothing is none. */
function expectedTaxes(taxes: readonly Tax[]): Record<string, [number, number]> {
  return named(taxes.map((tax) => ({ ...tax, base: Number(tax.base), amount: Number(tax.amount) })));
}

function foundTaxes(taxes: readonly TaxLine[]): Record<string, [number, number]> {
  return named(taxesFound(taxes, 1));
}

export function taxesFound(taxes: readonly TaxLine[], sign: number): NamedTax[] {
  return taxes.map(({ rate, base, amount, country, ...tax }) => {
    const parts = Math.round(Number(rate) * 1_000_000);
    return { ...tax, country: country ?? "", rate: parts, base: sign * base.minor, amount: sign * amount.minor };
  });
}

export type NamedTax = { name: string; rate: number; category: string; country: string; base: number; amount: number };

/** The sums by name, rate, category and country. */
export function named(taxes: readonly NamedTax[]): Record<string, [number, number]> {
  const sums = new Map<string, [number, number]>();
  for (const { name, rate, category, country, base, amount } of taxes) {
    const key = `${name} ${rate} ${category} ${country}`;
    const [bases, amounts] = sums.get(key) ?? [0, 0];
    sums.set(key, [bases + base, amounts + amount]);
  }
  return Object.fromEntries([...sums].filter(([, [base, amount]]) => base !== 0 || amount !== 0));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
