/** What numbered units of a line come to, net, tax by rate and discount, for books that count parts of an order. Pure: it asks nobody. */
import { sum } from "@hansa/kit/money";
import type { OrderLineRow, OrderRow, TaxPart, UnitSet } from "../../store/tables.ts";
import { shareOf } from "./units.ts";

export type UnitWorth = {
  /** What is charged for them: net and tax. */
  totalMinor: number;
  netMinor: number;
  taxMinor: number;
  /** What promotions took off them; `netMinor` is without it. */
  discountMinor: number;
  /** The taxes one by one: they add up to `taxMinor`. */
  taxParts: TaxPart[];
};

type Line = Pick<OrderLineRow, "quantity" | "lineTotalMinor" | "taxMinor" | "discountMinor" | "taxParts">;

/**
 * What these units of a line come to. Each amount of the line, each of its taxes too, is shared out by the rule for units alone: so the
 * parts of a line add up to the line in each amount, in whatever portions.
 */
export function unitWorthOf(
  { quantity, lineTotalMinor, taxMinor, discountMinor, taxParts }: Line,
  { taxIncluded }: Pick<OrderRow, "taxIncluded">,
  units: UnitSet,
): UnitWorth {
  const share = (minor: number) => shareOf(minor, quantity, units);
  const totalMinor = share(sum([lineTotalMinor, taxIncluded ? 0 : taxMinor]));
  const parts = taxParts.map((part) => ({
    ...part,
    baseMinor: share(part.baseMinor),
    amountMinor: share(part.amountMinor),
  }));
  const tax = sum(parts.map(({ amountMinor }) => amountMinor));
  return {
    totalMinor,
    netMinor: totalMinor - tax,
    taxMinor: tax,
    discountMinor: share(discountMinor),
    taxParts: parts,
  };
}

/**
 * What a part of the cost of sending comes to. `givenUpBeforeMinor` is what was not asked for any more before: parts one after the other
 * add up to the whole.
 */
export function shippingWorthOf(
  shipping: { totalMinor: number; taxParts: readonly TaxPart[] },
  givenUpBeforeMinor: number,
  partMinor: number,
): Omit<UnitWorth, "discountMinor"> {
  const upTo = (minor: number, given: number) =>
    shipping.totalMinor === 0 ? 0 : Number((BigInt(minor) * BigInt(given)) / BigInt(shipping.totalMinor));
  const share = (minor: number) => upTo(minor, givenUpBeforeMinor + partMinor) - upTo(minor, givenUpBeforeMinor);
  const parts = shipping.taxParts.map((part) => ({
    ...part,
    baseMinor: share(part.baseMinor),
    amountMinor: share(part.amountMinor),
  }));
  const taxMinor = sum(parts.map(({ amountMinor }) => amountMinor));
  return { totalMinor: partMinor, netMinor: partMinor - taxMinor, taxMinor, taxParts: parts };
}
