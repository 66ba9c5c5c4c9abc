/** Stories of money after an order was placed: given back for what was sent back, or for sending alone, or taken parcel by parcel. */
import { randomUUID } from "node:crypto";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { ask, must } from "../client.ts";
import {
  arrive,
  available,
  type Bought,
  buy,
  cancelUnits,
  lineOf,
  look,
  refund,
  send,
  staff,
} from "../shop/afterwards.ts";
import {
  CaptureModeDocument,
  LedgerDocument,
  ReturnReceiveDocument,
  ReturnRequestDocument,
  ReturnResolveDocument,
} from "../shop/order-documents.ts";
import { type Shop, sharedShop } from "../shop/processes.ts";
import { slowly } from "../shop/waiting.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await sharedShop();
});

/** A guest asks, the shop agrees: gives the return's id. */
async function agreeToReturn(bought: Bought, quantity: number): Promise<string> {
  const parts = [{ lineId: (await lineOf(shop, bought)).id, quantity }];
  const input = { orderId: bought.id, parts, reason: "Too small.", idempotencyKey: randomUUID() };
  const { returnRequest } = await must(ask(shop.url, ReturnRequestDocument, { input }, bought.by));
  if (returnRequest.__typename !== "ReturnRequested") throw new Error(JSON.stringify(returnRequest));
  const returnId = returnRequest.orderReturn.id;
  const approve = { input: { returnId, decision: "APPROVE" as const } };
  const { returnResolve } = await must(ask(shop.url, ReturnResolveDocument, approve, await staff(shop, "SUPPORT")));
  expect(returnResolve).toMatchObject({ orderReturn: { state: "APPROVED" } });
  return returnId;
}

test("one piece of three comes back: it is on the shelf again, it is paid back, and the books balance", async () => {
  const bought = await buy(shop, { quantity: 3 });
  await arrive(shop, await send(shop, bought, 3));
  const returnId = await agreeToReturn(bought, 1);

  const before = await available(shop, bought.sku);
  const { id: lineId, lineTotal } = await lineOf(shop, bought);
  const arrived = { returnId, parts: [{ lineId, quantity: 1, restock: true }], idempotencyKey: randomUUID() };
  const { returnReceive } = await must(
    ask(shop.url, ReturnReceiveDocument, { input: arrived }, await staff(shop, "FULFILMENT")),
  );
  expect(returnReceive).toMatchObject({ orderReturn: { state: "RECEIVED" } });
  await expect.poll(() => available(shop, bought.sku), slowly).toBe(before + 1);

  const given = await refund(shop, bought, { quantity: 1, returnId });
  const minor = Math.round(lineTotal.minor / 3);
  expect(given).toMatchObject({ refund: { state: "SUCCEEDED", amount: { minor } } });
  const seen = await look(shop, bought);
  expect(seen).toMatchObject({
    state: "DELIVERED",
    settlement: "PARTIALLY_REFUNDED",
    lines: [{ returned: 1, refunded: 1 }],
    returns: [{ id: returnId, state: "REFUNDED" }],
    payments: [{ state: "PARTIALLY_REFUNDED", refunded: { minor } }],
  });

  const paymentId = seen.payments?.[0]?.id ?? "";
  const books = await must(ask(shop.url, LedgerDocument, { paymentId }, await staff(shop, "FINANCE")));
  const entries = books.ledgerEntries.nodes;
  expect(entries.map(({ kind }) => kind).sort()).toEqual(["CAPTURE", "CAPTURE", "REFUND", "REFUND"]);
  expect(entries.reduce((sum, { amount }) => sum + amount.minor, 0)).toBe(0);
  const atProvider = entries.filter(({ account }) => account === "PROVIDER");
  expect(atProvider.reduce((sum, { amount }) => sum + amount.minor, 0)).toBe(seen.totals.total.minor - minor);
});

