/** Orders: access by id, number and token, and fields that never change. */
import { expect, test } from "vitest";
import { change, present, seeCheckout } from "../support/mutations.ts";
import { bought, complete, paid } from "../support/purchase.ts";
import { ada, bob, minute, noon, type Sender, type Shop, shop, support } from "../support/shop.ts";

async function see(
  s: Shop,
  args: { id?: string; number?: string; guestToken?: string },
  sender: Sender = {},
): Promise<unknown> {
  const text = `query ($id: ID, $number: String, $guestToken: String) {
    order(id: $id, number: $number, guestToken: $guestToken) { id email }
  }`;
  const response = await s.query(text, args, sender);
  if (response.errors) throw new Error(String(response.errors[0]?.extensions?.code));
  return response.data?.order;
}

async function refer(s: Shop, refs: Record<string, string>[], sender: Sender = {}): Promise<unknown> {
  const text = `query ($refs: [_Any!]!) {
    _entities(representations: $refs) {
      ... on Order { email } ... on Checkout { email } ... on Cart { version } ... on CartLine { quantity }
    }
  }`;
  return (await s.query(text, { refs }, sender)).data?._entities;
}

test("a customer's order is visible to that customer and to staff, by id and by number", async () => {
  const s = await shop();
  const { orderId, number, checkoutId } = await bought(s, { viewer: ada });
  const own = { id: orderId, email: "ada@example.com" };
  for (const sender of [{ viewer: ada }, { viewer: support }]) {
    expect(await see(s, { id: orderId }, sender)).toEqual(own);
    expect(await see(s, { number }, sender)).toEqual(own);
  }
  for (const sender of [{}, { viewer: bob }, { guest: [checkoutId] }, { viewer: bob, guest: [checkoutId] }]) {
    expect(await see(s, { id: orderId }, sender)).toBeNull();
    expect(await see(s, { number }, sender)).toBeNull();
  }
});

test("a guest's order is visible with its token or its checkout's id, in the argument or the header", async () => {
  const s = await shop();
  const { orderId, number, guestToken, checkoutId } = await bought(s);
  const own = { id: orderId, email: "ada@example.com" };
  expect(await see(s, { id: orderId, guestToken })).toEqual(own);
  expect(await see(s, { number, guestToken })).toEqual(own);
  expect(await see(s, { number }, { guest: ["something else", guestToken] })).toEqual(own);
  expect(await see(s, { number }, { guest: [checkoutId] })).toEqual(own);
  expect(await see(s, { id: orderId }, { viewer: bob, guest: [guestToken] })).toEqual(own);
  expect(await see(s, { id: orderId }, { viewer: support })).toEqual(own);
});

test("a wrong token, another order's token and no token show nothing", async () => {
  const s = await shop();
  const { orderId, number, guestToken, checkoutId, cartId } = await bought(s);
  const other = await bought(s);
  for (const token of ["", "x", guestToken.slice(1), `${guestToken}x`, other.guestToken, orderId, cartId, checkoutId]) {
    expect(await see(s, { number, guestToken: token })).toBeNull();
  }
  expect(await see(s, { id: orderId })).toBeNull();
  expect(await see(s, { id: orderId }, { guest: [other.checkoutId, other.guestToken, "", orderId] })).toBeNull();
  expect(await see(s, { id: "ord_none", guestToken })).toBeNull();
  expect(await see(s, { number: "1", guestToken })).toBeNull();
});

test("a customer's order has no guest token", async () => {
  const s = await shop();
  const guests = await bought(s);
  await s.corruptStore(`UPDATE orders SET customer_id = 'user_ada' WHERE id = '${guests.orderId}'`);
  expect(await see(s, { id: guests.orderId, guestToken: guests.guestToken })).toBeNull();
});

test.each([[{}], [{ id: "ord_1", number: "1" }], [{ id: "", number: "" }]])(
  "%j is not exactly one of id and number",
  async (args) => {
    const s = await shop();
    await expect(see(s, args, { viewer: support })).rejects.toThrow("BAD_USER_INPUT");
  },
);

test("references expose no other person's order, checkout, cart or line, by any key", async () => {
  const s = await shop();
  const { orderId, number, checkoutId, cartId } = await bought(s, { viewer: ada });
  const [line] = await s.rows(`SELECT id FROM cart_lines WHERE cart_id = '${cartId}'`);
  const refs = [
    { __typename: "Order", id: orderId },
    { __typename: "Order", number },
    { __typename: "Checkout", id: checkoutId },
    { __typename: "Cart", id: cartId },
    { __typename: "CartLine", ...Object(line) },
  ];
  for (const sender of [{}, { viewer: bob }, { guest: [checkoutId, orderId] }])
    expect(await refer(s, refs, sender)).toEqual([null, null, null, null, null]);
  const { email } = { email: "ada@example.com" };
  expect(await refer(s, refs, { viewer: ada })).toEqual([
    { email },
    { email },
    { email },
    { version: 2 },
    { quantity: 1 },
  ]);
});

test("an order keeps its copied data after changes of product, price and tax", async () => {
  const s = await shop();
  const purchase = await bought(s, { viewer: ada });
  const text = `query ($id: ID!) { order(id: $id) { lines { title unitPrice { minor } } totals { total { minor } tax { minor } } } }`;
  const before = (await s.query(text, { id: purchase.orderId }, { viewer: ada })).data;
  await s.products.price(purchase.variantId, 9_999);
  await s.products.withdraw(purchase);
  await s.corruptStore("UPDATE tax_rates SET rate = 1");
  s.transport.dropRequests("products");
  expect((await s.query(text, { id: purchase.orderId }, { viewer: ada })).data).toEqual(before);
});

