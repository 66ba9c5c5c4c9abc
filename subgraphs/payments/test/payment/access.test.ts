/** Payment access: visible rows by viewer, on every server, and callers that get no response. */
import { createHash } from "node:crypto";
import { guest, respondTo, userWith } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { finance, order, payable, type Shop, shop, start, startedId } from "../support/shop.ts";

const customer = userWith("user_1");
const stranger = userWith("user_2");

type As = NonNullable<Parameters<Shop["query"]>[2]>;

async function see(s: Shop, id: string, as: As): Promise<unknown> {
  const text = "query ($id: ID!) { payment(id: $id) { id checkout { id } } }";
  return (await s.query(text, { id }, as)).data?.payment;
}

/** A field of one entity, as the router requests it. */
async function entity(s: Shop, reference: Record<string, unknown>, fields: string, as: As = {}): Promise<unknown> {
  const response = await s.query(
    `query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on ${String(reference.__typename)} { ${fields} } } }`,
    { refs: [reference] },
    as,
  );
  const found = response.data?._entities;
  return Array.isArray(found) ? found[0] : response.errors;
}

test("a customer's payment is visible to the customer and staff; the checkout's id alone does not show it", async () => {
  const s = await shop();
  payable(s, "chk_1", { customerId: "user_1" });
  const id = await startedId(s, "tok_ok", { viewer: customer });
  expect(await see(s, id, { viewer: customer })).toEqual({ id, checkout: { id: "chk_1" } });
  expect(await see(s, id, { viewer: finance })).toEqual({ id, checkout: null });
  expect(await see(s, id, { viewer: stranger, guest: ["chk_1"] })).toBeNull();
  expect(await see(s, id, { viewer: guest, guest: ["chk_1"] })).toBeNull();
  expect(await see(s, "pay_none", { viewer: customer })).toBeNull();
});

test("a guest's payment is visible to requests with the checkout's id in their header", async () => {
  const s = await shop();
  payable(s);
  const id = await startedId(s, "tok_ok");
  expect(await see(s, id, { guest: ["chk_1"] })).toEqual({ id, checkout: { id: "chk_1" } });
  expect(await see(s, id, {})).toBeNull();
  expect(await see(s, id, { guest: ["chk_2", "chk_3"] })).toBeNull();
  expect(await see(s, id, { viewer: stranger })).toBeNull();
});

test("the id of a guest's checkout shows no payment, and so no secret of the provider, unless it is in the header", async () => {
  const s = await shop();
  payable(s);
  const id = await startedId(s, "tok_second_step");
  const reference = { __typename: "Checkout", id: "chk_1" };
  const fields = "payments { id clientAction { kind } }";
  expect(await entity(s, reference, fields, { guest: ["chk_1"] })).toEqual({
    payments: [{ id, clientAction: { kind: expect.any(String) } }],
  });
  for (const as of [{}, { viewer: stranger }, { guest: ["chk_2"] }])
    expect(await entity(s, reference, fields, as)).toEqual({ payments: [] });
  const blocked = { __typename: "CheckoutNotPayableError", reason: "PAYMENT_IN_PROGRESS" };
  expect(await start(s, "tok_ok", { key: "other" })).toMatchObject({ ...blocked, otherPayment: null });
  const told = await start(s, "tok_ok", { key: "own", guest: ["chk_1"] });
  expect(told).toMatchObject({ ...blocked, otherPayment: { id } });
});

test("a payment that a guest started belongs to the customer once the order does, and the checkout's id shows it no more", async () => {
  const s = await shop();
  payable(s);
  const id = await startedId(s, "tok_ok");
  await s.capture(id, { order: { ...order, customerId: "user_1" } });
  expect(await see(s, id, { viewer: customer })).toEqual({ id, checkout: { id: "chk_1" } });
  expect(await see(s, id, { viewer: stranger })).toBeNull();
  expect(await see(s, id, { guest: ["chk_1"] })).toBeNull();
});

