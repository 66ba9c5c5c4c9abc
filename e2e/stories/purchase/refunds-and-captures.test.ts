/** Stories of refunds, of refunded shipping, and of captures per parcel. */
import { randomUUID } from "node:crypto";
import { LedgerDocument } from "@hansa/client/documents/orders";
import { ReturnReceiveDocument, ReturnResolveDocument } from "@hansa/client/documents/returns";
import { SettingsUpdateDocument } from "@hansa/client/documents/settings";
import { executeDocument, requireData } from "@hansa/client/graphql-client";
import { pollOptions } from "@hansa/client/polling";
import {
  type BoughtOrder,
  cancelUnits,
  deliverShipment,
  lineOf,
  placePaidOrder,
  readAvailability,
  readOrder,
  refundOrder,
  requestReturn,
  shipUnits,
  signInStaff,
} from "@hansa/client/staff-desk";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { type Shop, sharedShop } from "../../../cli/testing/shop.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await sharedShop();
});

/** A guest asks, the shop agrees: gives the return's id. */
async function agreeToReturn(bought: BoughtOrder, quantity: number): Promise<string> {
  const parts = [{ lineId: (await lineOf(shop, bought)).id, quantity }];
  const returnId = await requestReturn(shop, bought, parts);
  const approve = { input: { returnId, decision: "APPROVE" as const } };
  const { returnResolve } = await requireData(
    executeDocument(shop.url, ReturnResolveDocument, approve, await signInStaff(shop, "SUPPORT")),
  );
  expect(returnResolve).toMatchObject({ orderReturn: { state: "APPROVED" } });
  return returnId;
}

test("one unit of three is returned: it is restocked and refunded, and the ledgers balance", async () => {
  const bought = await placePaidOrder(shop, { quantity: 3 });
  await deliverShipment(shop, await shipUnits(shop, bought, 3));
  const returnId = await agreeToReturn(bought, 1);

  const before = await readAvailability(shop, bought.sku);
  const { id: lineId, lineTotal } = await lineOf(shop, bought);
  const arrived = { returnId, parts: [{ lineId, quantity: 1, restock: true }], idempotencyKey: randomUUID() };
  const { returnReceive } = await requireData(
    executeDocument(shop.url, ReturnReceiveDocument, { input: arrived }, await signInStaff(shop, "FULFILMENT")),
  );
  expect(returnReceive).toMatchObject({ orderReturn: { state: "RECEIVED" } });
  await expect.poll(() => readAvailability(shop, bought.sku), pollOptions).toBe(before + 1);

  const given = await refundOrder(shop, bought, { quantity: 1, returnId });
  const minor = Math.round(lineTotal.minor / 3);
  expect(given).toMatchObject({ refund: { state: "SUCCEEDED", amount: { minor } } });
  const seen = await readOrder(shop, bought);
  expect(seen).toMatchObject({
    state: "DELIVERED",
    settlement: "PARTIALLY_REFUNDED",
    lines: [{ returned: 1, refunded: 1 }],
    returns: [{ id: returnId, state: "REFUNDED" }],
    payments: [{ state: "PARTIALLY_REFUNDED", refunded: { minor } }],
  });

  const paymentId = seen.payments?.[0]?.id ?? "";
  const books = await requireData(
    executeDocument(shop.url, LedgerDocument, { paymentId }, await signInStaff(shop, "FINANCE")),
  );
  const entries = books.ledgerEntries.nodes;
  expect(entries.map(({ kind }) => kind).sort()).toEqual(["CAPTURE", "CAPTURE", "REFUND", "REFUND"]);
  expect(entries.reduce((sum, { amount }) => sum + amount.minor, 0)).toBe(0);
  const atProvider = entries.filter(({ account }) => account === "PROVIDER");
  expect(atProvider.reduce((sum, { amount }) => sum + amount.minor, 0)).toBe(seen.totals.total.minor - minor);
});