test("a note is visible to staff only, after the earlier ones", async () => {
  const s = await shop();
  const { orderId } = await bought(s, { viewer: ada });
  const note = (text: string) => change(s, "orderNoteAdd", { orderId, text }, { viewer: support });
  await note(" Called back. ");
  await s.runtime.advance(minute);
  expect(await note("Wrapped.")).toMatchObject({
    __typename: "OrderNoteAdded",
    order: { notes: [{ text: "Called back.", author: { id: "user_support" } }, { text: "Wrapped." }] },
  });
  const response = await s.query(
    `query ($id: ID!) { order(id: $id) { id notes { text } } }`,
    { id: orderId },
    { viewer: ada },
  );
  expect(response.data).toEqual({ order: { id: orderId, notes: null } });
  expect(response.errors?.[0]?.extensions?.code).toBe("FORBIDDEN");
});

test.each(["", "   ", "x".repeat(2_001)])("a note has 1 to 2000 characters", async (text) => {
  const s = await shop();
  expect(await change(s, "orderNoteAdd", { orderId: "ord_1", text }, { viewer: support })).toMatchObject({
    __typename: "ValidationError",
    problems: [{ path: ["input", "text"], code: text.length > 2_000 ? "TOO_LONG" : "LENGTH" }],
  });
});

test("a note about an unknown order is not found", async () => {
  const s = await shop();
  const input = { orderId: "ord_none", text: "Hello." };
  expect(await change(s, "orderNoteAdd", input, { viewer: support })).toMatchObject({
    __typename: "NotFoundError",
    path: ["input", "orderId"],
  });
});

test("the timeline shows customers the events, and staff their actors too", async () => {
  const s = await shop();
  const { orderId } = await bought(s, { viewer: ada });
  const text = `query ($id: ID!) { order(id: $id) { timeline { kind at actorUser { id } } } }`;
  const at = new Date(noon).toISOString();
  expect((await s.query(text, { id: orderId }, { viewer: support })).data).toEqual({
    order: {
      timeline: [
        { kind: "PLACED", at, actorUser: { id: "user_ada" } },
        { kind: "PAYMENT_CAPTURED", at, actorUser: null },
        { kind: "CONFIRMED", at, actorUser: null },
      ],
    },
  });
  const asCustomer = await s.query(text, { id: orderId }, { viewer: ada });
  expect(asCustomer.data).toMatchObject({ order: { timeline: [{ kind: "PLACED", actorUser: null }, {}, {}] } });
  expect(asCustomer.errors?.map((error) => error.extensions?.code)).toEqual(["FORBIDDEN", "FORBIDDEN", "FORBIDDEN"]);
});

test.each([
  ["UPDATE order_events SET summary = 'x'", "append only"],
  ["DELETE FROM order_events", "append only"],
  ["UPDATE orders SET total_minor = total_minor + 1", /check constraint/i],
  ["UPDATE order_lines SET line_total_minor = 1", /check constraint/i],
  ["UPDATE cart_lines SET quantity = 0", /check constraint/i],
])("the store itself refuses %s", async (statement, reason) => {
  const s = await shop();
  await bought(s);
  await expect(s.corruptStore(statement)).rejects.toThrow(reason);
});

test("the store itself refuses a second active checkout of a cart", async () => {
  const s = await shop();
  const { checkoutId } = await bought(s);
  const columns =
    "cart_id,owner_id,version,reserved,released,reopening,reserved_until,currency,email,shipping_address,billing_address,shipping,subtotal_minor,shipping_minor,tax_minor,total_minor,tax_included,tax_parts,priced_at,started_at,discount_minor,shipping_discount_minor,promotions,discounts";
  const copy = (id: string) =>
    s.corruptStore(
      `INSERT INTO checkouts (id, state, ${columns}) SELECT '${id}', 'OPEN', ${columns} FROM checkouts WHERE id = '${checkoutId}'`,
    );
  await copy("chk_second");
  await expect(copy("chk_third")).rejects.toThrow(/unique constraint/i);
});

test("order numbers are consecutive; so are invoice numbers, and only confirmed orders have one", async () => {
  const s = await shop();
  await bought(s);
  const cancelled = await paid(s);
  s.payments.captures.push({ outcome: "refused", reason: "blocked" });
  await complete(s, cancelled.checkoutId);
  const many = [await paid(s), await paid(s), await paid(s)];
  await Promise.all(many.map(({ checkoutId }) => complete(s, checkoutId)));
  const rows = await s.rows("SELECT number, invoice_number AS invoice, state FROM orders ORDER BY number");
  const numbers = rows.map((row) => String(Object(row).number).split("-"));
  expect(numbers.map(([sequence]) => sequence)).toEqual(["100001", "100002", "100003", "100004", "100005"]);
  for (const [, suffix] of numbers) expect(suffix).toMatch(/^\d{4}$/);
  expect(rows[1]).toMatchObject({ invoice: null, state: "CANCELLED" });
  const invoices = rows.map((row) => Object(row).invoice).filter(Boolean);
  expect(invoices.sort()).toEqual(["000001", "000002", "000003", "000004"]);
});

test("a checkout shows its order to viewers of that order only", async () => {
  const s = await shop();
  const { checkoutId, orderId } = await bought(s, { viewer: ada });
  expect(await seeCheckout(s, checkoutId, { viewer: ada })).toMatchObject({ order: { id: orderId } });
  expect(await seeCheckout(s, checkoutId, { viewer: support })).toBeNull();
  expect(present(await seeCheckout(s, checkoutId, { viewer: ada })).state).toBe("COMPLETED");
});
