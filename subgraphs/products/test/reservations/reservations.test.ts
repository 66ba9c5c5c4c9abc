/** Reservations: the internal operations that orders calls. */
import { createLog } from "@hansa/contracts/log";
import { products as contract } from "@hansa/contracts/products";
import { callPeer } from "@hansa/kit/rpc";
import { expect, test } from "vitest";
import type { Deps } from "../../src/context.ts";
import { expireOverdueReservations } from "../../src/service/reservations/reservations.ts";
import { buyUnits, endUnits } from "../support/reservations.ts";
import { adjust, manager, noon, type Shop, sell, shop } from "../support/shop.ts";

const minute = 60_000;
type Line = { variantId: string; quantity: number; expectedPriceMinor?: number };

function reserve({ peer }: Shop, checkoutId: string, { variantId, quantity, expectedPriceMinor = 1_000 }: Line) {
  return callPeer(peer, contract.reserve, {
    checkoutId,
    cartId: `cart_of_${checkoutId}`,
    userId: null,
    network: null,
    currency: "EUR",
    expiresAt: noon + 15 * minute,
    lines: [{ variantId, quantity, expectedPriceMinor }],
  });
}

async function available({ query }: Shop, variantId: string): Promise<unknown> {
  const response = await query(`query ($id: ID!) { variant(id: $id) { available } }`, { id: variantId }, manager);
  return response.data?.variant;
}

test("two buyers and one last item: one reserves it, the other gets the available units", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "LAST", stock: 1 });
  const responses = await Promise.all(["chk_a", "chk_b"].map((id) => reserve(s, id, { variantId, quantity: 1 })));
  expect(responses).toEqual([
    { outcome: "reserved", expiresAt: noon + 15 * minute, isShortened: false },
    { outcome: "outOfStock", lines: [{ variantId, wanted: 1, available: 0 }] },
  ]);
});

test("reservations of one item at the same time are all counted", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "CROWD", stock: 5 });
  await Promise.all(["chk_a", "chk_b", "chk_c"].map((id) => reserve(s, id, { variantId, quantity: 1 })));
  expect(await available(s, variantId)).toEqual({ available: 2 });
});

test("the same item on two lines is summed before it is checked", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "TWICE", stock: 3 });
  const line = { variantId, quantity: 2, expectedPriceMinor: 1_000 };
  const input = {
    cartId: "cart_1",
    userId: null,
    network: null,
    currency: "EUR",
    expiresAt: noon,
    lines: [line, line],
  };
  const response = await callPeer(s.peer, contract.reserve, { ...input, checkoutId: "chk_1" });
  expect(response).toEqual({ outcome: "outOfStock", lines: [{ variantId, wanted: 4, available: 3 }] });
});

test("a refused reservation reserves nothing, not even available lines", async () => {
  const s = await shop();
  const plenty = await sell(s, { sku: "PLENTY", stock: 10 });
  const scarce = await sell(s, { sku: "SCARCE", stock: 1 });
  const line = { quantity: 2, expectedPriceMinor: 1_000 };
  const lines = [plenty, scarce].map(({ variantId }) => ({ variantId, ...line }));
  await callPeer(s.peer, contract.reserve, {
    checkoutId: "chk_1",
    cartId: "cart_1",
    userId: null,
    network: null,
    currency: "EUR",
    expiresAt: noon,
    lines,
  });
  expect(await available(s, plenty.variantId)).toEqual({ available: 10 });
});

test("a changed price is returned, and nothing is reserved", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "DEARER", stock: 5 });
  expect(await reserve(s, "chk_1", { variantId, quantity: 1, expectedPriceMinor: 900 })).toEqual({
    outcome: "priceChanged",
    lines: [{ variantId, priceMinor: 1_000 }],
  });
  expect(await available(s, variantId)).toEqual({ available: 5 });
});

test("a repeated reservation of a checkout reserves once", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "AGAIN", stock: 5 });
  const first = await reserve(s, "chk_1", { variantId, quantity: 2 });
  expect(await reserve(s, "chk_1", { variantId, quantity: 2 })).toEqual(first);
  expect(await available(s, variantId)).toEqual({ available: 3 });
});