test("shipping alone is refunded, once: a second refund of it is refused", async () => {
  const bought = await placePaidOrder(shop, {});
  const { minor } = (await readOrder(shop, bought)).totals.shipping;
  expect(minor).toBeGreaterThan(0);
  expect(await refundOrder(shop, bought, { shippingMinor: minor })).toMatchObject({
    refund: { state: "SUCCEEDED", amount: { minor }, shipping: { minor } },
  });
  const seen = await readOrder(shop, bought);
  expect(seen).toMatchObject({
    state: "CONFIRMED",
    settlement: "PARTIALLY_REFUNDED",
    lines: [{ refunded: 0 }],
    refunds: [{ state: "SUCCEEDED", shipping: { minor }, parts: [] }],
  });
  const id = seen.refunds[0]?.id;
  expect(seen.refunds).toMatchObject([{ refund: { id, state: "SUCCEEDED" } }]);
  expect(seen.payments).toMatchObject([{ refunds: [{ id, orderRefund: { id, order: { number: seen.number } } }] }]);
  expect(await refundOrder(shop, bought, { shippingMinor: 1 })).toMatchObject({
    __typename: "AmountExceededError",
    maximumAmount: { minor: 0 },
  });
});

test("a refund that the bank refuses has failed; the next one succeeds, once", async () => {
  const bought = await placePaidOrder(shop, { token: "tok_refund_fails" });
  const { minor } = (await lineOf(shop, bought)).lineTotal;
  expect(await refundOrder(shop, bought, { quantity: 1 })).toMatchObject({
    refund: { state: "FAILED", failureReason: "card_closed", amount: { minor } },
  });
  expect(await readOrder(shop, bought)).toMatchObject({ settlement: "PAID", lines: [{ refunded: 0 }] });
  const again = { quantity: 1, keepFulfillable: true };
  expect(await refundOrder(shop, bought, again)).toMatchObject({ refund: { state: "SUCCEEDED" } });
  expect(await readOrder(shop, bought)).toMatchObject({
    settlement: "PARTIALLY_REFUNDED",
    lines: [{ refunded: 1 }],
    payments: [{ refunded: { minor } }],
  });
  expect((await readOrder(shop, bought)).refunds.map(({ state }) => state).sort()).toEqual(["FAILED", "SUCCEEDED"]);
});

/** Sets when the shop takes the money of new orders. */
async function setCaptureMode(captureMode: "ON_PLACEMENT" | "ON_FULFILMENT") {
  const input = { captureMode };
  const { shopSettingsUpdate } = await requireData(
    executeDocument(shop.url, SettingsUpdateDocument, { input }, await signInStaff(shop, "ADMIN")),
  );
  expect(shopSettingsUpdate).toMatchObject({ __typename: "ShopSettingsSaved", settings: input });
}

test("with capture on fulfilment, an authorisation confirms the order, a parcel captures its share, and the rest is released", async () => {
  await setCaptureMode("ON_FULFILMENT");
  // Other stories share this shop.
  onTestFinished(() => setCaptureMode("ON_PLACEMENT"));

  const bought = await placePaidOrder(shop, { quantity: 3 });
  const promised = await readOrder(shop, bought);
  const { total, shipping } = promised.totals;
  expect(promised).toMatchObject({
    state: "CONFIRMED",
    settlement: "AUTHORIZED",
    amountDue: { minor: total.minor },
    payments: [{ state: "AUTHORIZED", authorized: { minor: total.minor }, captured: { minor: 0 } }],
  });

  await shipUnits(shop, bought, 1);
  const goods = (total.minor - shipping.minor) / 3;
  const share = goods + shipping.minor;
  await expect.poll(async () => (await readOrder(shop, bought)).settlement, pollOptions).toBe("PARTIALLY_PAID");
  expect((await readOrder(shop, bought)).payments).toMatchObject([
    { state: "PARTIALLY_CAPTURED", captured: { minor: share } },
  ]);

  await cancelUnits(shop, bought, 2);
  const events = async () => (await readOrder(shop, bought)).timeline.map(({ kind }) => kind);
  await expect.poll(events, pollOptions).toContain("PAYMENT_RELEASED");
  expect(await readOrder(shop, bought)).toMatchObject({
    state: "SHIPPED",
    settlement: "PAID",
    amountDue: { minor: 0 },
    lines: [{ shipped: 1, cancelled: 2 }],
    refunds: [],
    payments: [{ state: "CAPTURED", captured: { minor: share }, refunded: { minor: 0 } }],
  });
});
