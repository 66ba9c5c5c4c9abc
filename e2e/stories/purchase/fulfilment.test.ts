/** Stories of orders after placement: parcels, receipts and cancellations. */

import {
  completeCheckout,
  fillCart,
  findAvailableVariant,
  prepareCheckout,
  signIn,
  startPayment,
} from "@hansa/client/buyer";
import { CheckoutDocument } from "@hansa/client/documents/purchase";
import { CartCodeApplyDocument, PromotionDocument, PromotionSaveDocument } from "@hansa/client/documents/settings";
import { executeDocument, requireData } from "@hansa/client/graphql-client";
import { eventually, pollOptions } from "@hansa/client/polling";
import {
  cancelOrder,
  deliverShipment,
  lineOf,
  placePaidOrder,
  readAvailability,
  readOrder,
  shipUnits,
  signInStaff,
} from "@hansa/client/staff-desk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { servicesAt } from "../../../cli/testing/addresses.ts";
import { type DelayingProxy, openDelayingProxy } from "../../../cli/testing/delaying-proxy.ts";
import { findEmail } from "../../../cli/testing/mailbox.ts";
import { internalUrl, type Shop, sharedShop } from "../../../cli/testing/shop.ts";

let shop: Shop;
let proxy: DelayingProxy;
beforeAll(async () => {
  shop = await sharedShop();
  proxy = await openDelayingProxy(internalUrl(shop, "products"));
  await shop.kill("orders");
  await shop.start("orders", { HANSA_SERVICES: servicesAt({ products: { internal: proxy.url } }) });
});
afterAll(() => proxy.close());

test("an order ships in two parcels, and its buyer tracks each by its number until both are delivered", async () => {
  const bought = await placePaidOrder(shop, { quantity: 3 });
  const first = await shipUnits(shop, bought, 1, "HH-1");
  expect(await readOrder(shop, bought)).toMatchObject({
    state: "PARTIALLY_SHIPPED",
    lines: [{ shipped: 1, delivered: 0 }],
    fulfilments: [
      {
        shipments: [
          {
            status: "SHIPPED",
            carrier: "Parcel Post",
            trackingNumber: "HH-1",
            trackingUrl: "https://parcels.example/HH-1",
            parts: [{ quantity: 1, line: { sku: bought.sku } }],
          },
        ],
      },
    ],
  });
  expect(await findEmail(shop, "buyer@hansa.example", "Its number: HH-1")).toContain("https://parcels.example/HH-1");

  const second = await shipUnits(shop, bought, 2, "HH-2");
  expect(await readOrder(shop, bought)).toMatchObject({ state: "SHIPPED", lines: [{ shipped: 3 }] });
  await deliverShipment(shop, first);
  expect(await readOrder(shop, bought)).toMatchObject({ state: "SHIPPED", lines: [{ delivered: 1 }] });
  await deliverShipment(shop, second);
  const seen = await readOrder(shop, bought);
  expect(seen).toMatchObject({ state: "DELIVERED", lines: [{ delivered: 3 }], nextActions: ["REQUEST_RETURN"] });
  expect(seen.timeline.map(({ kind }) => kind)).toEqual([
    "PLACED",
    "PAYMENT_CAPTURED",
    "CONFIRMED",
    "FULFILMENT_CREATED",
    "SHIPPED",
    "FULFILMENT_CREATED",
    "SHIPPED",
    "DELIVERED",
    "DELIVERED",
  ]);
});

test("a guest opens the receipt by its link; with another signature it is not found", async () => {
  const bought = await placePaidOrder(shop, { quantity: 2 });
  const { receiptUrl, number, totals } = await readOrder(shop, bought);
  const link = new URL(new URL(receiptUrl).pathname, shop.url).href;
  const page = await fetch(link);
  expect({ status: page.status, type: page.headers.get("content-type") }).toEqual({
    status: 200,
    type: "text/html; charset=utf-8",
  });
  const html = await page.text();
  expect(html).toContain(number);
  expect(html).toContain((totals.total.minor / 100).toFixed(2));
  expect(html).toContain((await lineOf(shop, bought)).title);

  const other = await readOrder(shop, await placePaidOrder(shop, {}));
  const signature = new URL(other.receiptUrl).pathname.split("/").at(-1);
  for (const wrong of [
    `${link.slice(0, -3)}AAA`,
    link.replace(/[^/]+$/, String(signature)),
    link.replace(/[^/]+$/, "x"),
  ]) {
    const refused = await fetch(wrong);
    expect(refused.status).toBe(404);
    expect(await refused.text()).not.toContain(number);
  }
});

