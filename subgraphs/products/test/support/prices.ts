/** A shop with one variant, and its prices over time. */
import { change, manager, type Shop, sell, shop } from "./shop.ts";

export const hour = 60 * 60_000;
export const day = 24 * hour;
export const dateOf = (at: number) => new Date(at).toISOString().slice(0, "2026-01-15".length);
export const iso = (at: number) => new Date(at).toISOString();

export const problems = "... on ValidationError { problems { path code } }";
export const set = (s: Shop, variantId: string, input: Record<string, unknown>) =>
  change(s, "variantPriceSet", { variantId, currency: "EUR", amountMinor: 390, ...input }, problems);

/** Amounts with their starts, the earliest first. */
export async function history({ query }: Shop, id: string) {
  const text = `query ($id: ID!) { variant(id: $id) { priceHistory(currency: "EUR") {
    price { minor } startsAt
  } } }`;
  const { data } = await query(text, { id }, manager);
  const rows: { price: { minor: number } | null; startsAt: string }[] = Object(data).variant.priceHistory;
  return rows.map(({ price, startsAt }) => [price?.minor ?? null, startsAt]).reverse();
}

/** A shop with a variant for 4.50 euros. */
export async function tea() {
  const s = await shop();
  return { s, id: (await sell(s, { sku: "TEA", prices: { EUR: 450 } })).variantId };
}
