/** Allocation of an invoice's total, and of each credit, to its lines and their taxes. Pure functions. */
import { allocateByValue, sum } from "@hansa/commerce/money";
import type { DocumentItem, OrderLineRow, OrderRow, TaxPart } from "../../store/tables.ts";
import { computeCharges } from "../order/charges.ts";
import { lawNames } from "../pricing/tax-laws.ts";
import { taxKey } from "../pricing/taxes.ts";

type Order = Pick<OrderRow, "totalMinor" | "roundingMinor" | "stepMinor" | "taxIncluded" | "taxParts">;
type Line = Pick<OrderLineRow, "id" | "quantity" | "lineTotalMinor" | "taxMinor" | "taxParts">;

/**
 * The items of an invoice: one per line, and one for shipping unless it is free. With their roundings they sum to the order's total. `country`: the destination, in
 * which amounts of older orders are untaxed.
 */
export function itemsOfOrder(order: Order, lines: readonly Line[], country: string): DocumentItem[] {
  const itemOf = itemIn(country);
  const own = lines.map(({ id, quantity, lineTotalMinor, taxMinor, taxParts }) => ({
    ...itemOf(id, sum([lineTotalMinor, order.taxIncluded ? 0 : taxMinor]), taxParts),
    quantity,
  }));
  const grossMinors = own.map(({ totalMinor }) => totalMinor);
  const charges = computeCharges(order, grossMinors);
  const charged = own.map((item, index) => chargedItem(item, charges.lineMinors[index] ?? 0));
  const shippingMinor = sum([order.totalMinor, -order.roundingMinor, ...grossMinors.map((minor) => -minor)]);
  if (shippingMinor === 0) return charged;
  const taxes = subtract(
    order.taxParts,
    lines.flatMap(({ taxParts }) => taxParts),
  );
  return [...charged, chargedItem(itemOf(null, shippingMinor, taxes), charges.shippingMinor)];
}

/** The money for an item: its total and its rounding. */
export function moneyOf({ totalMinor, roundingMinor = 0 }: Pick<DocumentItem, "totalMinor" | "roundingMinor">): number {
  return sum([totalMinor, roundingMinor]);
}

/** An item for which this money is charged or credited. */
function chargedItem(item: DocumentItem, minor: number): DocumentItem {
  const roundingMinor = minor - item.totalMinor;
  return roundingMinor === 0 ? item : { ...item, roundingMinor };
}

/** The amount to credit per line id, and the number of its units; null is shipping. */
export type LineCredits = ReadonlyMap<DocumentItem["lineId"], { minor: number; quantity: number }>;

/**
 * The items of a credit of `amountMinor`, which is money. Each named line gets its amount, as far as it is not credited yet; the rest is a
 * goodwill credit, allocated by value to the remaining lines, and to shipping only if no line remains. A negative amount reverses earlier
 * credits. The total of an item and its taxes are proportional to its credited money, rounded down: an item that is credited in full has
 * its full total and taxes credited, and with the last money of the invoice all items are.
 */
export function allocateCredit(
  invoice: readonly DocumentItem[],
  credited: readonly DocumentItem[],
  amountMinor: number,
  requested: LineCredits = new Map(),
): DocumentItem[] {
  const before = invoice.map((item) => creditedPartOf(item, credited));
  const left = invoice.map((item, index) => moneyOf(item) - moneyOf(before[index] ?? nothing));
  const shares =
    amountMinor < 0 ? reverseCredit(before, amountMinor) : allocateByPriority(invoice, left, amountMinor, requested);
  const isLast = amountMinor === sum(left);
  return invoice.flatMap((item, index) => {
    const share = shares[index] ?? 0;
    const earlier = before[index] ?? nothing;
    const totalMinor = totalOfShare(item, earlier, share, isLast);
    if (share === 0 && totalMinor === 0) return [];
    const quantity = Math.max(1, requested.get(item.lineId)?.quantity ?? 1);
    return [chargedItem({ ...creditOf(item, earlier, totalMinor), quantity }, share)];
  });
}

const nothing = { totalMinor: 0, taxes: [] };

/** The part of an item's total for a share of its money. A rounded item may be worth more or less than its money, or have none. */
function totalOfShare(item: DocumentItem, before: Credited, shareMinor: number, isLast: boolean): number {
  const chargedMinor = moneyOf(item);
  const upTo = sum([moneyOf(before), shareMinor]);
  if (isLast) return item.totalMinor - before.totalMinor;
  if (shareMinor === 0) return 0;
  return Number((BigInt(item.totalMinor) * BigInt(upTo)) / BigInt(chargedMinor)) - before.totalMinor;
}

/** The same items with the opposite sign. */
export function negate(items: readonly DocumentItem[]): DocumentItem[] {
  return items.map(({ totalMinor, roundingMinor, taxes, ...item }) => ({
    ...item,
    totalMinor: -totalMinor,
    ...(roundingMinor === undefined ? {} : { roundingMinor: -roundingMinor }),
    taxes: taxes.map((part) => ({ ...part, baseMinor: -part.baseMinor, amountMinor: -part.amountMinor })),
  }));
}

