/** Products changed since a time, for integrations that synchronize the catalogue. */
import { expect, test } from "vitest";
import { z } from "zod";
import { change, type Shop, sell, shop } from "../support/shop.ts";

const minute = 60_000;
const shape = z.object({
  products: z.object({ nodes: z.array(z.object({ slug: z.string(), createdAt: z.string(), updatedAt: z.string() })) }),
});
const iso = (at: number) => new Date(at).toISOString();

async function changedSince(s: Shop, at: number): Promise<string[]> {
  const text = `query ($from: DateTime) { products(sort: UPDATED, filter: { updatedFrom: $from }) {
    nodes { slug createdAt updatedAt }
  } }`;
  const { nodes } = shape.parse((await s.query(text, { from: iso(at) })).data).products;
  for (const { updatedAt } of nodes) expect(Date.parse(updatedAt)).toBeGreaterThanOrEqual(at);
  return nodes.map(({ slug }) => slug);
}

test("products changed since a time are listed in the order of their changes; stock and planned prices do not count", async () => {
  const s = await shop();
  const tea = await sell(s, { sku: "TEA", title: "Tea" });
  const cup = await sell(s, { sku: "CUP", title: "Cup" });
  await s.runtime.advance(minute);
  const from = s.runtime.now();
  expect(await changedSince(s, from)).toEqual([]);
  await change(s, "variantPriceSet", { variantId: cup.variantId, currency: "EUR", amountMinor: 900 });
  await s.runtime.advance(minute);
  await change(s, "productUpdate", { id: tea.productId, title: "Green tea" });
  expect(await changedSince(s, from)).toEqual(["cup", "tea"]);
  await s.runtime.advance(minute);
  const later = s.runtime.now();
  const stock = { variantId: tea.variantId, delta: 5, reason: "RECEIVED", idempotencyKey: "more" };
  await change(s, "inventoryAdjust", stock);
  const startsAt = iso(later + minute);
  await change(s, "variantPriceSet", { variantId: cup.variantId, currency: "EUR", amountMinor: 800, startsAt });
  expect(await changedSince(s, later)).toEqual([]);
  await s.runtime.advance(2 * minute);
  await s.service.runJobsOnce();
  expect(await changedSince(s, later)).toEqual(["cup"]);
});

test("a variant shows when it was created, and when it or a price of it changed", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "TEA", title: "Tea" });
  const made = iso(s.runtime.now());
  const look = async () => (await s.query('{ variant(sku: "TEA") { createdAt updatedAt } }')).data?.variant;
  expect(await look()).toEqual({ createdAt: made, updatedAt: made });
  await s.runtime.advance(minute);
  await change(s, "variantPriceSet", { variantId, currency: "EUR", amountMinor: 900 });
  expect(await look()).toEqual({ createdAt: made, updatedAt: iso(s.runtime.now()) });
});
