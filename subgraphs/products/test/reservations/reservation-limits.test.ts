/** Reservation limits: the share of a variant's stock that one account, or the guests of one network, may reserve. */
import { products as contract } from "@hansa/contracts/products";
import { callPeer } from "@hansa/kit/rpc/peers";
import { expect, test } from "vitest";
import { noon, type Shop, sell, shop } from "../support/shop.ts";

const minute = 60_000;
type Buyer = { userId?: string; network?: string; cartId?: string };
type Line = { variantId: string; quantity: number };

function reserve({ peer }: Shop, checkoutId: string, { variantId, quantity }: Line, buyer: Buyer) {
  return callPeer(peer, contract.reserve, {
    checkoutId,
    cartId: buyer.cartId ?? `cart_of_${checkoutId}`,
    userId: buyer.userId ?? null,
    network: buyer.network ?? null,
    currency: "EUR",
    expiresAt: noon + 15 * minute,
    lines: [{ variantId, quantity, expectedPriceMinor: 1_000 }],
  });
}

const limited = (variantId: string, wanted: number, available: number) => ({
  outcome: "reservationLimit",
  lines: [{ variantId, wanted, available }],
});

test.each([
  { stock: 100, buyer: { userId: "user_ada" }, most: 10 },
  { stock: 1_000, buyer: { userId: "user_ada" }, most: 50 },
  { stock: 1_019, buyer: { userId: "user_ada" }, most: 50 },
  { stock: 60, buyer: { network: "one" }, most: 20 },
  { stock: 500, buyer: { network: "one" }, most: 100 },
  { stock: 100, buyer: { cartId: "cart_1" }, most: 10 },
])("of $stock units on hand $buyer reserves $most and not one more", async ({ stock, buyer, most }) => {
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
  const answers = await Promise.all(
    Array.from({ length: 30 }, (_, n) => reserve(s, `chk_${n}`, { variantId, quantity: 1 }, { network: "one" })),
  );
  expect(answers.filter(({ outcome }) => outcome === "reserved")).toHaveLength(20);
});

test("a share is counted per variant, and is free again when a reservation ends", async () => {
  const s = await shop();
  const first = await sell(s, { sku: "FIRST", stock: 50 });
  const second = await sell(s, { sku: "SECOND", stock: 50 });
  const ada = { userId: "user_ada" };
  await reserve(s, "chk_1", { variantId: first.variantId, quantity: 10 }, ada);
  expect(await reserve(s, "chk_2", { variantId: second.variantId, quantity: 10 }, ada)).toMatchObject({
    outcome: "reserved",
  });
  await callPeer(s.peer, contract.release, { checkoutId: "chk_1" });
  expect(await reserve(s, "chk_3", { variantId: first.variantId, quantity: 10 }, ada)).toMatchObject({
    outcome: "reserved",
  });
  await callPeer(s.peer, contract.commit, { checkoutId: "chk_3" });
  expect(await reserve(s, "chk_4", { variantId: first.variantId, quantity: 10 }, ada)).toMatchObject({
    outcome: "reserved",
  });
});

test("a customer's network is not counted, so that guests of the same household are not limited by it", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "HOME", stock: 100 });
  await reserve(s, "chk_1", { variantId, quantity: 20 }, { network: "one" });
  expect(await reserve(s, "chk_2", { variantId, quantity: 10 }, { network: "one", userId: "user_ada" })).toMatchObject({
    outcome: "reserved",
  });
  await callPeer(s.peer, contract.release, { checkoutId: "chk_1" });
  expect(await reserve(s, "chk_3", { variantId, quantity: 20 }, { network: "one" })).toMatchObject({
    outcome: "reserved",
  });
});

test("the shares are settings, and 100 percent is no limit", async () => {
  const s = await shop({
    HANSA_RESERVATION_ACCOUNT_UNITS: "2",
    HANSA_RESERVATION_ACCOUNT_PERCENT: "1",
    HANSA_RESERVATION_NETWORK_PERCENT: "100",
  });
  const { variantId } = await sell(s, { sku: "SET", stock: 100 });
  expect(await reserve(s, "chk_1", { variantId, quantity: 3 }, { userId: "user_ada" })).toEqual(
    limited(variantId, 3, 2),
  );
  expect(await reserve(s, "chk_2", { variantId, quantity: 100 }, { network: "one" })).toMatchObject({
    outcome: "reserved",
  });
});

test("the network is kept only while the reservation is live", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "FORGOTTEN", stock: 100 });
  for (const id of ["chk_1", "chk_2", "chk_3"]) await reserve(s, id, { variantId, quantity: 1 }, { network: "one" });
  await callPeer(s.peer, contract.release, { checkoutId: "chk_1" });
  await callPeer(s.peer, contract.commit, { checkoutId: "chk_2" });
  expect(s.rows("SELECT checkout_id, network FROM reservations ORDER BY checkout_id")).toEqual([
    { checkout_id: "chk_1", network: null },
    { checkout_id: "chk_2", network: null },
    { checkout_id: "chk_3", network: "one" },
  ]);
});