/** The taxes of items by place, name and rate, the highest rate first. */
export function taxesOf(items: readonly Pick<DocumentItem, "taxes">[]): TaxPart[] {
  const byRate = new Map<string, TaxPart>();
  for (const part of items.flatMap(({ taxes }) => taxes)) {
    const key = taxKey(part);
    const known = byRate.get(key) ?? { ...part, baseMinor: 0, amountMinor: 0 };
    const baseMinor = sum([known.baseMinor, part.baseMinor]);
    byRate.set(key, { ...known, baseMinor, amountMinor: sum([known.amountMinor, part.amountMinor]) });
  }
  return [...byRate.values()].sort((a, b) => b.rate - a.rate || (a.name < b.name ? -1 : 1));
}

/** The amounts and taxes of an item that are credited so far. */
type Credited = Pick<DocumentItem, "totalMinor" | "roundingMinor" | "taxes">;

function creditedPartOf({ lineId }: DocumentItem, credited: readonly DocumentItem[]): Credited {
  const own = credited.filter((item) => item.lineId === lineId);
  return {
    totalMinor: sum(own.map(({ totalMinor }) => totalMinor)),
    roundingMinor: sum(own.map(({ roundingMinor = 0 }) => roundingMinor)),
    taxes: taxesOf(own),
  };
}

/** Allocates to the named lines first, then to the remaining lines by value, then to shipping. */
function allocateByPriority(
  invoice: readonly DocumentItem[],
  left: readonly number[],
  amountMinor: number,
  requested: LineCredits,
): number[] {
  const named = invoice.map(({ lineId }, index) => Math.min(requested.get(lineId)?.minor ?? 0, left[index] ?? 0));
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

function reverseCredit(credited: readonly Credited[], amountMinor: number): number[] {
  const values = credited.map(moneyOf);
  if (-amountMinor > sum(values)) throw new Error("more credit is taken back than was given");
  return allocateByValue(-amountMinor, values).map((minor) => -minor);
}

/** A share of an item, allocated to its taxes by value: each is credited in full with the last share. */
function creditOf(item: DocumentItem, before: Credited, share: number): DocumentItem {
  const known = new Map(before.taxes.map((part) => [taxKey(part), part]));
  const credited = item.taxes.map((part) => grossOf(known.get(taxKey(part))));
  const left = item.taxes.map((part, index) => grossOf(part) - (credited[index] ?? 0));
  const shares = share < 0 ? allocateByValue(-share, credited).map((minor) => -minor) : allocateByValue(share, left);
  const taxes = item.taxes.flatMap((part, index): TaxPart[] => {
    const minor = shares[index] ?? 0;
    if (minor === 0) return [];
    const upTo = BigInt((credited[index] ?? 0) + minor);
    const target = Number((BigInt(part.amountMinor) * upTo) / BigInt(grossOf(part)));
    const amountMinor = clamp(target - (known.get(taxKey(part))?.amountMinor ?? 0), minor);
    return [{ ...part, baseMinor: minor - amountMinor, amountMinor }];
  });
  return { lineId: item.lineId, totalMinor: share, taxes };
}

function grossOf(part: Pick<TaxPart, "baseMinor" | "amountMinor"> | undefined): number {
  return part ? part.baseMinor + part.amountMinor : 0;
}

/** Limits a tax to its taxable amount: it has the same sign and is no larger. */
function clamp(taxMinor: number, share: number): number {
  return Math.max(Math.min(0, share), Math.min(Math.max(0, share), taxMinor));
}

type MakeItem = (lineId: DocumentItem["lineId"], totalMinor: number, taxes: readonly TaxPart[]) => DocumentItem;

/** An item whose amount without a tax, in orders from before all amounts had one, is listed as untaxed in this country. */
function itemIn(country: string): MakeItem {
  return (lineId, totalMinor, taxes) => {
    const baseMinor = sum([totalMinor, ...taxes.map((part) => -grossOf(part))]);
    if (baseMinor === 0 && taxes.length > 0) return { lineId, quantity: 1, totalMinor, taxes: [...taxes] };
    const untaxed = { name: lawNames.UNTAXED, rate: 0, category: "UNTAXED" as const, country, region: null };
    return { lineId, quantity: 1, totalMinor, taxes: [...taxes, { ...untaxed, baseMinor, amountMinor: 0 }] };
  };
}

/** Subtracts taxes from taxes. */
function subtract(taxes: readonly TaxPart[], others: readonly TaxPart[]): TaxPart[] {
  const less = others.map((part) => ({ ...part, baseMinor: -part.baseMinor, amountMinor: -part.amountMinor }));
  const left = taxesOf([{ taxes: [...taxes, ...less] }]);
  return left.filter(({ baseMinor, amountMinor }) => baseMinor !== 0 || amountMinor !== 0);
}
