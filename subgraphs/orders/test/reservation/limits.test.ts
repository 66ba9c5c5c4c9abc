/** Limits of reservations: by account and network, and a shorter duration for guests without an e-mail address. */
import { expect, test } from "vitest";
import { z } from "zod";
import { change, seeCheckout } from "../support/mutations.ts";
import { begin, cartWith, fillIn, start } from "../support/purchase.ts";
import { ada, minute, noon, shop, stockLevelOf } from "../support/shop.ts";

const at = (address: string) => ({ from: { address, agent: null } });
const later = (minutes: number) => new Date(noon + minutes * minute).toISOString();

test("guests of one IPv6 /64 reserve twenty units together, and are told the available units", async () => {
  const s = await shop();
  const { variantId } = await s.products.sell({ stock: 200 });
  const responses: unknown[] = [];
  for (const address of ["2001:db8:1:2::1", "2001:db8:1:2:ffff::2", "2001:db8:1:2:a::3"]) {
    const cart = await cartWith(s, [{ variantId, quantity: 8 }], at(address));
    responses.push(await start(s, cart.id, at(address)));
  }
  expect(responses).toMatchObject([
    { __typename: "CheckoutStarted" },
    { __typename: "CheckoutStarted" },
    {
      __typename: "ReservationLimitError",
      code: "RESERVATION_LIMIT",
      lines: [{ variantId, sku: "THING-1", title: "Thing 1", wanted: 8, available: 4 }],
    },
  ]);
  expect(await stockLevelOf(s, variantId)).toEqual({ onHand: 200, reserved: 16 });
  const otherNetwork = at("2001:db8:1:3::1");
  const cart = await cartWith(s, [{ variantId, quantity: 20 }], otherNetwork);
  expect(await start(s, cart.id, otherNetwork)).toMatchObject({ __typename: "CheckoutStarted" });
});

/** Starts checkouts of one unit each, by guests of these addresses, and returns the last response. */
async function startAll(s: Awaited<ReturnType<typeof shop>>, addresses: readonly string[]) {
  const { variantId } = await s.products.sell({ stock: 60 });
  let last: Awaited<ReturnType<typeof start>> | undefined;
  for (const address of addresses) {
    const cart = await cartWith(s, [{ variantId, quantity: 1 }], at(address));
    last = await start(s, cart.id, at(address));
  }
  return last;
}
const thirty = (address: string) => Array.from({ length: 30 }, () => address);

