/** Spreading an invoice's total, and each credit against it, over its lines and their taxes. Pure. */
import { roundTogether, sum } from "@hansa/kit/money";
import type { DocumentItem, OrderLineRow, OrderRow, TaxPart } from "../../store/tables.ts";

/** The heading of amounts that bear no tax. */
const noTax = "No tax";

type Order = Pick<OrderRow, "totalMinor" | "taxIncluded" | "taxParts">;
type Line = Pick<OrderLineRow, "id" | "lineTotalMinor" | "taxMinor" | "taxParts">;

/** The items of an invoice: one for each line, and one for shipping if it costs anything. Together they are the order's total. */
export function itemsOfOrder(order: Order, lines: readonly Line[]): DocumentItem[] {
  const own = lines.map(({ id, lineTotalMinor, taxMinor, taxParts }) =>
    itemOf(id, sum([lineTotalMinor, order.taxIncluded ? 0 : taxMinor]), taxParts),
  );
  const shippingMinor = sum([order.totalMinor, ...own.map(({ totalMinor }) => -totalMinor)]);
  if (shippingMinor === 0) return own;
  return [
    ...own,
    itemOf(
      null,
      shippingMinor,
      subtract(
        order.taxParts,
        lines.flatMap(({ taxParts }) => taxParts),
      ),
    ),
  ];
}

/** The amount to credit of each line, by its id; null is shipping. */
export type Wanted = ReadonlyMap<DocumentItem["lineId"], number>;

/**
 * The items of a credit of `amountMinor`. Each named line bears its part, as far as that is not credited yet; the rest is a gesture and is
 * spread by value over the lines that are left, and over shipping only when no line is. A negative amount takes earlier credits back.
 * The tax of a line follows what was credited of it so far, rounded down: once all of it is credited, so is all of its tax.
 */
export function spreadCredit(
  invoice: readonly DocumentItem[],
  credited: readonly DocumentItem[],
  amountMinor: number,
  wanted: Wanted = new Map(),
): DocumentItem[] {
  const before = invoice.map((item) => sumOf(item, credited));
  const left = invoice.map((item, index) => item.totalMinor - (before[index]?.totalMinor ?? 0));
  const shares = amountMinor < 0 ? takeBack(before, amountMinor) : spread(invoice, left, amountMinor, wanted);
  return invoice.flatMap((item, index) => {
    const share = shares[index] ?? 0;
    return share === 0 ? [] : [creditOf(item, before[index] ?? itemOf(item.lineId, 0, []), share)];
  });
}

/** The same items with the opposite sign. */
export function negate(items: readonly DocumentItem[]): DocumentItem[] {
  return items.map(({ lineId, totalMinor, taxes }) => ({
    lineId,
    totalMinor: -totalMinor,
    taxes: taxes.map((part) => ({ ...part, baseMinor: -part.baseMinor, amountMinor: -part.amountMinor })),
  }));
}

/** The taxes of items by name and rate, the highest rate first. */
export function taxesOf(items: readonly DocumentItem[]): TaxPart[] {
  const byRate = new Map<string, TaxPart>();
  for (const part of items.flatMap(({ taxes }) => taxes)) {
    const key = keyOf(part);
    const known = byRate.get(key) ?? { ...part, baseMinor: 0, amountMinor: 0 };
    const baseMinor = sum([known.baseMinor, part.baseMinor]);
    byRate.set(key, { ...known, baseMinor, amountMinor: sum([known.amountMinor, part.amountMinor]) });
  }
  return [...byRate.values()].sort((a, b) => b.rate - a.rate || (a.name < b.name ? -1 : 1));
}

/** The part of an item that was credited so far. */
function sumOf({ lineId }: DocumentItem, credited: readonly DocumentItem[]): DocumentItem {
  const own = credited.filter((item) => item.lineId === lineId);
  return { lineId, totalMinor: sum(own.map(({ totalMinor }) => totalMinor)), taxes: taxesOf(own) };
}

/** The named lines first, then all that is left of lines by value, then shipping. */
function spread(
  invoice: readonly DocumentItem[],
  left: readonly number[],
  amountMinor: number,
  wanted: Wanted,
): number[] {
  const named = invoice.map(({ lineId }, index) => Math.min(wanted.get(lineId) ?? 0, left[index] ?? 0));
  const first = shareOut(Math.min(amountMinor, sum(named)), named);
  const rest = amountMinor - sum(first);
  const after = left.map((minor, index) => minor - (first[index] ?? 0));
  const onLines = after.map((minor, index) => (invoice[index]?.lineId === null ? 0 : minor));
  const second = shareOut(Math.min(rest, sum(onLines)), onLines);
  const onShipping = rest - sum(second);
  const afterLines = after.map((minor, index) => minor - (second[index] ?? 0));
  if (onShipping > sum(afterLines)) throw new Error("more is credited than was invoiced");
  const third = shareOut(onShipping, afterLines);
  return first.map((minor, index) => sum([minor, second[index] ?? 0, third[index] ?? 0]));
}

function takeBack(credited: readonly DocumentItem[], amountMinor: number): number[] {
  const values = credited.map(({ totalMinor }) => totalMinor);
  if (-amountMinor > sum(values)) throw new Error("more credit is taken back than was given");
  return shareOut(-amountMinor, values).map((minor) => -minor);
}

/** Shares an amount out by value, by the largest remainders; nobody gets more than their value if the amount is at most all of them. */
function shareOut(amountMinor: number, values: readonly number[]): number[] {
  const whole = sum(values);
  if (amountMinor === 0 || whole === 0) return values.map(() => 0);
  return roundTogether(
    amountMinor,
    values.map((value) => BigInt(value) * BigInt(amountMinor)),
    BigInt(whole),
  );
}

function creditOf(item: DocumentItem, before: DocumentItem, share: number): DocumentItem {
  const upTo = before.totalMinor + share;
  const known = new Map(before.taxes.map((part) => [keyOf(part), part.amountMinor]));
  const amounts = item.taxes.map((part) => {
    const target = Number((BigInt(part.amountMinor) * BigInt(upTo)) / BigInt(item.totalMinor));
    return clamp(target - (known.get(keyOf(part)) ?? 0), share);
  });
  const baseMinor = share - sum(amounts);
  const taxes = item.taxes.map((part, index) => ({ ...part, baseMinor, amountMinor: amounts[index] ?? 0 }));
  return { lineId: item.lineId, totalMinor: share, taxes };
}

/** Tax has the sign of what it is taken of, and is no more than that. */
function clamp(taxMinor: number, share: number): number {
  return Math.max(Math.min(0, share), Math.min(Math.max(0, share), taxMinor));
}

function itemOf(lineId: DocumentItem["lineId"], totalMinor: number, taxes: readonly TaxPart[]): DocumentItem {
  const known = taxes.length > 0 ? [...taxes] : [{ name: noTax, rate: 0, baseMinor: totalMinor, amountMinor: 0 }];
  return { lineId, totalMinor, taxes: known };
}

/** Taxes less other taxes. */
function subtract(taxes: readonly TaxPart[], others: readonly TaxPart[]): TaxPart[] {
  const less = others.map((part) => ({ ...part, baseMinor: -part.baseMinor, amountMinor: -part.amountMinor }));
  const left = taxesOf([{ lineId: null, totalMinor: 0, taxes: [...taxes, ...less] }]);
  return left.filter(({ baseMinor, amountMinor }) => baseMinor !== 0 || amountMinor !== 0);
}

function keyOf({ name, rate }: Pick<TaxPart, "name" | "rate">): string {
  return `${rate} ${name}`;
}
