/** Model of the documents of an order: the items of its invoice, and credit notes with the share of each tax. */
import { divide, min, total } from "./arithmetic.ts";
import type { Prices } from "./prices.ts";
import { sumTaxes, type Tax } from "./taxes.ts";

type CreditedTax = { tax: Tax; credited: bigint; creditedTax: bigint };
/** A line, or shipping, the last one. `charge` is its money; `exact` its amount with tax, which differs where money has a step. */
type Item = {
  isShipping: boolean;
  charge: bigint;
  credited: bigint;
  exact: bigint;
  creditedExact: bigint;
  taxes: CreditedTax[];
};
type Note = { total: bigint; taxes: Tax[] };
/** `items`: of the valid invoice. `replaced`: the credit note that took back the invoice before it, with what is less since. */
export type Books = { items: Item[]; notes: Note[]; replaced: { note: Note; less: bigint } | null };

export function openBooks({ lines, shippingTaxes, charges }: Prices): Books {
  const item = (charge: bigint, taxes: readonly Tax[], isShipping: boolean): Item => ({
    ...{ isShipping, charge, credited: 0n, exact: total(taxes.map(grossOf)), creditedExact: 0n },
    taxes: taxes.map((tax) => ({ tax, credited: 0n, creditedTax: 0n })),
  });
  const items = lines.map(({ tax }, index) => item(charges[index] ?? 0n, [tax], false));
  return { items: [...items, item(charges.at(-1) ?? 0n, shippingTaxes, true)], notes: [], replaced: null };
}

/** Another invoice in the place of the first one, to which there is no credit note. */
export function replaceInvoice(books: Books, prices: Prices): Books {
  const next = openBooks(prices);
  const note = { total: invoiceOf(books), taxes: taxesLeft(books) };
  return { ...next, replaced: { note, less: note.total - invoiceOf(next) } };
}

/**
 * Issues a credit note. `wanted` are the amounts of items that it is for; the rest is a gesture, which is spread by value over the lines that are
 * left, and over shipping when none is left.
 */
export function credit({ items, notes }: Books, amount: bigint, wanted: readonly bigint[]): void {
  if (amount <= 0n) return;
  const left = items.map(({ charge, credited }) => charge - credited);
  const named = left.map((rest, index) => min(rest, wanted[index] ?? 0n));
  const first = divide(min(amount, total(named)), named);
  const ofLines = left.map((rest, index) => (items[index]?.isShipping ? 0n : rest - (first[index] ?? 0n)));
  const second = divide(min(amount - total(first), total(ofLines)), ofLines);
  const third = amount - total(first) - total(second);
  const isLast = amount === total(left);
  const taxes = items.flatMap((item, index) => {
    const share = (first[index] ?? 0n) + (second[index] ?? 0n) + (item.isShipping ? third : 0n);
    return creditItem(item, share, isLast);
  });
  notes.push({ total: amount, taxes: sumTaxes(taxes) });
}

/** The credit of an item and of each tax: its share of all money that went back so far, rounded down, less the credits before. */
function creditItem(item: Item, share: bigint, isLast: boolean): Tax[] {
  item.credited += share;
  const reached = isLast || share === 0n ? item.exact : (item.exact * item.credited) / item.charge;
  const exact = share === 0n && !isLast ? 0n : reached - item.creditedExact;
  item.creditedExact += exact;
  const shares = divide(
    exact,
    item.taxes.map(({ tax, credited }) => grossOf(tax) - credited),
  );
  return item.taxes.flatMap((one, index) => {
    const part = shares[index] ?? 0n;
    if (part === 0n) return [];
    one.credited += part;
    const amount = (one.tax.amount * one.credited) / grossOf(one.tax) - one.creditedTax;
    one.creditedTax += amount;
    return [{ ...one.tax, base: part - amount, amount }];
  });
}

/** The amount that documents have taken off the total of the order. */
export function creditedTotal({ notes, replaced }: Books): bigint {
  return total([replaced?.less ?? 0n, ...notes.map((note) => note.total)]);
}

/** Invoices less credit notes. */
export function moneyOf(books: Books): bigint {
  return invoiceOf(books) - total(books.notes.map((note) => note.total));
}

function invoiceOf({ items }: Books): bigint {
  return total(items.map(({ charge }) => charge));
}

/** Invoice less credit notes, by tax: what stays sold. */
export function taxesLeft({ items, notes }: Books): Tax[] {
  const credits = notes.flatMap(({ taxes }) => taxes).map((tax) => ({ ...tax, base: -tax.base, amount: -tax.amount }));
  return sumTaxes([...items.flatMap(({ taxes }) => taxes.map(({ tax }) => tax)), ...credits]);
}

function grossOf({ base, amount }: Tax): bigint {
  return base + amount;
}
