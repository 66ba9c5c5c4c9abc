/** Comparison of the graph's answers with the model. */
import type { OrderBooksQuery } from "@hansa/client/generated/graphql";
import type { Prices } from "./model/prices.ts";
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

/** Base and amount of each tax by its name; a tax of nothing is none. */
function expectedTaxes(taxes: readonly Tax[]): Record<string, [number, number]> {
  return named(taxes.map((tax) => ({ ...tax, base: Number(tax.base), amount: Number(tax.amount) })));
}

function foundTaxes(taxes: readonly TaxLine[]): Record<string, [number, number]> {
  return named(
    taxes.map(({ rate, base, amount, country, ...tax }) => {
      const parts = Math.round(Number(rate) * 1_000_000);
      return { ...tax, country: country ?? "", rate: parts, base: base.minor, amount: amount.minor };
    }),
  );
}

type NamedTax = { name: string; rate: number; category: string; country: string; base: number; amount: number };

function named(taxes: readonly NamedTax[]): Record<string, [number, number]> {
  const real = taxes.filter(({ base, amount }) => base !== 0 || amount !== 0);
  return Object.fromEntries(
    real.map(({ name, rate, category, country, base, amount }): [string, [number, number]] => [
      `${name} ${rate} ${category} ${country}`,
      [base, amount],
    ]),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
