/** Purchases of guests tell nothing about the address that was typed: known, unconfirmed and unknown ones get equal answers. */
import { expect, test } from "vitest";
import { change } from "../support/mutations.ts";
import { complete, fillIn, newKey, pay, ready } from "../support/purchase.ts";
import { ada, bob, type Sender, type Shop, shop } from "../support/shop.ts";

/** A shop in which Ada has confirmed her address, and somebody else has not. */
async function shopWithAccounts(): Promise<Shop> {
  const s = await shop();
  s.users.verify("user_ada", "ada@example.com");
  await s.applyEvents();
  await s.work();
  s.users.people.set("user_eve", { email: "eve@example.com", isVerified: false, addresses: {} });
  return s;
}

const order = `id number state customer { id } email nextActions timeline { kind }`;
const selection = `query ($number: String!, $token: String) { order(number: $number, guestToken: $token) { ${order} } }`;

/** Buys as a guest in a shop of its own, whose ids are those of the others, and claims the order as Bob; returns all answers. */
async function answersFor(email: string): Promise<unknown> {
  const s = await shopWithAccounts();
  const { checkoutId } = await ready(s);
  const filled = await fillIn(s, checkoutId, {}, { email });
  await pay(s, checkoutId);
  const completed = await complete(s, checkoutId);
  const { id: orderId = "", number } = completed.order ?? {};
  const { guestToken } = completed;
  const seen = async (sender: Sender = {}) => (await s.query(selection, { number, token: guestToken }, sender)).data;
  const asGuest = await seen();
  const again = await complete(s, checkoutId);
  const claimed = await change(s, "orderClaim", { orderId, guestToken, idempotencyKey: newKey() }, { viewer: bob });
  const answers = {
    filled,
    completed,
    asGuest,
    again,
    claimed,
    asBob: await seen({ viewer: bob }),
    after: await seen(),
  };
  expect(answers).toMatchObject({ completed: { guestToken: expect.stringMatching(/^[\w-]{43}$/) } });
  expect(answers).toMatchObject({
    asGuest: { order: { number, customer: null } },
    claimed: { __typename: "OrderClaimed" },
  });
  return JSON.parse(JSON.stringify(answers).replaceAll(email, "…"));
}

test("a guest gets the same answers with the address of an account, an unconfirmed and an unknown one", async () => {
  const unknown = await answersFor("nobody@example.com");
  expect(await answersFor("ada@example.com")).toEqual(unknown);
  expect(await answersFor("eve@example.com")).toEqual(unknown);
});

test("a guest's order with the address of an account is in no account until it is claimed", async () => {
  const s = await shopWithAccounts();
  const { checkoutId } = await ready(s);
  await pay(s, checkoutId);
  const { order: placed } = await complete(s, checkoutId);
  await s.applyEvents();
  await s.work();
  const text = "query ($of: [_Any!]!) { _entities(representations: $of) { ... on User { orders { nodes { id } } } } }";
  const { data } = await s.query(text, { of: [{ __typename: "User", id: "user_ada" }] }, { viewer: ada });
  expect(data?._entities).toEqual([{ orders: { nodes: [] } }]);
  expect(await s.rows("SELECT id, customer_id, joined_at FROM orders")).toEqual([
    { id: placed?.id, customer_id: null, joined_at: null },
  ]);
});