test("cancelled before the capture: nothing is charged, the goods are restocked, and the code can be used again", async () => {
  const as = await signIn(shop, "CUSTOMER");
  const { id: variantId, sku } = await findAvailableVariant(shop);
  const before = await readAvailability(shop, sku);
  const desk = await signInStaff(shop, "CATALOG_MANAGER");
  const promotion = { label: "Once", code: "ONLYONCE", rateOff: "0.1", usesTotal: 1 };
  const { promotionSave } = await requireData(
    executeDocument(shop.url, PromotionSaveDocument, { input: promotion }, desk),
  );
  if (promotionSave.__typename !== "PromotionSaved") throw new Error(JSON.stringify(promotionSave));
  const { id } = promotionSave.promotion;
  const usesTaken = async () =>
    (await requireData(executeDocument(shop.url, PromotionDocument, { id }, desk))).promotion?.usesTaken;

  const cartId = await fillCart(shop, variantId, 2, as);
  const applied = await requireData(
    executeDocument(shop.url, CartCodeApplyDocument, { input: { cartId, code: "ONLYONCE" } }, as),
  );
  expect(applied.cartCodeApply).toMatchObject({ cart: { code: "ONLYONCE", codeRejection: null } });
  const checkoutId = await prepareCheckout(shop, cartId, as);
  expect({ available: await readAvailability(shop, sku), usesTaken: await usesTaken() }).toEqual({
    available: before - 2,
    usesTaken: 0,
  });

  // The order is placed by the buyer's request or by the payment event, whichever is first.
  const commit = proxy.hold("/internal/commit");
  await startPayment(shop, checkoutId, "tok_ok", as);
  const completing = completeCheckout(shop, checkoutId, as);
  await commit.answered;
  const { checkout } = await requireData(executeDocument(shop.url, CheckoutDocument, { id: checkoutId }, as));
  if (!checkout?.order) throw new Error("the checkout has no order yet");
  const bought = { id: checkout.order.id, by: as };
  expect(await readOrder(shop, bought)).toMatchObject({ state: "PENDING_PAYMENT", nextActions: ["CANCEL"] });
  expect(await usesTaken()).toBe(1);
  const cancelling = cancelOrder(shop, bought);
  await eventually(
    "the cancellation is written down",
    async () => (await readOrder(shop, bought)).timeline.some(({ kind }) => kind === "CANCEL_REQUESTED") || undefined,
  );
  commit.release();

  expect(await cancelling).toMatchObject({ order: { state: "CANCELLED", cancelReason: "CUSTOMER" } });
  await completing;
  const seen = await readOrder(shop, bought);
  expect(seen.payments).toMatchObject([{ state: "VOIDED", captured: { minor: 0 } }]);
  expect(seen.timeline.map(({ kind }) => kind)).toEqual(["PLACED", "CANCEL_REQUESTED", "CANCELLED"]);
  expect({ available: await readAvailability(shop, sku), usesTaken: await usesTaken() }).toEqual({
    available: before,
    usesTaken: 0,
  });
  const again = { input: { cartId: await fillCart(shop, variantId), code: "ONLYONCE" } };
  expect((await requireData(executeDocument(shop.url, CartCodeApplyDocument, again))).cartCodeApply.__typename).toBe(
    "CartSaved",
  );
});

test("cancelled after the capture: it is refunded and restocked, and the buyer is informed", async () => {
  const { sku } = await findAvailableVariant(shop);
  const before = await readAvailability(shop, sku);
  const bought = await placePaidOrder(shop, { quantity: 2 });
  expect(await readAvailability(shop, sku)).toBe(before - 2);
  expect(await cancelOrder(shop, bought)).toMatchObject({ order: { state: "CANCELLED" } });
  const seen = await readOrder(shop, bought);
  const { minor } = seen.totals.total;
  expect(seen).toMatchObject({
    settlement: "REFUNDED",
    lines: [{ cancelled: 2, refunded: 2 }],
    refunds: [{ state: "SUCCEEDED", amount: { minor } }],
    payments: [{ state: "REFUNDED", captured: { minor }, refunded: { minor } }],
  });
  await expect.poll(() => readAvailability(shop, sku), pollOptions).toBe(before);
  await findEmail(shop, "buyer@hansa.example", `Your order ${bought.number} was cancelled`);
  await findEmail(shop, "buyer@hansa.example", `of your order ${bought.number} go back to you`);

  const once = await cancelOrder(shop, bought);
  expect(once).toMatchObject({ __typename: "InvalidTransitionError", state: "CANCELLED", allowed: [] });
});
