/** Guest orders are offered to the account that has verified their address, and join it, or another one with their token, by a claim. */
import { expect, test } from "vitest";
import { change } from "../support/mutations.ts";
import { erase } from "../support/personal-data.ts";
import { bought, complete, fillIn, newKey, paid, pay, ready } from "../support/purchase.ts";
import { ada, bob, minute, type Sender, type Shop, shop, support } from "../support/shop.ts";

const asAda: Sender = { viewer: ada };
const asBob: Sender = { viewer: bob };

/** The event of a verification, and the job that asks for the address. */
async function verify(s: Shop, userId: string, email: string): Promise<void> {
  s.users.verify(userId, email);
  await s.applyEvents();
  await s.work();
}

/** The numbers of the orders in an account, the newest first. */
async function ordersOf(s: Shop, sender: Sender): Promise<unknown> {
  const text = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on User { orders { nodes { id } } } } }`;
  const id = sender.viewer?.kind === "user" ? sender.viewer.id : "";
  const { data } = await s.query(text, { of: [{ __typename: "User", id }] }, sender);
  return data?._entities;
}

const has = (...ids: string[]) => [{ orders: { nodes: ids.map((id) => ({ id })) } }];

async function seeOrder(s: Shop, id: string, sender: Sender, guestToken?: string): Promise<unknown> {
  const text = "query ($id: ID!, $token: String) { order(id: $id, guestToken: $token) { id customer { id } } }";
  return (await s.query(text, { id, token: guestToken }, sender)).data?.order;
}

const claim = (s: Shop, sender: Sender, input: { orderId: string; guestToken?: string; idempotencyKey?: string }) =>
  change(s, "orderClaim", { idempotencyKey: newKey(), ...input }, sender);

/** The orders that the account may add. */
async function offered(s: Shop, sender: Sender, userId = "user_ada"): Promise<unknown> {
  const fields = "guestOrders { id number placedAt total { minor currency } }";
  const text = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on User { ${fields} } } }`;
  const { data } = await s.query(text, { of: [{ __typename: "User", id: userId }] }, sender);
  return data?._entities;
}

const offers = (...ids: string[]) => [{ guestOrders: ids.map((id) => expect.objectContaining({ id })) }];

/** Verifies the address, and claims what is offered with it. */
async function verifyAndClaim(s: Shop, email: string, ...ids: string[]): Promise<void> {
  await verify(s, "user_ada", email);
  for (const orderId of ids) expect(await claim(s, asAda, { orderId })).toMatchObject({ __typename: "OrderClaimed" });
}

/** An order of a guest who types this address. */
async function buyAsGuest(
  s: Shop,
  email: string,
): Promise<{ orderId: string; guestToken: string; checkoutId: string }> {
  const { checkoutId } = await ready(s);
  await fillIn(s, checkoutId, {}, { email });
  await pay(s, checkoutId);
  const { order, guestToken } = await complete(s, checkoutId);
  return { checkoutId, orderId: order?.id ?? "", guestToken: guestToken ?? "" };
}

test("a guest's order is offered to the account that verifies its address, in any case, and joins it by a claim alone", async () => {
  const s = await shop();
  const { orderId } = await buyAsGuest(s, "Late.Register@Example.org");
  const other = await buyAsGuest(s, "other@example.org");
  s.users.people.set("user_ada", { email: "late.register@example.org", isVerified: false, addresses: {} });
  await s.work();
  expect(await offered(s, asAda)).toEqual(offers());
  expect(await claim(s, asAda, { orderId })).toMatchObject({ __typename: "NotFoundError" });
  await verify(s, "user_ada", "late.register@example.org");
  expect(await ordersOf(s, asAda)).toEqual(has());
  expect(await seeOrder(s, orderId, asAda)).toBeNull();
  const total = { minor: 1_490, currency: "EUR" };
  const placedAt = expect.any(String);
  expect(await offered(s, asAda)).toEqual([
    { guestOrders: [{ id: orderId, number: expect.stringMatching(/^100001-/), placedAt, total }] },
  ]);
  expect(await claim(s, asAda, { orderId: other.orderId })).toMatchObject({ __typename: "NotFoundError" });
  expect(await claim(s, asBob, { orderId })).toMatchObject({ __typename: "NotFoundError" });
  expect(await claim(s, asAda, { orderId })).toMatchObject({ __typename: "OrderClaimed" });
  expect(await ordersOf(s, asAda)).toEqual(has(orderId));
  expect(await offered(s, asAda)).toEqual(offers());
  expect(await seeOrder(s, orderId, { viewer: support })).toEqual({ id: orderId, customer: { id: "user_ada" } });
});