test("a released checkout can never reserve again, even if its request is late", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "LATE", stock: 5 });
  await callPeer(s.peer, contract.release, { checkoutId: "chk_1" });
  expect(await reserve(s, "chk_1", { variantId, quantity: 1 })).toEqual({ outcome: "gone" });
  expect(await available(s, variantId)).toEqual({ available: 5 });
});

test("a reservation is committed once, and cannot be released afterwards", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "SOLD", stock: 5 });
  await reserve(s, "chk_1", { variantId, quantity: 2 });
  expect(await callPeer(s.peer, contract.commit, { checkoutId: "chk_1" })).toEqual({ outcome: "committed" });
  expect(await callPeer(s.peer, contract.commit, { checkoutId: "chk_1" })).toEqual({ outcome: "committed" });
  expect(await callPeer(s.peer, contract.release, { checkoutId: "chk_1" })).toEqual({ outcome: "committed" });
  expect(await available(s, variantId)).toEqual({ available: 3 });
});

test("returned units are restocked once for each cause and line", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "BACK", stock: 5 });
  await buyUnits(s, "chk_1", variantId, 2);
  await endUnits(s, { checkoutId: "chk_1", variantId }, "sent", { causeId: "ship_1", quantity: 2 });
  const lines = [{ lineId: "line_1", variantId, quantity: 2 }];
  await callPeer(s.peer, contract.restock, { causeId: "chk_1", lines });
  await callPeer(s.peer, contract.restock, { causeId: "chk_1", lines });
  expect(await available(s, variantId)).toEqual({ available: 5 });
});

test("of two lease holders for one order, only the later one commits, restocks or releases", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "TURN", stock: 5 });
  await reserve(s, "chk_1", { variantId, quantity: 2 });
  const tokenOf = (token: number) => ({ lease: "order:ord_1", token });
  const lines = [{ lineId: "line_1", variantId, quantity: 2 }];
  await callPeer(s.peer, contract.restock, {
    causeId: "ret_1",
    lines: [{ lineId: "line_2", variantId, quantity: 1 }],
    fencingToken: tokenOf(2),
  });
  await expect(callPeer(s.peer, contract.commit, { checkoutId: "chk_1", fencingToken: tokenOf(1) })).rejects.toThrow(
    "409",
  );
  await expect(callPeer(s.peer, contract.release, { checkoutId: "chk_1", fencingToken: tokenOf(1) })).rejects.toThrow(
    "409",
  );
  await expect(
    callPeer(s.peer, contract.restock, { causeId: "chk_1", lines, fencingToken: tokenOf(1) }),
  ).rejects.toThrow("409");
  expect(await available(s, variantId)).toEqual({ available: 4 });
  await callPeer(s.peer, contract.commit, { checkoutId: "chk_1", fencingToken: tokenOf(2) });
  await callPeer(s.peer, contract.restock, { causeId: "chk_1", lines, fencingToken: tokenOf(3) });
  expect(await available(s, variantId)).toEqual({ available: 6 });
});

test("an overdue reservation expires, and is committed all the same while stock is available", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "OVERDUE", stock: 2 });
  await reserve(s, "chk_1", { variantId, quantity: 2 });
  await s.runtime.advance(24 * minute);
  await s.service.runJobsOnce();
  expect(await available(s, variantId)).toEqual({ available: 0 });
  await s.runtime.advance(2 * minute);
  await s.service.runJobsOnce();
  expect(await available(s, variantId)).toEqual({ available: 2 });
  expect(await callPeer(s.peer, contract.commit, { checkoutId: "chk_1" })).toEqual({ outcome: "committed" });
  expect(await available(s, variantId)).toEqual({ available: 0 });
});