test("a guest's payment shows the same to the checkout's id after its order joined an account as before", async () => {
  for (const link of ["placed", "later"]) {
    const s = await shop();
    payable(s);
    const id = await startedId(s, "tok_ok");
    const before = await see(s, id, { guest: ["chk_1"] });
    if (link === "placed") await s.capture(id, { order: { ...order, customerId: "user_1", hasJoined: true } });
    else {
      await s.capture(id, { order });
      const { orderId } = order;
      s.orders.publish("order.joined", {
        orderId,
        checkoutId: "chk_1",
        customerId: "user_1",
        wasConfirmed: true,
        lines: [],
      });
      await s.running.service.catchUp();
    }
    expect(before).toEqual({ id, checkout: { id: "chk_1" } });
    expect(await see(s, id, { guest: ["chk_1"] })).toEqual(before);
    expect(await see(s, id, { viewer: customer })).toEqual(before);
    expect(await see(s, id, { viewer: stranger })).toBeNull();
  }
});

test("a guest's payment that an earlier version has written shows itself to the checkout's id", async () => {
  const s = await shop();
  payable(s);
  const id = await startedId(s, "tok_ok");
  await s.corruptStore("UPDATE payments SET is_guest = FALSE");
  expect(await see(s, id, { guest: ["chk_1"] })).toEqual({ id, checkout: { id: "chk_1" } });
  expect(await see(s, id, { viewer: stranger })).toBeNull();
});

test("the guest token of the order shows its payments, but not the checkout's id", async () => {
  const s = await shop();
  payable(s);
  const id = await startedId(s, "tok_ok");
  await s.capture(id, {
    order: { ...order, guestTokenHash: createHash("sha256").update("the-token").digest("base64url") },
  });
  const reference = { __typename: "Order", id: order.orderId };
  expect(await see(s, id, { guest: ["the-token"] })).toEqual({ id, checkout: null });
  expect(await entity(s, reference, "payments { id order { id number } }", { guest: ["the-token"] })).toEqual({
    payments: [{ id, order: { id: order.orderId, number: order.number } }],
  });
  expect(await entity(s, reference, "payments { id }", { guest: ["another-token"] })).toEqual({ payments: [] });
  expect(await entity(s, reference, "payments { id }", { guest: ["chk_1"] })).toEqual({ payments: [{ id }] });
});

test("a corrected contact ends the guest token of before at the payments too, and keeps the buyer's checkout", async () => {
  const s = await shop();
  payable(s);
  const id = await startedId(s, "tok_ok");
  const hashOf = (token: string) => createHash("sha256").update(token).digest("base64url");
  await s.capture(id, { order: { ...order, guestTokenHash: hashOf("former") } });
  expect(await see(s, id, { guest: ["former"] })).toEqual({ id, checkout: null });
  const { orderId, customerId } = order;
  s.orders.publish("order.contactUpdated", { orderId, customerId, guestTokenHash: hashOf("present") });
  s.orders.publish("order.contactUpdated", { orderId: "ord_2", customerId, guestTokenHash: hashOf("another") });
  await s.running.service.catchUp();
  expect(await see(s, id, { guest: ["former"] })).toBeNull();
  expect(await see(s, id, { guest: ["another"] })).toBeNull();
  expect(await see(s, id, { guest: ["present"] })).toEqual({ id, checkout: null });
  expect(await see(s, id, { guest: ["chk_1"] })).toEqual({ id, checkout: { id: "chk_1" } });
});

test("a payment by its key is as hidden as one by its id", async () => {
  const s = await shop();
  payable(s, "chk_1", { customerId: "user_1" });
  const id = await startedId(s, "tok_ok", { viewer: customer });
  const reference = { __typename: "Payment", id };
  expect(await entity(s, reference, "id state", { viewer: stranger })).toBeNull();
  expect(await entity(s, { ...reference, id: "pay_none" }, "id", { viewer: stranger })).toBeNull();
  expect(await entity(s, reference, "id", { viewer: customer })).toEqual({ id });
});