test("what is offered to an account only its person sees", async () => {
  const s = await shop();
  await buyAsGuest(s, "late@example.org");
  await verify(s, "user_ada", "late@example.org");
  expect(await offered(s, asBob)).toEqual([{ guestOrders: null }]);
  expect(await offered(s, { viewer: support })).toEqual([{ guestOrders: null }]);
});

test("a guest's order that is placed afterwards with the address stays a guest's, and is offered", async () => {
  const s = await shop();
  await verify(s, "user_ada", "late.register@example.org");
  const { orderId, guestToken } = await buyAsGuest(s, " LATE.REGISTER@example.ORG ");
  expect(guestToken).toHaveLength(43);
  expect(await ordersOf(s, asAda)).toEqual(has());
  expect(await seeOrder(s, orderId, {}, guestToken)).toEqual({ id: orderId, customer: null });
  expect(await offered(s, asAda)).toEqual(offers(orderId));
});

test("an event without a verified address offers nothing", async () => {
  const s = await shop();
  await buyAsGuest(s, "late@example.org");
  s.users.verify("user_ada", "late@example.org");
  s.users.people.set("user_ada", { email: "late@example.org", isVerified: false, addresses: {} });
  await s.applyEvents();
  await s.work();
  expect(await offered(s, asAda)).toEqual(offers());
});

test("users that does not answer delays the offer, and loses none", async () => {
  const s = await shop();
  const { orderId } = await buyAsGuest(s, "late@example.org");
  s.users.verify("user_ada", "late@example.org");
  s.users.verify("user_bob", "bob@example.org");
  await s.applyEvents();
  s.transport.dropRequests("users");
  await s.work();
  expect(await offered(s, asAda)).toEqual(offers());
  expect(s.transport.requests.filter((name) => name === "users.contact")).toHaveLength(1);
  s.transport.clearFaults();
  await s.work();
  expect(await offered(s, asAda)).toEqual(offers(orderId));
});

test("a new address brings its offers; joined orders of the former one stay, and others are its next owner's", async () => {
  const s = await shop();
  const first = await buyAsGuest(s, "old@example.org");
  const second = await buyAsGuest(s, "new@example.org");
  await verifyAndClaim(s, "old@example.org", first.orderId);
  const third = await buyAsGuest(s, "old@example.org");
  await verifyAndClaim(s, "new@example.org", second.orderId);
  expect(await ordersOf(s, asAda)).toEqual(has(second.orderId, first.orderId));
  expect(await claim(s, asAda, { orderId: third.orderId })).toMatchObject({ __typename: "NotFoundError" });
  await verify(s, "user_bob", "old@example.org");
  expect(await offered(s, asBob, "user_bob")).toEqual(offers(third.orderId));
});

test("the holder of the guest token still sees the order, but not which account it has joined", async () => {
  const s = await shop();
  const { orderId, guestToken, checkoutId } = await buyAsGuest(s, "late@example.org");
  await verifyAndClaim(s, "late@example.org", orderId);
  expect(await seeOrder(s, orderId, {}, guestToken)).toEqual({ id: orderId, customer: null });
  expect(await seeOrder(s, orderId, { guest: [checkoutId] })).toEqual({ id: orderId, customer: null });
  expect(await seeOrder(s, orderId, asAda)).toEqual({ id: orderId, customer: { id: "user_ada" } });
  expect(await seeOrder(s, orderId, asBob)).toBeNull();
  const own = await bought(s, asAda);
  expect(await seeOrder(s, own.orderId, {}, guestToken)).toBeNull();
});

