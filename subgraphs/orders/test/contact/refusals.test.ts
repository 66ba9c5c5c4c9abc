/** Refused corrections of an order's contact: each leaves the order, its mails and its links as they were. */
import { expect, test } from "vitest";
import { correctContact, mailsOf, resendMail } from "../support/contact.ts";
import { change, present } from "../support/mutations.ts";
import {
  type Bought,
  buy,
  cancel,
  deliver,
  prepareUnits,
  readOrder,
  send,
  ship,
  staff,
  updateShipment,
} from "../support/order-changes.ts";
import { erase } from "../support/personal-data.ts";
import { complete, home, newKey, paid } from "../support/purchase.ts";
import { ada, minute, type Shop, shop } from "../support/shop.ts";

const email = "right@example.com";
const wrong = { line1: "Kai 9" };

async function pack(s: Shop, { orderId, line }: Bought): Promise<string> {
  const { fulfilment } = await prepareUnits(s, orderId, [{ lineId: line.lineId, quantity: 1 }]);
  return present((await send(s, present(fulfilment).id, { isReady: true })).shipment).id;
}

const invalid = (path: string, code: string) => ({
  __typename: "ValidationError",
  problems: [{ path: ["input", ...path.split(".")], code }],
});

test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
  ["neither of both", {}, invalid("email", "EMPTY")],
  ["null for both", { email: null, shippingAddress: null }, invalid("email", "EMPTY")],
  ["no address of e-mail", { email: "ada" }, { __typename: "ValidationError" }],
  ["an empty street", { shippingAddress: { ...home, line1: " " } }, invalid("shippingAddress.line1", "EMPTY")],
  ["a wrong postal code", { shippingAddress: { ...home, postalCode: "1" } }, { __typename: "ValidationError" }],
  ["another country", { shippingAddress: { ...home, country: "FR" } }, { __typename: "TaxWouldChangeError" }],
  [
    "Büsingen, where no tax of its country applies",
    { shippingAddress: { ...home, postalCode: "78266" } },
    { __typename: "TaxWouldChangeError" },
  ],
  [
    "the state of an hour ago",
    { email, expectedUpdatedAt: "2026-01-15T11:00:00.000Z" },
    { __typename: "OrderChangedError" },
  ],
  ["an unknown order", { email, orderId: "ord_none" }, { __typename: "NotFoundError" }],
])("%s is refused, and nothing changes", async (_what, input, refusal) => {
  const s = await shop();
  const order = await buy(s);
  const [before, mails] = [await readOrder(s, order), await mailsOf(s, order)];
  expect(await correctContact(s, order, input)).toMatchObject(refusal);
  expect(await readOrder(s, order)).toEqual(before);
  expect(await mailsOf(s, order)).toEqual(mails);
});

test("goods that are packed or gone keep their contact, those that are unpacked again do not", async () => {
  const s = await shop();
  const order = await buy(s);
  const parcel = await pack(s, order);
  const refused = (blockedBy: string) => ({ __typename: "InvalidTransitionError", blockedBy });
  for (const contact of [{ email }, { shippingAddress: { ...home, ...wrong } }])
    expect(await correctContact(s, order, contact)).toMatchObject(refused("PACKED"));
  await updateShipment(s, parcel, { status: "UNPACKED" });
  expect(await correctContact(s, order, { email })).toMatchObject({ __typename: "OrderContactUpdated" });
  await ship(s, order, 1);
  expect(await correctContact(s, order, { email: "later@example.com" })).toMatchObject(refused("ORDER_STATE"));
  await deliver(s, order, 1);
  expect(await correctContact(s, order, { email: "later@example.com" })).toMatchObject(refused("ORDER_STATE"));
});

test("an order that is being placed, and one of an erased customer, keep theirs; a cancelled one does not", async () => {
  const s = await shop();
  const { checkoutId } = await paid(s);
  s.transport.dropRequests("payments.capture");
  const placed = present((await complete(s, checkoutId)).order).id;
  s.transport.clearFaults();
  const blocked = { __typename: "InvalidTransitionError", blockedBy: "ORDER_STATE" };
  expect(await correctContact(s, { orderId: placed }, { email })).toMatchObject(blocked);

  const cancelled = await buy(s);
  await cancel(s, cancelled.orderId, staff);
  expect(await correctContact(s, cancelled, { email })).toMatchObject({ __typename: "OrderContactUpdated" });

  const erased = await buy(s, undefined, { viewer: ada });
  await erase(s, 0);
  expect(await correctContact(s, erased, { email })).toMatchObject(blocked);
  await erase(s);
  expect(await correctContact(s, erased, { email })).toMatchObject(blocked);
  expect(await resendMail(s, erased, "CONFIRMED")).toMatchObject(blocked);
});

test("while a guest is erased, no order leaves the address of that guest, and none gets it", async () => {
  const s = await shop();
  const order = await buy(s);
  const other = await buy(s, undefined, {}, { addresses: { email: "other@example.com" } });
  await s.eraseGuest("dep_1", "ada@example.com");
  const blocked = { __typename: "InvalidTransitionError", blockedBy: "ORDER_STATE" };
  for (const contact of [{ email }, { shippingAddress: { ...home, ...wrong } }])
    expect(await correctContact(s, order, contact)).toMatchObject(blocked);
  // One that has joined an account since was a guest's, too.
  const setOrder = (to: string) => s.corruptStore(`UPDATE orders SET ${to} WHERE id = '${order.orderId}'`);
  await setOrder("customer_id = 'user_ada', joined_at = 1");
  expect(await correctContact(s, order, { email })).toMatchObject(blocked);
  await setOrder("customer_id = NULL, joined_at = NULL");
  const taken = { email: "Ada@Example.com" };
  expect(await correctContact(s, other, taken)).toMatchObject(invalid("email", "BEING_ERASED"));
  for (let round = 0; round < 3; round += 1) {
    await s.work();
    await s.runtime.advance(minute);
  }
  expect(await s.rows("SELECT email FROM orders ORDER BY number")).toEqual([
    { email: null },
    { email: "other@example.com" },
  ]);
  expect(await correctContact(s, other, taken)).toMatchObject({ __typename: "OrderContactUpdated" });
});

test("an order of which nothing is sent has no shipping address to correct, and an e-mail address that is", async () => {
  const s = await shop();
  const order = await buy(
    s,
    [{ weightGrams: null }],
    {},
    { addresses: { shippingAddress: undefined, billingAddress: home } },
  );
  expect(await correctContact(s, order, { shippingAddress: home })).toMatchObject(
    invalid("shippingAddress", "NOT_SENT"),
  );
  expect(await correctContact(s, order, { email })).toMatchObject({ order: { email, shippingAddress: null } });
});

test("a key is for one correction", async () => {
  const s = await shop();
  const order = await buy(s);
  const idempotencyKey = newKey();
  await correctContact(s, order, { email, idempotencyKey });
  expect(await correctContact(s, order, { email: "other@example.com", idempotencyKey })).toMatchObject({
    __typename: "IdempotencyKeyReusedError",
  });
});

test("customers and guests correct nothing", async () => {
  const s = await shop();
  const order = await buy(s);
  const { updatedAt } = await readOrder(s, order);
  const input = { orderId: order.orderId, email, expectedUpdatedAt: updatedAt, idempotencyKey: newKey() };
  for (const sender of [{ guest: [order.guestToken] }, { viewer: ada }])
    await expect(change(s, "orderContactUpdate", input, sender)).rejects.toThrow(/UNAUTHENTICATED|FORBIDDEN/);
});
