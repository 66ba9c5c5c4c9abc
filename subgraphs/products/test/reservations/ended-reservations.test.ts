/** Ended reservations: their rows are deleted a month after their end; live and committed ones stay. */
import { products as contract } from "@hansa/contracts/products";
import { callPeer } from "@hansa/kit/rpc";
import { expect, test } from "vitest";
import { deleteEndedReservations } from "../../src/service/reservations/ended-reservations.ts";
import { noon, type Shop, sell, shop } from "../support/shop.ts";

const minute = 60_000;
const day = 24 * 60 * minute;

function reserve({ peer }: Shop, checkoutId: string, variantId: string) {
  const lines = [{ variantId, quantity: 1, expectedPriceMinor: 1_000 }];
  const guest = { cartId: `cart_of_${checkoutId}`, userId: null, network: null };
  return callPeer(peer, contract.reserve, {
    checkoutId,
    ...guest,
    currency: "EUR",
    expiresAt: noon + 15 * minute,
    lines,
  });
}

test("released and expired reservations are deleted after 30 days with their lines, the others stay", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "GOODS", stock: 10 });
  for (const id of ["chk_released", "chk_expired", "chk_committed"]) await reserve(s, id, variantId);
  await callPeer(s.peer, contract.release, { checkoutId: "chk_released", fencingToken: null });
  await callPeer(s.peer, contract.commit, { checkoutId: "chk_committed", fencingToken: null });
  const statesOf = () => s.rows("SELECT checkout_id AS id, state FROM reservations ORDER BY 1");
  await s.runtime.advance(26 * minute);
  await s.service.runJobsOnce();
  const committed = { id: "chk_committed", state: "committed" };
  const ended = [
    { id: "chk_expired", state: "expired" },
    { id: "chk_released", state: "released" },
  ];
  expect(await statesOf()).toEqual([committed, ...ended]);
  await s.runtime.advance(30 * day - 12 * minute);
  await s.service.runJobsOnce();
  expect(await statesOf()).toEqual([committed, ...ended]);
  await s.runtime.advance(2 * minute);
  await s.service.runJobsOnce();
  expect(await statesOf()).toEqual([committed]);
  expect(await s.rows("SELECT checkout_id AS id FROM reservation_lines")).toEqual([{ id: "chk_committed" }]);
  expect(await s.service.deps.metrics.registry.metrics()).toContain(
    'hansa_retention_deleted_total{rows="reservations"} 2',
  );
});

test("a live reservation is not deleted, however long ago it was to end", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "GOODS", stock: 10 });
  await reserve(s, "chk_live", variantId);
  await s.runtime.advance(40 * day);
  await deleteEndedReservations(s.service.deps, new AbortController().signal);
  expect(await s.rows("SELECT state FROM reservations")).toEqual([{ state: "reserved" }]);
});
