/** Reservation limits: the share of a variant's stock that one account, or the guests of one network, may reserve. */
import { products as contract } from "@hansa/contracts/products";
import { callPeer } from "@hansa/kit/rpc";
import { expect, test } from "vitest";
import { day, guest, metricsOf, minute, reserve, setReservationLimits } from "../support/reservations.ts";
import { noon, sell, shop } from "../support/shop.ts";

const limited = (variantId: string, wanted: number, available: number) => ({
  outcome: "reservationLimit",
  lines: [{ variantId, wanted, available }],
});

const ada = { userId: "user_ada", isVerified: true, network: "one" };

const unverified = { userId: "user_eve", network: "one" };

test.each([
  { who: "a verified account", stock: 18, buyer: ada, most: 12 },
  { who: "a verified account", stock: 100, buyer: ada, most: 50 },
  { who: "a verified account", stock: 1_019, buyer: ada, most: 509 },
  { who: "a guest", stock: 4, buyer: guest, most: 2 },
  { who: "a guest", stock: 18, buyer: guest, most: 3 },
  { who: "a guest", stock: 60, buyer: guest, most: 12 },
  { who: "a guest", stock: 500, buyer: guest, most: 20 },
  { who: "an account whose address is not verified", stock: 60, buyer: unverified, most: 12 },
  { who: "a guest of unknown network", stock: 100, buyer: { cartId: "cart_1" }, most: 50 },
  { who: "an unverified account of unknown network", stock: 20, buyer: { userId: "user_eve" }, most: 12 },
])("of $stock units on hand $who reserves $most and not one more", async ({ stock, buyer, most }) => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "WANTED", stock });
  expect(await reserve(s, "chk_0", { variantId, quantity: most + 1 }, buyer)).toEqual(
    limited(variantId, most + 1, most),
  );
  expect(await reserve(s, "chk_1", { variantId, quantity: most }, buyer)).toMatchObject({ outcome: "reserved" });
  expect(await reserve(s, "chk_2", { variantId, quantity: 1 }, buyer)).toEqual(limited(variantId, 1, 0));
});

test("one guest who starts many checkouts leaves most of the stock to others", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "HOARDED", stock: 100 });
  const outcomes: string[] = [];
  for (let n = 0; n < 30; n += 1)
    outcomes.push((await reserve(s, `chk_${n}`, { variantId, quantity: 5 }, { network: "one" })).outcome);
  expect(outcomes.filter((outcome) => outcome === "reserved")).toHaveLength(4);
  expect(await reserve(s, "chk_other", { variantId, quantity: 20 }, { network: "other" })).toMatchObject({
    outcome: "reserved",
  });
});

test("any number of concurrent reservations of one network reserves only its share", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "AT-ONCE", stock: 100 });
  const responses = await Promise.all(
    Array.from({ length: 30 }, (_, n) => reserve(s, `chk_${n}`, { variantId, quantity: 1 }, { network: "one" })),
  );
  expect(responses.filter(({ outcome }) => outcome === "reserved")).toHaveLength(20);
});

test("a share is counted per variant, and is free again when a reservation ends", async () => {
  const s = await shop();
  const first = await sell(s, { sku: "FIRST", stock: 20 });
  const second = await sell(s, { sku: "SECOND", stock: 20 });
  await reserve(s, "chk_1", { variantId: first.variantId, quantity: 12 }, ada);
  expect(await reserve(s, "chk_2", { variantId: second.variantId, quantity: 12 }, ada)).toMatchObject({
    outcome: "reserved",
  });
  await callPeer(s.peer, contract.release, { checkoutId: "chk_1" });
  expect(await reserve(s, "chk_3", { variantId: first.variantId, quantity: 12 }, ada)).toMatchObject({
    outcome: "reserved",
  });
  await callPeer(s.peer, contract.commit, { checkoutId: "chk_3" });
  expect(await reserve(s, "chk_4", { variantId: first.variantId, quantity: 8 }, ada)).toMatchObject({
    outcome: "reserved",
  });
});

test("guests and unverified accounts of one network share its limit, and a verified account does not", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "HOME", stock: 18 });
  await reserve(s, "chk_1", { variantId, quantity: 2 }, { network: "one" });
  const eve = { userId: "user_eve", network: "one" };
  expect(await reserve(s, "chk_2", { variantId, quantity: 2 }, eve)).toEqual(limited(variantId, 2, 1));
  expect(await reserve(s, "chk_3", { variantId, quantity: 1 }, eve)).toMatchObject({ outcome: "reserved" });
  expect(await reserve(s, "chk_4", { variantId, quantity: 12 }, ada)).toMatchObject({ outcome: "reserved" });
  expect(await reserve(s, "chk_5", { variantId, quantity: 1 }, { network: "one" })).toEqual(limited(variantId, 1, 0));
});