test.each(["Order", "Checkout"])(
  "another person's %s shows the same payments as an unknown one: none",
  async (__typename) => {
    const s = await shop();
    payable(s, "chk_1", { customerId: "user_1" });
    const id = await startedId(s, "tok_ok", { viewer: customer });
    await s.capture(id, { order });
    const theirs = __typename === "Order" ? order.orderId : "chk_1";
    expect(await entity(s, { __typename, id: theirs }, "payments { id }", { viewer: customer })).toEqual({
      payments: [{ id }],
    });
    for (const asker of [{ viewer: stranger }, {}]) {
      const seen = await entity(s, { __typename, id: theirs }, "payments { id }", asker);
      const absent = await entity(s, { __typename, id: `${theirs}_none` }, "payments { id }", asker);
      expect([seen, absent]).toEqual([{ payments: [] }, { payments: [] }]);
    }
  },
);

test("a checkout shows its payments to its owner, the newest first, and its payment methods to everyone", async () => {
  const s = await shop();
  payable(s, "chk_1", { customerId: "user_1" });
  await start(s, "tok_declined", { viewer: customer, key: "a" });
  await start(s, "tok_ok", { viewer: customer, key: "b" });
  const reference = { __typename: "Checkout", id: "chk_1" };
  const both = { payments: [{ state: "AUTHORIZED" }, { state: "FAILED" }] };
  expect(await entity(s, reference, "payments { state }", { viewer: customer })).toEqual(both);
  expect(await entity(s, reference, "payments { state }", { viewer: finance })).toEqual(both);
  expect(await entity(s, reference, "payments { state }", { viewer: stranger })).toEqual({ payments: [] });
  expect(await entity(s, reference, "availableMethods { provider code label savable }")).toEqual({
    availableMethods: [{ provider: "sandbox", code: "card", label: "Card", savable: true }],
  });
});

test("provider reports are visible to staff with payments:read only", async () => {
  const s = await shop();
  payable(s, "chk_1", { customerId: "user_1" });
  const id = await startedId(s, "tok_ok", { viewer: customer });
  const text = `query ($id: ID!) { payment(id: $id) { id events { kind source providerEventId } } }`;
  const theirs = await s.query(text, { id }, { viewer: customer });
  expect(theirs.data?.payment).toEqual({ id, events: null });
  expect(theirs.errors?.[0]?.extensions?.code).toBe("FORBIDDEN");
  expect((await s.query(text, { id }, { viewer: finance })).data?.payment).toEqual({
    id,
    events: [{ kind: "authorized", source: "API", providerEventId: null }],
  });
});

test("a card is shown as a summary without its token", async () => {
  const s = await shop();
  payable(s);
  const id = await startedId(s, "tok_ok");
  const text = `query ($id: ID!) { payment(id: $id) { provider createdAt amount { decimal } method { label ... on CardSummary { brand last4 expMonth expYear } } } }`;
  expect((await s.query(text, { id }, { guest: ["chk_1"] })).data?.payment).toEqual({
    provider: "sandbox",
    createdAt: "2026-01-15T12:00:00.000Z",
    amount: { decimal: "12.50" },
    method: { label: "Visa ending in 4242", brand: "visa", last4: "4242", expMonth: 12, expYear: 2034 },
  });
});

test("every request without the router's signature gets 401", async () => {
  const s = await shop();
  for (const query of ["{ __typename }", "{ _service { sdl } }", "{ _entities(representations: []) { __typename } }"]) {
    const headers = { authorization: "Bearer of-a-client", "content-type": "application/json" };
    const response = await respondTo(s.running.service.graph, { headers, payload: JSON.stringify({ query }) });
    expect(response.status).toBe(401);
  }
  for (const path of ["capture", "void", "authorizedFor", "events"]) {
    const response = await s.running.service.internal.inject({ method: "POST", url: `/internal/${path}`, payload: {} });
    expect(response.statusCode).toBe(401);
  }
});
