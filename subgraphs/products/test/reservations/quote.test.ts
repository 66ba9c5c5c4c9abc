/** Quotes: facts of variants for a cart, including their collections. */
import { products as contract } from "@hansa/contracts/products";
import { callPeer } from "@hansa/kit/rpc";
import { expect, test } from "vitest";
import { change, openMenu, type Shop, sell, shop } from "../support/shop.ts";

const quote = ({ peer }: Shop, ...variantIds: string[]) =>
  callPeer(peer, contract.quote, { currency: "EUR", variantIds });

test("each variant has the collections of its product and all their ancestors, each once", async () => {
  const s = await shop();
  const { tea, "green-tea": green, "black-tea": black, pots } = await openMenu(s);
  const both = await sell(s, { sku: "BOTH", product: { collectionIds: [green, black] } });
  const pot = await sell(s, { sku: "POT", product: { collectionIds: [pots] } });
  const none = await sell(s, { sku: "NONE" });
  const { variants, unknown } = await quote(s, both.variantId, pot.variantId, none.variantId, "var_none");
  const collectionsOf = (id: string) =>
    new Set(variants.find(({ variantId }) => variantId === id)?.collectionIds.concat());
  expect(unknown).toEqual(["var_none"]);
  expect(variants.find(({ variantId }) => variantId === both.variantId)?.collectionIds).toHaveLength(3);
  expect(collectionsOf(both.variantId)).toEqual(new Set([tea, green, black]));
  expect(collectionsOf(pot.variantId)).toEqual(new Set([pots]));
  expect(collectionsOf(none.variantId)).toEqual(new Set());
});

test("a quote tells whether the law excludes a variant from withdrawal; by default it does not", async () => {
  const s = await shop();
  const { productId, variantId } = await sell(s, { sku: "TEA" });
  const isWithdrawable = async () => (await quote(s, variantId)).variants.map((variant) => variant.isWithdrawable);
  expect(await isWithdrawable()).toEqual([true]);
  await change(s, "variantSave", { id: variantId, productId, sku: "TEA", isWithdrawable: false });
  expect(await isWithdrawable()).toEqual([false]);
  await change(s, "variantSave", { id: variantId, productId, sku: "TEA" });
  expect(await isWithdrawable()).toEqual([false]);
  const { data } = await s.query("query ($id: ID!) { variant(id: $id) { isWithdrawable } }", { id: variantId });
  expect(data).toEqual({ variant: { isWithdrawable: false } });
});

const statements = /^hansa_sql_statements_total\{entry="internal"\} (\d+)$/m;

test("a quote of fifty variants takes as many statements as one of one", async () => {
  const s = await shop();
  const { "green-tea": green } = await openMenu(s);
  const ids: string[] = [];
  for (let number = 1; number <= 50; number += 1)
    ids.push((await sell(s, { sku: `T${number}`, stock: 0, product: { collectionIds: [green] } })).variantId);
  const counted = async () =>
    Number(statements.exec((await s.service.internal.inject({ url: "/metrics" })).payload)?.[1] ?? 0);
  const costs: number[] = [];
  for (const count of [1, 50]) {
    const before = await counted();
    expect((await quote(s, ...ids.slice(0, count))).variants).toHaveLength(count);
    costs.push((await counted()) - before);
  }
  expect(costs[0]).toBeGreaterThan(0);
  expect(costs[1]).toBe(costs[0]);
});