test.each(["released", "overdue"])(
  "for a day after a reservation of it was %s a network holds half for half the time, and others all",
  async (end) => {
    const s = await shop();
    const { variantId } = await sell(s, { sku: "AGAIN", stock: 60 });
    expect(await reserve(s, "chk_1", { variantId, quantity: 1 }, { network: "one" })).toMatchObject({
      expiresAt: noon + 15 * minute,
      isShortened: false,
    });
    if (end === "released") await callPeer(s.peer, contract.release, { checkoutId: "chk_1" });
    else {
      await s.runtime.advance(26 * minute);
      await s.service.runJobsOnce();
    }
    const ended = s.runtime.now();
    const later = (quantity: number, network: string, id: string) =>
      reserve(s, id, { variantId, quantity, expiresAt: s.runtime.now() + 10 * minute }, { network });
    expect(await later(7, "one", "chk_2")).toEqual(limited(variantId, 7, 6));
    expect(await later(6, "one", "chk_3")).toMatchObject({ expiresAt: ended + 5 * minute, isShortened: true });
    expect(await later(12, "two", "chk_4")).toMatchObject({ expiresAt: ended + 10 * minute, isShortened: false });
    await callPeer(s.peer, contract.commit, { checkoutId: "chk_3" });
    await callPeer(s.peer, contract.commit, { checkoutId: "chk_4" });
    await s.runtime.advance(day);
    expect(await later(8, "one", "chk_5")).toMatchObject({ isShortened: false });
  },
);

test("a repeated request is answered as the first one, also when its network has changed meanwhile", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "TWICE", stock: 60 });
  const ask = (id: string) => reserve(s, id, { variantId, quantity: 1 }, { network: "one" });
  const first = await ask("chk_1");
  await ask("chk_2");
  await callPeer(s.peer, contract.release, { checkoutId: "chk_2" });
  const shortened = await ask("chk_3");
  expect([first, shortened]).toMatchObject([{ isShortened: false }, { isShortened: true }]);
  expect(await ask("chk_1")).toEqual(first);
  await s.runtime.advance(day);
  expect(await ask("chk_3")).toEqual(shortened);
});

test("goods that are not counted hold nothing, so a network that leaves them is not halved", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "COUNTED", stock: 60 });
  const digital = await sell(s, { sku: "DIGITAL", tracked: false });
  await reserve(s, "chk_1", { variantId: digital.variantId, quantity: 1 }, { network: "one" });
  await callPeer(s.peer, contract.release, { checkoutId: "chk_1" });
  expect(await reserve(s, "chk_2", { variantId, quantity: 12 }, { network: "one" })).toMatchObject({
    outcome: "reserved",
    isShortened: false,
  });
});

test("a guest of unknown network is counted by cart", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "UNKNOWN", stock: 24 });
  await reserve(s, "chk_1", { variantId, quantity: 10 }, { cartId: "cart_1" });
  expect(await reserve(s, "chk_2", { variantId, quantity: 3 }, { cartId: "cart_1" })).toEqual(limited(variantId, 3, 2));
  expect(await reserve(s, "chk_3", { variantId, quantity: 12 }, { cartId: "cart_2" })).toMatchObject({
    outcome: "reserved",
  });
});

test("a reservation that was paid halves nothing, and half of the minimum is one unit", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "PAID", stock: 6 });
  await reserve(s, "chk_1", { variantId, quantity: 1 }, { network: "one" });
  await callPeer(s.peer, contract.commit, { checkoutId: "chk_1" });
  expect(await reserve(s, "chk_2", { variantId, quantity: 2 }, { network: "one" })).toMatchObject({
    outcome: "reserved",
  });
  await callPeer(s.peer, contract.release, { checkoutId: "chk_2" });
  expect(await reserve(s, "chk_3", { variantId, quantity: 2 }, { network: "one" })).toEqual(limited(variantId, 2, 1));
});

test("half of one unit is one unit", async () => {
  const s = await shop();
  await setReservationLimits(s, { guestPercent: 0, guestMinimum: 1 });
  const { variantId } = await sell(s, { sku: "ONE", stock: 20 });
  await reserve(s, "chk_1", { variantId, quantity: 1 }, guest);
  await callPeer(s.peer, contract.release, { checkoutId: "chk_1" });
  expect(await reserve(s, "chk_2", { variantId, quantity: 1 }, guest)).toMatchObject({ isShortened: true });
});

test("the numbers are settings of the shop, and each refusal counts in the metrics", async () => {
  const s = await shop();
  await setReservationLimits(s, { accountUnits: 2, accountPercent: 1, guestPercent: 100, guestMaximum: 90 });
  const { variantId } = await sell(s, { sku: "SET", stock: 100 });
  expect(await reserve(s, "chk_1", { variantId, quantity: 3 }, ada)).toEqual(limited(variantId, 3, 2));
  expect(await reserve(s, "chk_2", { variantId, quantity: 91 }, { network: "one" })).toEqual(
    limited(variantId, 91, 90),
  );
  expect(await metricsOf(s, "hansa_limit_refusals_total{")).toEqual([
    'hansa_limit_refusals_total{limit="products_reservations_account"} 1',
    'hansa_limit_refusals_total{limit="products_reservations_network"} 1',
  ]);
});
