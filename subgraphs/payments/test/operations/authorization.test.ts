/** Order link operation: links a payment with its order when money is captured per parcel and none is captured yet. */
import { payments as contract } from "@hansa/contracts/payments";
import { callPeer } from "@hansa/kit/rpc";
import { expect, test } from "vitest";
import { finance, order, payable, type Shop, shop, start, startedId } from "../support/shop.ts";

const linked = { outcome: "linked" };

/** The order with its payments, as finance sees it. */
async function seeOrder(s: Shop): Promise<unknown> {
  const reference = { __typename: "Order", id: order.orderId };
  const text = `query ($refs: [_Any!]!) { _entities(representations: $refs) {
    ... on Order { payments { id order { number } } }
  } }`;
  return (await s.query(text, { refs: [reference] }, { viewer: finance })).data?._entities;
}

test("an authorised payment shows its order before any capture, for any number of links", async () => {
  const s = await shop();
  payable(s);
  const id = await startedId(s, "tok_ok");
  expect(await seeOrder(s)).toEqual([{ payments: [] }]);
  expect([await s.link(id), await s.link(id)]).toEqual([linked, linked]);
  expect(await seeOrder(s)).toEqual([{ payments: [{ id, order: { number: order.number } }] }]);
  expect(await s.publishedEvents()).toEqual(["payment.authorized"]);
  expect(await s.capture(id)).toEqual({ outcome: "captured", capturedMinor: 1_250 });
});

test("an authorisation that has ended or not started pays for no order", async () => {
  const s = await shop();
  payable(s);
  await start(s, "tok_second_step");
  const [row] = await s.rows("SELECT id FROM payments");
  const id = String(Object(row).id);
  expect(await s.link(id)).toEqual({ outcome: "refused", reason: "it is REQUIRES_ACTION" });
  await s.voidCheckout();
  expect(await s.link(id)).toEqual({ outcome: "refused", reason: "it is VOIDED" });
  expect(await s.link("pay_none")).toEqual({ outcome: "refused", reason: "there is no such payment" });
  expect(await s.rows("SELECT order_id FROM payments")).toEqual([{ order_id: null }]);
});

test("a payment of one order cannot be linked to another", async () => {
  const s = await shop();
  payable(s);
  const id = await startedId(s, "tok_ok");
  await s.link(id);
  expect(await s.link(id, { orderId: "ord_2" })).toEqual({ outcome: "refused", reason: "it pays for another order" });
  expect(await s.rows("SELECT order_id FROM payments")).toEqual([{ order_id: order.orderId }]);
});

test("a checkout has a live payment while it is undecided or has money, not when it was declined, voided or refunded in full", async () => {
  const s = await shop();
  const tokens = {
    ...{ chk_paid: "tok_ok", chk_later: "tok_processing", chk_declined: "tok_declined", chk_void: "tok_ok" },
    ...{ chk_part: "tok_ok", chk_back: "tok_ok" },
  };
  for (const [checkoutId, token] of Object.entries(tokens)) {
    payable(s, checkoutId);
    await start(s, token, { checkoutId, key: checkoutId });
  }
  await s.voidCheckout({ checkoutId: "chk_void" });
  for (const [checkoutId, amountMinor] of [
    ["chk_part", 1_249],
    ["chk_back", 1_250],
  ] as const) {
    const { payment } = await s.authorizedFor(checkoutId);
    if (!payment) throw new Error("it is not authorised");
    const order = { orderId: `ord_${checkoutId}`, number: checkoutId, guestTokenHash: checkoutId, customerId: null };
    await s.capture(payment.paymentId, { captureId: checkoutId, order });
    await s.refund(payment.paymentId, { refundId: `ref_${checkoutId}`, amountMinor });
  }
  const checkoutIds = [...Object.keys(tokens), "chk_none"];
  const live = await callPeer(s.peer, contract.withLivePayments, { checkoutIds });
  expect(live.checkoutIds.sort()).toEqual(["chk_later", "chk_paid", "chk_part"]);
});
