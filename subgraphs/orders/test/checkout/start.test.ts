/** Start of a checkout: prices and stock are checked and reserved once, or nothing is reserved. */
import { expect, test } from "vitest";
import { change, present, seeCart, seeCheckout } from "../support/mutations.ts";
import { begin, cartWith, start } from "../support/purchase.ts";
import { ada, minute, noon, shop, stockLevelOf } from "../support/shop.ts";

test("starting reserves the goods for 15 minutes and freezes the totals", async () => {
  const s = await shop();
  const { variantId } = await s.products.sell();
  const cart = await cartWith(s, [{ variantId, quantity: 2 }]);
  const response = await start(s, cart.id, {}, { email: " Ada@Example.com " });
  expect(response).toMatchObject({
    __typename: "CheckoutStarted",
    checkout: {
      state: "OPEN",
      reservedUntil: new Date(noon + 15 * minute).toISOString(),
      email: null,
      missing: ["SHIPPING_ADDRESS", "SHIPPING_METHOD"],
      shippingOptions: [],
      selectedShipping: null,
      order: null,
      totals: { total: { minor: 2_000 }, tax: { minor: 319 } },
      cart: { id: cart.id, version: 1, state: "OPEN" },
    },
  });
  expect(await stockLevelOf(s, variantId)).toEqual({ onHand: 10, reserved: 2 });
  await s.products.price(variantId, 3_000);
  expect(await seeCheckout(s, present(response.checkout).id)).toMatchObject({
    email: "ada@example.com",
    totals: { total: { minor: 2_000 } },
  });
});

test("starting again returns the active checkout and reserves nothing more", async () => {
  const s = await shop();
  const { cartId, checkoutId, variantId } = await begin(s);
  expect(await start(s, cartId)).toMatchObject({ __typename: "CheckoutStarted", checkout: { id: checkoutId } });
  expect(await stockLevelOf(s, variantId)).toEqual({ onHand: 10, reserved: 1 });
});

test("twenty concurrent starts make one checkout and one reservation", async () => {
  const s = await shop();
  const { variantId } = await s.products.sell();
  const { id } = await cartWith(s, [{ variantId, quantity: 3 }]);
  const responses = await Promise.all(Array.from({ length: 20 }, () => start(s, id)));
  expect(new Set(responses.map((response) => present(response.checkout).id)).size).toBe(1);
  expect(await stockLevelOf(s, variantId)).toEqual({ onHand: 10, reserved: 3 });
});

test("an empty cart cannot be bought", async () => {
  const s = await shop();
  const cart = await cartWith(s, []);
  expect(await start(s, cart.id)).toMatchObject({ __typename: "CartEmptyError", cart: { id: cart.id } });
});

test("a stale version reserves nothing", async () => {
  const s = await shop();
  const { variantId } = await s.products.sell();
  const cart = await cartWith(s, [{ variantId, quantity: 1 }]);
  await change(s, "cartLinesAdd", { cartId: cart.id, lines: [{ variantId, quantity: 1 }] });
  expect(await start(s, cart.id, {}, { expectedVersion: 1 })).toMatchObject({
    __typename: "CartConflictError",
    current: { version: 2, totalQuantity: 2 },
  });
  expect(await stockLevelOf(s, variantId)).toEqual({ onHand: 10, reserved: 0 });
});

test.each(["ada", "", "a@b", `${"a".repeat(250)}@example.com`])("%j is not an e-mail address", async (email) => {
  const s = await shop();
  const { variantId } = await s.products.sell();
  const cart = await cartWith(s, [{ variantId, quantity: 1 }]);
  expect(await start(s, cart.id, {}, { email })).toMatchObject({
    __typename: "ValidationError",
    problems: [{ path: ["input", "email"], code: "FORMAT" }],
  });
});

test("a domain with other letters is stored as mail servers know it, and such letters before the @ are refused with the reason", async () => {
  const s = await shop();
  const { variantId } = await s.products.sell();
  const cart = await cartWith(s, [{ variantId, quantity: 1 }]);
  expect(await start(s, cart.id, {}, { email: "jörg@example.com" })).toMatchObject({
    __typename: "ValidationError",
    problems: [{ path: ["input", "email"], code: "LOCAL_PART" }],
  });
  const { checkout } = await start(s, cart.id, {}, { email: "Kunde@Müller.example" });
  const seen = await seeCheckout(s, present(checkout).id, { guest: [present(checkout).id] });
  expect(seen).toMatchObject({ email: "kunde@xn--mller-kva.example" });
});

test("a customer's saved address is used, and while users is down an address is required", async () => {
  const s = await shop();
  s.users.people.set("user_ada", { email: "Ada@Example.com", addresses: {} });
  const { variantId } = await s.products.sell();
  const first = await cartWith(s, [{ variantId, quantity: 1 }], { viewer: ada });
  expect((await start(s, first.id, { viewer: ada })).checkout).toMatchObject({ email: "ada@example.com" });
  s.transport.dropRequests("users");
  const second = await cartWith(s, [{ variantId, quantity: 1 }], { viewer: ada });
  const { checkout } = await start(s, second.id, { viewer: ada });
  expect(checkout).toMatchObject({ email: null, missing: ["EMAIL", "SHIPPING_ADDRESS", "SHIPPING_METHOD"] });
});