test("sending alone is paid back, once: there is no more of it to give", async () => {
  const bought = await buy(shop, {});
  const { minor } = (await look(shop, bought)).totals.shipping;
  expect(minor).toBeGreaterThan(0);
  expect(await refund(shop, bought, { shippingMinor: minor })).toMatchObject({
    refund: { state: "SUCCEEDED", amount: { minor }, shipping: { minor } },
  });
  const seen = await look(shop, bought);
  expect(seen).toMatchObject({
    state: "CONFIRMED",
    settlement: "PARTIALLY_REFUNDED",
    lines: [{ refunded: 0 }],
    refunds: [{ state: "SUCCEEDED", shipping: { minor }, parts: [] }],
  });
  const id = seen.refunds[0]?.id;
  expect(seen.refunds).toMatchObject([{ refund: { id, state: "SUCCEEDED" } }]);
  expect(seen.payments).toMatchObject([{ refunds: [{ id, orderRefund: { id, order: { number: seen.number } } }] }]);
  expect(await refund(shop, bought, { shippingMinor: 1 })).toMatchObject({
    __typename: "AmountExceededError",
    maximumAmount: { minor: 0 },
  });
});

test("a refund that the bank refuses is no refund; the next one gives the money back, once", async () => {
  const bought = await buy(shop, { token: "tok_refund_fails" });
  const { minor } = (await lineOf(shop, bought)).lineTotal;
  expect(await refund(shop, bought, { quantity: 1 })).toMatchObject({
    refund: { state: "FAILED", failureReason: "card_closed", amount: { minor } },
  });
  expect(await look(shop, bought)).toMatchObject({ settlement: "PAID", lines: [{ refunded: 0 }] });
  const again = { quantity: 1, keepFulfillable: true };
  expect(await refund(shop, bought, again)).toMatchObject({ refund: { state: "SUCCEEDED" } });
  expect(await look(shop, bought)).toMatchObject({
    settlement: "PARTIALLY_REFUNDED",
    lines: [{ refunded: 1 }],
    payments: [{ refunded: { minor } }],
  });
  expect((await look(shop, bought)).refunds.map(({ state }) => state).sort()).toEqual(["FAILED", "SUCCEEDED"]);
});

/** Sets when the shop takes the money of new orders. */
async function setCaptureMode(captureMode: "ON_PLACEMENT" | "ON_FULFILMENT") {
  const input = { captureMode };
  const { shopSettingsUpdate } = await must(ask(shop.url, CaptureModeDocument, { input }, await staff(shop, "ADMIN")));
  expect(shopSettingsUpdate).toEqual({ __typename: "ShopSettingsSaved", settings: input });
}

test("where money is taken parcel by parcel, a promise confirms the order, a parcel takes its share, and the rest is let go", async () => {
  await setCaptureMode("ON_FULFILMENT");
  // Other stories share this shop.
  onTestFinished(() => setCaptureMode("ON_PLACEMENT"));

  const bought = await buy(shop, { quantity: 3 });
  const promised = await look(shop, bought);
  const { total, shipping } = promised.totals;
  expect(promised).toMatchObject({
    state: "CONFIRMED",
    settlement: "AUTHORIZED",
    amountDue: { minor: total.minor },
    payments: [{ state: "AUTHORIZED", authorized: { minor: total.minor }, captured: { minor: 0 } }],
  });

  await send(shop, bought, 1);
  const goods = (total.minor - shipping.minor) / 3;
  const share = goods + shipping.minor;
  await expect.poll(async () => (await look(shop, bought)).settlement, slowly).toBe("PARTIALLY_PAID");
  expect((await look(shop, bought)).payments).toMatchObject([
    { state: "PARTIALLY_CAPTURED", captured: { minor: share } },
  ]);

  await cancelUnits(shop, bought, 2);
  const events = async () => (await look(shop, bought)).timeline.map(({ kind }) => kind);
  await expect.poll(events, slowly).toContain("PAYMENT_RELEASED");
  expect(await look(shop, bought)).toMatchObject({
    state: "SHIPPED",
    settlement: "PAID",
    amountDue: { minor: 0 },
    lines: [{ shipped: 1, cancelled: 2 }],
    refunds: [],
    payments: [{ state: "CAPTURED", captured: { minor: share }, refunded: { minor: 0 } }],
  });
});
