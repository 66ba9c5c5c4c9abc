/** Low stock, untracked variants, and variants that are not shipped. */
import { products as contract } from "@hansa/contracts/products";
import { callPeer } from "@hansa/kit/rpc";
import { expect, test } from "vitest";
import { change, codeOf, manager, noon, type Shop, sell, shop, walk } from "../support/shop.ts";

const scarce = (s: Shop, threshold = "threshold: 1000", first = 2) =>
  walk(s, `lowStock(${threshold}`, { viewer: manager, leaf: "sku", first });

function reserve({ peer }: Shop, checkoutId: string, lines: { variantId: string; quantity: number }[]) {
  return callPeer(peer, contract.reserve, {
    checkoutId,
    cartId: "cart_1",
    userId: null,
    network: null,
    currency: "EUR",
    expiresAt: noon + 1,
    lines: lines.map((line) => ({ ...line, expectedPriceMinor: 1_000 })),
  });
}

test("the lowest available stock comes first, and each variant is on exactly one page", async () => {
  const s = await shop();
  for (const [sku, stock] of Object.entries({ FIVE: 5, NONE: 0, TWO: 2, TEN: 10, ALSO_TWO: 2 })) {
    await sell(s, { sku, stock });
    await s.runtime.advance(1);
  }
  const held = (await s.rows("SELECT id FROM variants WHERE sku = 'TEN'")).map((row) => String(Object(row).id));
  await reserve(s, "chk_1", [{ variantId: held[0] ?? "", quantity: 9 }]);
  for (const first of [1, 2, 100])
    expect(await scarce(s, undefined, first)).toEqual(["NONE", "TEN", "TWO", "ALSO_TWO", "FIVE"]);
  expect(await scarce(s, "threshold: 2")).toEqual(["NONE", "TEN", "TWO", "ALSO_TWO"]);
  expect(await scarce(s, "threshold: 0")).toEqual(["NONE"]);
  const text = `{ lowStock(threshold: 2, first: 1) { totalCount } }`;
  expect((await s.query(text, {}, manager)).data).toEqual({ lowStock: { totalCount: 4 } });
});

test("without a threshold, the shop's own is used", async () => {
  const s = await shop({ lowStockThreshold: 3 });
  await sell(s, { sku: "THREE", stock: 3 });
  await sell(s, { sku: "FOUR", stock: 4 });
  expect(await scarce(s, "threshold: null")).toEqual(["THREE"]);
});

test("untracked, unpublished and archived variants are never low in stock", async () => {
  const s = await shop();
  await sell(s, { sku: "FILE", tracked: false });
  await sell(s, { sku: "DRAFT", stock: 0, publish: false });
  const { productId } = await sell(s, { sku: "OLD", stock: 0 });
  await change(s, "productArchive", { id: productId });
  expect(await scarce(s)).toEqual([]);
});

test("a threshold below zero, and a cursor of another list, are refused", async () => {
  const s = await shop();
  await sell(s, { sku: "A" });
  expect(codeOf(await s.query(`{ lowStock(threshold: -1) { nodes { id } } }`, {}, manager))).toBe("BAD_USER_INPUT");
  const { data } = await s.query(`{ stockMovements(first: 1) { pageInfo { endCursor } } }`, {}, manager);
  const after = Object(data).stockMovements.pageInfo.endCursor;
  const text = `query ($after: String) { lowStock(after: $after) { nodes { id } } }`;
  expect(codeOf(await s.query(text, { after }, manager))).toBe("BAD_USER_INPUT");
});

test("a reservation with tracked and untracked lines reserves the tracked ones only, and sells both", async () => {
  const s = await shop();
  const tea = await sell(s, { sku: "TEA", stock: 5 });
  const file = await sell(s, { sku: "FILE", tracked: false });
  const lines = [tea, file].map(({ variantId }) => ({ variantId, quantity: 5 }));
  expect(await reserve(s, "chk_1", lines)).toMatchObject({ outcome: "reserved" });
  expect(await reserve(s, "chk_2", lines)).toEqual({
    outcome: "outOfStock",
    lines: [{ variantId: tea.variantId, wanted: 5, available: 0 }],
  });
  expect(await s.rows("SELECT variant_id FROM reservation_lines")).toEqual([{ variant_id: tea.variantId }]);
  await callPeer(s.peer, contract.commit, { checkoutId: "chk_1" });
  const back = lines.map((line, index) => ({ ...line, lineId: `line_${index}` }));
  expect(await callPeer(s.peer, contract.restock, { causeId: "ret_1", lines: back })).toEqual({ outcome: "restocked" });
  expect(await s.rows("SELECT variant_id, on_hand, committed FROM stock_levels")).toEqual([
    { variant_id: tea.variantId, on_hand: 10, committed: 5 },
  ]);
});

test("a download has no weight, is always in stock and is quoted accordingly", async () => {
  const s = await shop();
  const { productId, variantId } = await sell(s, { sku: "FILE", tracked: false });
  await change(s, "variantSave", { id: variantId, productId, sku: "FILE", weightGrams: null, taxClass: "DIGITAL" });
  const { variants } = await callPeer(s.peer, contract.quote, { currency: "EUR", variantIds: [variantId] });
  expect(variants).toMatchObject([{ weightGrams: null, available: null, taxClass: "digital" }]);
  const text = `query ($id: ID!) { variant(id: $id) { weightGrams tracked available stockStatus } }`;
  expect((await s.query(text, { id: variantId }, manager)).data).toEqual({
    variant: { weightGrams: null, tracked: false, available: null, stockStatus: "IN_STOCK" },
  });
});
