/** Allocation of an invoice's total, and of each credit, to its lines and their taxes. Pure functions. */
import { roundTogether, sum } from "@hansa/commerce/money";
import type { DocumentItem, OrderLineRow, OrderRow, TaxPart } from "../../store/tables.ts";
import { taxKey } from "../pricing/totals.ts";

/** The tax line of untaxed amounts, which are of no country. */
const untaxed = { name: "No tax", rate: 0, country: null, region: null };

type Order = Pick<OrderRow, "totalMinor" | "taxIncluded" | "taxParts">;
type Line = Pick<OrderLineRow, "id" | "lineTotalMinor" | "taxMinor" | "taxParts">;

/** The items of an invoice: one per line, and one for shipping unless it is free. They sum to the order's total. */
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

/** The amount to credit per line id; null is shipping. */
export type LineCredits = ReadonlyMap<DocumentItem["lineId"], number>;

/**
 * The items of a credit of `amountMinor`. Each named line gets its amount, as far as it is not credited yet; the rest is a goodwill credit,
 * allocated by value to the remaining lines, and to shipping only if no line remains. A negative amount reverses earlier credits.
 * The tax of a line is proportional to its credited amount, rounded down: a line that is credited in full has its full tax credited.
 */
export function allocateCredit(
  invoice: readonly DocumentItem[],
  credited: readonly DocumentItem[],
  amountMinor: number,
  requested: LineCredits = new Map(),
): DocumentItem[] {
  const before = invoice.map((item) => creditedPartOf(item, credited));
  const left = invoice.map((item, index) => item.totalMinor - (before[index]?.totalMinor ?? 0));
  const shares =
    amountMinor < 0 ? reverseCredit(before, amountMinor) : allocateByPriority(invoice, left, amountMinor, requested);
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

/** The taxes of items by place, name and rate, the highest rate first. */
export function taxesOf(items: readonly DocumentItem[]): TaxPart[] {
  const byRate = new Map<string, TaxPart>();
  for (const part of items.flatMap(({ taxes }) => taxes)) {
    const key = taxKey(part);
    const known = byRate.get(key) ?? { ...part, baseMinor: 0, amountMinor: 0 };
    const baseMinor = sum([known.baseMinor, part.baseMinor]);
    byRate.set(key, { ...known, baseMinor, amountMinor: sum([known.amountMinor, part.amountMinor]) });
  }
  return [...byRate.values()].sort((a, b) => b.rate - a.rate || (a.name < b.name ? -1 : 1));
}

/** The amount and taxes of an item that are credited so far. */
function creditedPartOf({ lineId }: DocumentItem, credited: readonly DocumentItem[]): DocumentItem {
  const own = credited.filter((item) => item.lineId === lineId);
  return { lineId, totalMinor: sum(own.map(({ totalMinor }) => totalMinor)), taxes: taxesOf(own) };
}

/** Allocates to the named lines first, then to the remaining lines by value, then to shipping. */
function allocateByPriority(
  invoice: readonly DocumentItem[],
  left: readonly number[],
  amountMinor: number,
  requested: LineCredits,
): number[] {
  const named = invoice.map(({ lineId }, index) => Math.min(requested.get(lineId) ?? 0, left[index] ?? 0));
  const first = allocateByValue(Math.min(amountMinor, sum(named)), named);
  const rest = amountMinor - sum(first);
  const after = left.map((minor, index) => minor - (first[index] ?? 0));
  const onLines = after.map((minor, index) => (invoice[index]?.lineId === null ? 0 : minor));
  const second = allocateByValue(Math.min(rest, sum(onLines)), onLines);
  const onShipping = rest - sum(second);
  const afterLines = after.map((minor, index) => minor - (second[index] ?? 0));
  if (onShipping > sum(afterLines)) throw new Error("more is credited than was invoiced");
  const third = allocateByValue(onShipping, afterLines);
  return first.map((minor, index) => sum([minor, second[index] ?? 0, third[index] ?? 0]));
}

function reverseCredit(credited: readonly DocumentItem[], amountMinor: number): number[] {
  const values = credited.map(({ totalMinor }) => totalMinor);
  if (-amountMinor > sum(values)) throw new Error("more credit is taken back than was given");
  return allocateByValue(-amountMinor, values).map((minor) => -minor);
}

/** Allocates an amount by value with the largest-remainder method. No share exceeds its value if the amount is at most their sum. */
function allocateByValue(amountMinor: number, values: readonly number[]): number[] {
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
  const known = new Map(before.taxes.map((part) => [taxKey(part), part.amountMinor]));
  const amounts = item.taxes.map((part) => {
    const target = Number((BigInt(part.amountMinor) * BigInt(upTo)) / BigInt(item.totalMinor));
    return clamp(target - (known.get(taxKey(part)) ?? 0), share);
  });
  const baseMinor = share - sum(amounts);
  const taxes = item.taxes.map((part, index) => ({ ...part, baseMinor, amountMinor: amounts[index] ?? 0 }));
  return { lineId: item.lineId, totalMinor: share, taxes };
}

/** Limits a tax to its taxable amount: it has the same sign and is no larger. */
function clamp(taxMinor: number, share: number): number {
  return Math.max(Math.min(0, share), Math.min(Math.max(0, share), taxMinor));
}

function itemOf(lineId: DocumentItem["lineId"], totalMinor: number, taxes: readonly TaxPart[]): DocumentItem {
  const known = taxes.length > 0 ? [...taxes] : [{ ...untaxed, baseMinor: totalMinor, amountMinor: 0 }];
  return { lineId, totalMinor, taxes: known };
}

/** Subtracts taxes from taxes. */
function subtract(taxes: readonly TaxPart[], others: readonly TaxPart[]): TaxPart[] {
  const less = others.map((part) => ({ ...part, baseMinor: -part.baseMinor, amountMinor: -part.amountMinor }));
  const left = taxesOf([{ lineId: null, totalMinor: 0, taxes: [...taxes, ...less] }]);
  return left.filter(({ baseMinor, amountMinor }) => baseMinor !== 0 || amountMinor !== 0);
}
