/** Networks of guests: the share of the stock that one holds is watched, and their hashes are kept no longer than they count. */
import { products as contract } from "@hansa/contracts/products";
import { callPeer } from "@hansa/kit/rpc";
import { expect, test } from "vitest";
import { day, metricsOf, minute, reserve, setReservationLimits } from "../support/reservations.ts";
import { sell, shop } from "../support/shop.ts";

test("more than half of a variant held by one network raises an alarm, and its share is a gauge", async () => {
  const s = await shop();
  await setReservationLimits(s, { guestPercent: 100 });
  const { variantId } = await sell(s, { sku: "HELD", stock: 20 });
  const share = () => metricsOf(s, "hansa_reservations_largest_network_share_percent ");
  const alarms = () => metricsOf(s, 'hansa_alarms_total{alarm="stock_held_by_network"}');
  await reserve(s, "chk_1", { variantId, quantity: 10 }, { network: "one" });
  await s.service.runJobsOnce();
  expect([await share(), await alarms()]).toEqual([["hansa_reservations_largest_network_share_percent 50"], []]);
  await reserve(s, "chk_2", { variantId, quantity: 1 }, { network: "one" });
  await s.runtime.advance(minute);
  await s.service.runJobsOnce();
  await s.service.runJobsOnce();
  expect(await alarms()).toEqual(['hansa_alarms_total{alarm="stock_held_by_network"} 1']);
  expect(await share()).toEqual(["hansa_reservations_largest_network_share_percent 55"]);
  await s.runtime.advance(4 * minute);
  expect(await share(), "once another process is the leader").toEqual([]);
});

test("networks that let their units go leave half of a variant to the tenth buyer", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "DROP", stock: 18 });
  const nine = Array.from({ length: 9 }, (_, n) => `${n}`);
  const hold = async (round: number, n: string) =>
    (await reserve(s, `chk_${round}_${n}`, { variantId, quantity: 1 }, { network: n })).outcome;
  for (const n of nine) expect(await hold(1, n)).toBe("reserved");
  for (const n of nine) await callPeer(s.peer, contract.release, { checkoutId: `chk_1_${n}` });
  const bought = await reserve(s, "chk_other", { variantId, quantity: 3 }, { network: "other" });
  expect(bought).toMatchObject({ outcome: "reserved" });
  for (const n of nine) expect(await hold(2, n)).toBe("reserved");
  for (const n of nine) expect(await hold(3, n)).toBe("reservationLimit");
  expect(await reserve(s, "chk_tenth", { variantId, quantity: 3 }, { network: "tenth" })).toMatchObject({
    outcome: "reserved",
  });
  await s.runtime.advance(day + 1);
  for (const n of nine) await callPeer(s.peer, contract.release, { checkoutId: `chk_2_${n}` });
  expect(await hold(4, "0"), "after its reservation ended unpaid again").toBe("reserved");
});

test("the network of a reservation that ended unpaid is kept for a day, and forgotten within the next hour", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "KEPT", stock: 100 });
  for (const id of ["chk_1", "chk_2"]) await reserve(s, id, { variantId, quantity: 1 }, { network: `of ${id}` });
  await callPeer(s.peer, contract.release, { checkoutId: "chk_1" });
  await callPeer(s.peer, contract.commit, { checkoutId: "chk_2" });
  const kept = () => s.rows("SELECT network FROM unpaid_networks");
  await s.runtime.advance(day - 1);
  await s.service.runJobsOnce();
  expect(await kept()).toEqual([{ network: "of chk_1" }]);
  await s.runtime.advance(60 * minute);
  await s.service.runJobsOnce();
  expect(await kept()).toEqual([]);
});

test("the network is kept with a reservation only while it is live", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "FORGOTTEN", stock: 100 });
  for (const id of ["chk_1", "chk_2", "chk_3"]) await reserve(s, id, { variantId, quantity: 1 }, { network: "one" });
  await callPeer(s.peer, contract.release, { checkoutId: "chk_1" });
  await callPeer(s.peer, contract.commit, { checkoutId: "chk_2" });
  expect(await s.rows("SELECT checkout_id, network FROM reservations ORDER BY checkout_id")).toEqual([
    { checkout_id: "chk_1", network: null },
    { checkout_id: "chk_2", network: null },
    { checkout_id: "chk_3", network: "one" },
  ]);
});
