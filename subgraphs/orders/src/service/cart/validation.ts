/** Validation of cart lines: variants on sale and in stock, within the shop's limits, at current prices. */
import { maxSubtotalMinor } from "@hansa/commerce/money";
import { notFound } from "@hansa/kit/runtime";
import type { Context } from "../../context.ts";
import type { CartLineInput } from "../../generated/resolvers.ts";
import type { Quotes } from "../../peers/peers.ts";
import type { CartLimits } from "../../store/settings/purchase-rules.ts";
import type { CartLineRow, CartRow } from "../../store/tables.ts";
import { cartLimit, notSold, outOfStock } from "../checkout-refusals.ts";

/** Whether these lines alone exceed the limit of a cart, so that no quote is needed. */
export function exceedsLineLimit(limits: CartLimits, lines: readonly CartLineInput[]): boolean {
  return new Set(lines.map((line) => line.variantId)).size > limits.lines;
}

/** A cart with its lines, the current quotes of their variants, and the limits of the shop. */
type QuotedCart = { cart: CartRow; lines: readonly CartLineRow[]; quotes: Quotes; limits: CartLimits };

/** The cart's lines including the new ones, at current prices; or the refusal. */
export function addToLines(
  { runtime }: Pick<Context, "runtime">,
  { cart, lines: before, quotes, limits }: QuotedCart,
  inputLines: readonly CartLineInput[],
) {
  const unknown = inputLines.findIndex((line) => quotes.unknown.includes(line.variantId));
  if (unknown >= 0) return { refused: notFound("variant", ["input", "lines", String(unknown), "variantId"]) };
  const lines = new Map(before.map((line) => [line.variantId, line]));
  const unsold: string[] = [];
  for (const { variantId, quantity } of inputLines) {
    const quoted = quotes.byVariant.get(variantId);
    if (quoted?.priceMinor === null || !quoted) {
      unsold.push(variantId);
      continue;
    }
    const known = lines.get(variantId);
    const { productId, sku, title, taxClass, weightGrams, priceMinor, collectionIds, isWithdrawable } = quoted;
    lines.set(variantId, {
      id: known?.id ?? runtime.newId("line"),
      cartId: cart.id,
      position: known?.position ?? nextPosition([...lines.values()]),
      variantId,
      productId,
      sku,
      title,
      unitPriceMinor: priceMinor,
      taxClass,
      weightGrams,
      quantity: (known?.quantity ?? 0) + quantity,
      collectionIds,
      isWithdrawable,
    });
  }
  if (unsold.length > 0) return { refused: notSold(unsold, cart.currency) };
  const all = [...lines.values()];
  const touched = all.filter((line) => inputLines.some((want) => want.variantId === line.variantId));
  const refused = findLineRefusal({ cart, lines: all, quotes, limits }, touched);
  return refused ? { refused } : { lines: all.map((line) => updateFromQuote(line, quotes)) };
}

/** The refusal of these lines: too many lines or units, not sold, or out of stock. Stock is checked only for `touched` lines. */
export function findLineRefusal({ cart, lines, quotes, limits }: QuotedCart, touched: readonly CartLineRow[]) {
  if (lines.length > limits.lines || touched.some((line) => line.quantity > limits.unitsPerLine))
    return cartLimit(limits);
  const unsold = touched.filter((line) => (quotes.byVariant.get(line.variantId)?.priceMinor ?? null) === null);
  if (unsold.length > 0)
    return notSold(
      unsold.map((line) => line.variantId),
      cart.currency,
    );
  if (exceedsMaxSubtotal(lines, quotes)) return cartLimit(limits);
  const short = touched.flatMap(({ variantId, sku, title, quantity }) => {
    const available = quotes.byVariant.get(variantId)?.available ?? null;
    return available !== null && available < quantity ? [{ variantId, sku, title, wanted: quantity, available }] : [];
  });
  return short.length > 0 ? outOfStock(short) : undefined;
}

/** Whether the subtotal exceeds the largest amount that can be priced exactly. The check itself may be inexact. */
function exceedsMaxSubtotal(lines: readonly CartLineRow[], quotes: Quotes): boolean {
  const values = lines.map((line) => updateFromQuote(line, quotes).unitPriceMinor * line.quantity);
  return values.reduce((total, minor) => total + minor, 0) > maxSubtotalMinor;
}

/** The position after these lines. */
export function nextPosition(lines: readonly Pick<CartLineRow, "position">[]): number {
  return 1 + Math.max(-1, ...lines.map((line) => line.position));
}

/** The line with current facts; unchanged if the variant is no longer sold. */
export function updateFromQuote(line: CartLineRow, quotes: Quotes): CartLineRow {
  const quoted = quotes.byVariant.get(line.variantId);
  if (!quoted || quoted.priceMinor === null) return line;
  const { sku, title, taxClass, weightGrams, priceMinor, collectionIds, isWithdrawable } = quoted;
  return { ...line, sku, title, taxClass, weightGrams, unitPriceMinor: priceMinor, collectionIds, isWithdrawable };
}
