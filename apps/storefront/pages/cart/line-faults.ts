/** Faults of the lines of a cart, and the one change that mends each. */
import type { CartContent } from "./actions.ts";

type Line = CartContent["lines"][number];

/** Units that are left, by variant, as the shop said when it refused a change or a checkout. */
export type Shortages = ReadonlyMap<string, number>;

/** `left` is what can be bought instead, "too few" if the shop has not said it yet; `price` is today's price. */
export type LineFault =
  | { kind: "sold out" }
  | { kind: "short"; left: number }
  | { kind: "too few" }
  | { kind: "not sold" }
  | { kind: "price"; price: { decimal: string; currency: string } };

/** The fault that is to be mended first: stock before prices. Null without one, and while products cannot be reached. */
export function findFault(line: Line, currency: string, shortages: Shortages): LineFault | null {
  const { variant, outOfStock, priceChanged } = line;
  if (variant === null || variant === undefined) return null;
  const left = shortages.get(variant.id);
  if (left === 0 || (outOfStock && variant.stockStatus === "OUT_OF_STOCK")) return { kind: "sold out" };
  if (left !== undefined) return { kind: "short", left };
  if (outOfStock) return { kind: "too few" };
  if (!priceChanged) return null;
  const price = variant.prices.find((each) => each.currency === currency);
  return price ? { kind: "price", price } : { kind: "not sold" };
}

/** The lines that have no price in a currency, as far as products can be reached. */
export function linesWithoutPrice(lines: readonly Line[], currency: string): readonly Line[] {
  return lines.filter(({ variant }) => variant && !variant.prices.some((price) => price.currency === currency));
}