test("an expired reservation without available stock is refused at commit", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "GONE", stock: 2 });
  await reserve(s, "chk_1", { variantId, quantity: 2 });
  await s.runtime.advance(26 * minute);
  await s.service.runJobsOnce();
  await adjust(s, variantId, -1, "lost");
  expect(await callPeer(s.peer, contract.commit, { checkoutId: "chk_1" })).toEqual({
    outcome: "outOfStock",
    lines: [{ variantId, wanted: 2, available: 1 }],
  });
});

test("untracked variants are never reserved and never run out", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "FILE", tracked: false });
  expect(await reserve(s, "chk_1", { variantId, quantity: 1_000 })).toMatchObject({ outcome: "reserved" });
  expect(await callPeer(s.peer, contract.commit, { checkoutId: "chk_1" })).toEqual({ outcome: "committed" });
});

test("a reservation above the limit is refused", async () => {
  const s = await shop({ reservationLimits: { cartUnits: 5 } });
  const { variantId } = await sell(s, { sku: "HOARD", stock: 100 });
  expect(await reserve(s, "chk_1", { variantId, quantity: 6 })).toEqual({ outcome: "reservedUnitsLimit", maximum: 5 });
});

test("an extension during the expiry of overdue reservations is not lost", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "RACE", stock: 2 });
  await reserve(s, "chk_1", { variantId, quantity: 2 });
  await s.runtime.advance(26 * minute);
  const later = s.runtime.now() + 15 * minute;
  const { deps } = s.service;
  const extend = (expiresAt: number) => callPeer(s.peer, contract.extend, { checkoutId: "chk_1", expiresAt });
  const readThenExtend: Deps["store"]["read"] = async (request) => {
    const found = await deps.store.read(request);
    await extend(later);
    return found;
  };
  const warned: string[] = [];
  const log = createLog("products", "warn", { write: (line) => void warned.push(line) });
  await expireOverdueReservations({ ...deps, log, store: { ...deps.store, read: readThenExtend } });
  expect(await available(s, variantId)).toEqual({ available: 0 });
  expect(warned).toEqual([]);
  expect(await extend(noon)).toEqual({ outcome: "reserved", expiresAt: later });
});

test("a restock above the maximum is refused as a whole, and succeeds once there is room", async () => {
  const s = await shop();
  const full = await sell(s, { sku: "FULL", stock: 2 });
  const other = await sell(s, { sku: "OTHER", stock: 2 });
  await buyUnits(s, "chk_1", full.variantId, 2);
  await endUnits(s, { checkoutId: "chk_1", ...full }, "sent", { causeId: "ship_1", quantity: 2 });
  for (const [index, delta] of [1_000_000_000, 1_000_000_000, 147_483_646].entries())
    await adjust(s, full.variantId, delta, `fill-${index}`);
  const lines = [other, full].map(({ variantId }, index) => ({ lineId: `line_${index}`, variantId, quantity: 2 }));
  const restock = () => callPeer(s.peer, contract.restock, { causeId: "chk_1", lines });
  await expect(restock()).rejects.toThrow("500");
  expect(await available(s, other.variantId)).toEqual({ available: 2 });
  await adjust(s, full.variantId, -1, "make-room");
  expect(await restock()).toEqual({ outcome: "restocked" });
  expect(await available(s, full.variantId)).toEqual({ available: 2_147_483_647 });
  expect(await available(s, other.variantId)).toEqual({ available: 4 });
});

test("an extension never shortens a reservation", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "LONGER", stock: 5 });
  await reserve(s, "chk_1", { variantId, quantity: 1 });
  const later = noon + 60 * minute;
  expect(await callPeer(s.peer, contract.extend, { checkoutId: "chk_1", expiresAt: later })).toEqual({
    outcome: "reserved",
    expiresAt: later,
  });
  expect(await callPeer(s.peer, contract.extend, { checkoutId: "chk_1", expiresAt: noon })).toEqual({
    outcome: "reserved",
    expiresAt: later,
  });
  expect(await callPeer(s.peer, contract.extend, { checkoutId: "chk_2", expiresAt: noon })).toEqual({
    outcome: "gone",
  });
});