test("a customer claims an order with its token: once, and no other customer can", async () => {
  const s = await shop();
  const { orderId, guestToken } = await buyAsGuest(s, "typo@example.org");
  const wrong = { __typename: "NotFoundError" };
  expect(await claim(s, asAda, { orderId, guestToken: "x".repeat(43) })).toMatchObject(wrong);
  expect(await claim(s, asAda, { orderId: "ord_none", guestToken })).toMatchObject(wrong);
  const claimed = await claim(s, asAda, { orderId, guestToken, idempotencyKey: "one" });
  expect(claimed).toMatchObject({ __typename: "OrderClaimed", order: { id: orderId, customer: { id: "user_ada" } } });
  expect(await claim(s, asAda, { orderId, guestToken, idempotencyKey: "one" })).toMatchObject({
    __typename: "OrderClaimed",
    replayed: true,
  });
  expect(await claim(s, asAda, { orderId, guestToken })).toMatchObject({ __typename: "OrderClaimed" });
  expect(await claim(s, asBob, { orderId, guestToken })).toMatchObject(wrong);
  expect(await claim(s, asAda, { orderId: "ord_other", guestToken, idempotencyKey: "one" })).toMatchObject({
    __typename: "IdempotencyKeyReusedError",
  });
  expect(await ordersOf(s, asAda)).toEqual(has(orderId));
  expect(await s.rows("SELECT count(*) AS joined FROM outbox WHERE type = 'order.joined'")).toEqual([{ joined: 1 }]);
});

test("an order that is still being placed joins, and its later events name the customer", async () => {
  const s = await shop();
  const { checkoutId } = await paid(s);
  s.transport.dropRequests("products.commit");
  const { order } = await complete(s, checkoutId);
  await verifyAndClaim(s, "ada@example.com", order?.id ?? "");
  s.transport.clearFaults();
  await s.runtime.advance(minute);
  await s.work();
  const published = await s.rows(
    "SELECT type, payload FROM outbox WHERE type IN ('order.joined', 'order.confirmed') ORDER BY seq",
  );
  const customers = published.map(Object).map(({ type, payload }) => [type, JSON.parse(payload).customerId]);
  expect(customers).toEqual([
    ["order.joined", "user_ada"],
    ["order.confirmed", "user_ada"],
  ]);
});

test("the value of a customer includes the orders that joined", async () => {
  const s = await shop();
  const { orderId } = await buyAsGuest(s, "late@example.org");
  await s.applyEvents();
  const values = () => s.rows("SELECT customer_id AS id, minor FROM customer_values");
  expect(await values()).toEqual([]);
  await verifyAndClaim(s, "late@example.org", orderId);
  await s.applyEvents();
  expect(await values()).toEqual([{ id: "user_ada", minor: 1_490 }]);
  expect(await s.rows("SELECT order_id AS id, customer_id AS customer FROM sold_orders")).toEqual([
    { id: orderId, customer: "user_ada" },
  ]);
});

test("the erasure of the account includes the orders that joined, and their payments", async () => {
  const s = await shop();
  const { orderId, checkoutId } = await buyAsGuest(s, "late@example.org");
  await verifyAndClaim(s, "late@example.org", orderId);
  const bystander = await buyAsGuest(s, "bystander@example.org");
  await erase(s);
  expect(await s.rows(`SELECT id, customer_id, email FROM orders ORDER BY placed_at, id`)).toEqual([
    { id: orderId, customer_id: null, email: null },
    { id: bystander.orderId, customer_id: null, email: "bystander@example.org" },
  ]);
  expect(await s.rows("SELECT id FROM checkouts WHERE email IS NULL")).toEqual([{ id: checkoutId }]);
  expect(await s.rows("SELECT * FROM account_emails")).toEqual([]);
  expect(s.payments.erasedCheckouts).toContain(checkoutId);
  expect(s.payments.erasedCheckouts).not.toContain(bystander.checkoutId);
});