test.each(["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])(
  "in development guests whose operations come from this machine (%s) are not one network, in production they are",
  async (address) => {
    const s = await shop();
    expect(await startAll(s, thirty(address))).toMatchObject({ __typename: "CheckoutStarted" });
    s.running.service.deps.production = true;
    expect(await startAll(s, thirty(address))).toMatchObject({ __typename: "ReservationLimitError" });
  },
);

test("in development the refusal of a network names the setting, and in production it does not", async () => {
  const s = await shop();
  const message = "One buyer may reserve only a share of the stock of a variant.";
  const refused = await startAll(s, thirty("192.0.2.7"));
  expect(refused).toMatchObject({ __typename: "ReservationLimitError" });
  expect(refused?.message).toContain("HANSA_TRUST_PROXY");
  s.running.service.deps.production = true;
  expect(await startAll(s, thirty("192.0.2.7"))).toMatchObject({ __typename: "ReservationLimitError", message });
});

test("the refusal of an account names no setting", async () => {
  const s = await shop();
  s.users.people.set("user_ada", { email: "ada@example.com", addresses: {} });
  const { variantId } = await s.products.sell({ stock: 20 });
  const cart = await cartWith(s, [{ variantId, quantity: 13 }], { viewer: ada });
  const refused = await start(s, cart.id, { viewer: ada, ...at("192.0.2.1") });
  expect(refused).toMatchObject({ __typename: "ReservationLimitError" });
  expect(refused.message).not.toContain("HANSA_TRUST_PROXY");
});

test("a customer whose address is not verified counts with the guests of the network", async () => {
  const s = await shop();
  s.users.people.set("user_ada", { email: "ada@example.com", isVerified: false, addresses: {} });
  const { variantId } = await s.products.sell({ stock: 20 });
  const cart = await cartWith(s, [{ variantId, quantity: 5 }], { viewer: ada });
  expect(await start(s, cart.id, { viewer: ada, ...at("192.0.2.1") })).toMatchObject({
    __typename: "ReservationLimitError",
    lines: [{ variantId, wanted: 5, available: 4 }],
  });
});

test("after a checkout of the network has ended unpaid the next one lasts half as long, also when it is extended", async () => {
  const s = await shop();
  const { checkoutId } = await begin(s, {}, at("192.0.2.7"));
  await s.runtime.advance(5 * minute + 1);
  await s.work();
  expect(await seeCheckout(s, checkoutId)).toMatchObject({ state: "EXPIRED" });
  const startedAt = s.runtime.now();
  const after = (ms: number) => new Date(startedAt + ms).toISOString();
  const { variantId } = await s.products.sell({ stock: 20 });
  const cart = await cartWith(s, [{ variantId, quantity: 1 }], at("192.0.2.7"));
  const next = await start(s, cart.id, at("192.0.2.7"));
  expect(next.checkout?.reservedUntil).toBe(after(2.5 * minute));
  const { id } = z.object({ id: z.string() }).parse(next.checkout);
  expect((await fillIn(s, id)).checkout?.reservedUntil).toBe(after(7.5 * minute));
});

test("an account reserves a share from any network", async () => {
  const s = await shop();
  s.users.people.set("user_ada", { email: "ada@example.com", addresses: {} });
  const { variantId } = await s.products.sell({ stock: 20 });
  const first = await cartWith(s, [{ variantId, quantity: 12 }], { viewer: ada });
  const second = await cartWith(s, [{ variantId, quantity: 1 }], { viewer: ada });
  await start(s, first.id, { viewer: ada, ...at("192.0.2.1") });
  expect(await start(s, second.id, { viewer: ada, ...at("192.0.2.2") })).toMatchObject({
    __typename: "ReservationLimitError",
    lines: [{ variantId, wanted: 1, available: 0 }],
  });
});

test("a guest without an e-mail address has a reservation of 5 minutes, and steps do not extend it", async () => {
  const s = await shop();
  const { checkoutId, variantId } = await begin(s);
  expect(await seeCheckout(s, checkoutId)).toMatchObject({ reservedUntil: later(5) });
  await s.runtime.advance(4 * minute);
  expect((await change(s, "checkoutUpdate", { checkoutId })).checkout?.reservedUntil).toBe(later(5));
  await s.runtime.advance(minute + 1);
  await s.work();
  expect(await seeCheckout(s, checkoutId)).toMatchObject({ state: "EXPIRED" });
  expect(await stockLevelOf(s, variantId)).toEqual({ onHand: 10, reserved: 0 });
});

test("the reservation has its usual duration once there is an e-mail address", async () => {
  const s = await shop();
  const { checkoutId } = await begin(s);
  await s.runtime.advance(2 * minute);
  expect((await fillIn(s, checkoutId)).checkout?.reservedUntil).toBe(later(17));
  const { variantId } = await s.products.sell();
  const cart = await cartWith(s, [{ variantId, quantity: 1 }]);
  expect((await start(s, cart.id, {}, { email: "ada@example.com" })).checkout?.reservedUntil).toBe(later(17));
});

test("neither store keeps the address of a guest", async () => {
  const s = await shop();
  await begin(s, {}, at("192.0.2.77"));
  const stored = JSON.stringify([
    await s.rows("SELECT * FROM checkouts"),
    await s.products.rows("SELECT * FROM reservations"),
  ]);
  expect(stored).toContain('"network":"');
  expect(stored).not.toContain("192.0.2.77");
});