test("a changed price is refused with old and new price, updates the cart and reserves nothing", async () => {
  const s = await shop();
  const [dearer, same] = [await s.products.sell(), await s.products.sell()];
  const lines = [dearer, same].map(({ variantId }) => ({ variantId, quantity: 1 }));
  const cart = await cartWith(s, lines);
  await s.products.price(dearer.variantId, 1_200);
  expect(await start(s, cart.id)).toMatchObject({
    __typename: "PriceChangedError",
    cart: { version: 2, lines: [{ unitPrice: { minor: 1_200 } }, { unitPrice: { minor: 1_000 } }] },
    changes: [{ line: { id: present(cart.lines[0]).id, unitPrice: { minor: 1_200 } }, was: { minor: 1_000 } }],
  });
  expect(s.transport.requests).not.toContain("products.reserve");
  expect(await stockLevelOf(s, dearer.variantId)).toEqual({ onHand: 10, reserved: 0 });
  expect(await start(s, cart.id)).toMatchObject({
    __typename: "CheckoutStarted",
    checkout: { totals: { total: { minor: 2_200 } } },
  });
});

test("a price of the buyer's own is no input, and nothing is done", async () => {
  const s = await shop();
  const { variantId } = await s.products.sell();
  const cart = await cartWith(s, [{ variantId, quantity: 1 }]);
  const money = { minor: 1, currency: "EUR" };
  const codeOf = async (field: string, type: string, input: object) => {
    const { errors } = await s.query(`mutation ($input: ${type}!) { ${field}(input: $input) { __typename } }`, {
      input,
    });
    return errors?.[0]?.extensions?.code;
  };
  const lines = [{ variantId, quantity: 1, unitPrice: money }];
  expect(await codeOf("cartLinesAdd", "CartLinesAddInput", { cartId: cart.id, lines })).toBe("BAD_USER_INPUT");
  const complete = { checkoutId: "chk_1", idempotencyKey: "key of a buyer", total: money };
  expect(await codeOf("checkoutComplete", "CheckoutCompleteInput", complete)).toBe("BAD_USER_INPUT");
  expect(await seeCart(s, cart.id)).toMatchObject({ version: cart.version, totalQuantity: 1 });
});

test("a line added while prices are requested is not treated as unavailable", async () => {
  const s = await shop();
  const [first, late] = [await s.products.sell(), await s.products.sell()];
  const cart = await cartWith(s, [{ variantId: first.variantId, quantity: 1 }]);
  s.transport.before("products.quote", () =>
    change(s, "cartLinesAdd", { cartId: cart.id, lines: [{ variantId: late.variantId, quantity: 1 }] }),
  );
  expect(await start(s, cart.id)).toMatchObject({ __typename: "CartConflictError", current: { totalQuantity: 2 } });
});

test("withdrawn goods are named, before the reservation and during it", async () => {
  const s = await shop();
  const [first, second] = [await s.products.sell(), await s.products.sell()];
  const cart = await cartWith(
    s,
    [first, second].map(({ variantId }) => ({ variantId, quantity: 1 })),
  );
  s.transport.before("products.reserve", () => s.products.withdraw(first));
  const refused = { __typename: "VariantNotSoldError", variantIds: [first.variantId], currency: "EUR" };
  expect(await start(s, cart.id)).toMatchObject(refused);
  expect(await start(s, cart.id)).toMatchObject(refused);
  expect(await stockLevelOf(s, second.variantId)).toEqual({ onHand: 10, reserved: 0 });
});

test("unavailable goods are named with their remaining units, nothing is reserved, and the cart is unchanged", async () => {
  const s = await shop();
  const { variantId } = await s.products.sell({ stock: 3 });
  const cart = await cartWith(s, [{ variantId, quantity: 3 }]);
  await s.products.receive(variantId, -1);
  expect(await start(s, cart.id)).toMatchObject({
    __typename: "OutOfStockError",
    lines: [{ variantId, sku: "THING-1", title: "Thing 1", wanted: 3, available: 2 }],
  });
  expect(await stockLevelOf(s, variantId)).toEqual({ onHand: 2, reserved: 0 });
  expect(await seeCart(s, cart.id)).toMatchObject({ version: 1, checkout: null, totalQuantity: 3 });
});

test("a reservation above the limit of one visitor is refused, and succeeds with fewer units", async () => {
  const s = await shop({ reservationLimits: { cartUnits: 5 } });
  const { variantId } = await s.products.sell();
  const cart = await cartWith(s, [{ variantId, quantity: 6 }]);
  expect(await start(s, cart.id)).toMatchObject({ __typename: "ReservedUnitsLimitError", maximum: 5 });
  const lines = [{ lineId: present(cart.lines[0]).id, quantity: 5 }];
  await change(s, "cartLinesUpdate", { cartId: cart.id, lines });
  expect(await start(s, cart.id)).toMatchObject({ __typename: "CheckoutStarted" });
});

test("all carts of a customer count together for the limit", async () => {
  const s = await shop({ reservationLimits: { cartUnits: 5 } });
  await begin(s, {}, { viewer: ada }, 3);
  const { variantId } = await s.products.sell();
  const second = await cartWith(s, [{ variantId, quantity: 3 }], { viewer: ada });
  expect(await start(s, second.id, { viewer: ada })).toMatchObject({ __typename: "ReservedUnitsLimitError" });
});

test("a closed cart cannot be bought", async () => {
  const s = await shop();
  const { id } = await cartWith(s, []);
  await s.corruptStore(`UPDATE carts SET state = 'CLOSED' WHERE id = '${id}'`);
  expect(await start(s, id)).toMatchObject({ __typename: "CartClosedError" });
  expect(await change(s, "cartLinesRemove", { cartId: id, lineIds: [] })).toMatchObject({
    __typename: "CartClosedError",
  });
});
