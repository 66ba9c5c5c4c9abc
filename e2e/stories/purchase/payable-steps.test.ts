/** A shop with Stripe, of which a stand-in plays the interface, sells in Kuwaiti dinars: totals, captures and refunds are tenths. */
import { randomUUID } from "node:crypto";
import { address, completeCheckout, createCart, requireOrder, startCheckout, startPayment } from "@hansa/client/buyer";
import { OrderRefundDocument } from "@hansa/client/documents/orders";
import {
  PriceSetDocument,
  ProductCreateDocument,
  ProductPublishDocument,
  VariantSaveDocument,
} from "@hansa/client/documents/products";
import { CheckoutUpdateDocument } from "@hansa/client/documents/purchase";
import { SettingsUpdateDocument } from "@hansa/client/documents/settings";
import { requireData, sendRequest } from "@hansa/client/graphql-client";
import { perform, requireSuccess } from "@hansa/client/mutation";
import { eventually } from "@hansa/client/polling";
import { type BoughtOrder, readOrder, signInStaff } from "@hansa/client/staff-desk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { runShop, type Shop } from "../../../cli/testing/shop.ts";
import { expectCleanAudit } from "../support/determined-buyer.ts";
import { startStandIn, stripeSettings } from "../support/stripe-stand-in.ts";

let shop: Shop;
let stopStandIn: () => Promise<void>;
beforeAll(async () => {
  shop = await runShop(stripeSettings);
  stopStandIn = await startStandIn(shop.port);
});
afterAll(() => Promise.all([shop.stop(), stopStandIn()]));

/** Puts a download into the shop, at prices in fils and in cents. */
async function offer(sku: string, amountMinor: number): Promise<string> {
  const as = await signInStaff(shop, "ADMIN");
  const { product } = await perform(shop, ProductCreateDocument, { title: sku, idempotencyKey: sku }, as);
  const { variant } = await perform(shop, VariantSaveDocument, { sku, tracked: false, productId: product.id }, as);
  for (const currency of ["KWD", "EUR"])
    await eventually(`${sku} has a price in ${currency}`, async () => {
      const price = { variantId: variant.id, currency, amountMinor };
      return (await perform(shop, PriceSetDocument, price, as).catch(() => undefined)) && true;
    });
  await perform(shop, ProductPublishDocument, { id: product.id }, as);
  return variant.id;
}

async function buy(currency: string, variantIds: readonly string[]): Promise<BoughtOrder> {
  const cartId = await createCart(shop, {
    currency,
    lines: variantIds.map((variantId) => ({ variantId, quantity: 1 })),
  });
  const checkoutId = await startCheckout(shop, { cartId, email: "dinar@hansa.example" });
  await perform(shop, CheckoutUpdateDocument, { checkoutId, billingAddress: address });
  requireSuccess(await startPayment(shop, checkoutId, "pm_card_visa"));
  const { id, number, guestToken } = requireOrder(await completeCheckout(shop, checkoutId));
  const bought = { id, number, sku: "", by: { guest: [guestToken ?? ""] } };
  await expect.poll(async () => (await readOrder(shop, bought)).state).toBe("CONFIRMED");
  return bought;
}

const seen = z.object({
  order: z.object({
    totals: z.object({ rounding: z.object({ minor: z.number() }), total: z.object({ minor: z.number() }) }),
  }),
});

async function totalsOf({ id }: BoughtOrder): Promise<[number, number]> {
  const query = "query ($id: ID!) { order(id: $id) { totals { rounding { minor } total { minor } } } }";
  const as = await signInStaff(shop, "ADMIN");
  const { order } = seen.parse(await requireData(sendRequest(shop.url, { query, variables: { id }, as })));
  return [order.totals.rounding.minor, order.totals.total.minor];
}

test("4.567 and 2.500 KWD are 7.070 with a rounding of 0.003, refunded with 4.560 and 2.510; in EUR nothing is rounded", async () => {
  const admin = await signInStaff(shop, "ADMIN");
  const currencies = ["EUR", "USD", "GBP", "JPY", "KWD"];
  await perform(shop, SettingsUpdateDocument, { currencies }, admin);
  const setup = z.object({ shopSetup: z.object({ notices: z.array(z.string()) }) });
  const { shopSetup } = setup.parse(
    await requireData(sendRequest(shop.url, { query: "{ shopSetup { notices } }", as: admin })),
  );
  expect(shopSetup.notices).toContain("PAYABLE_STEP");
  const goods = [await offer("DATES", 4_567), await offer("PEARLS", 2_500)];
  const bought = await buy("KWD", goods);
  expect(await totalsOf(bought)).toEqual([3, 7_070]);
  const amounts = [];
  for (const { id: lineId } of (await readOrder(shop, bought)).lines) {
    const input = {
      orderId: bought.id,
      lines: [{ lineId, quantity: 1 }],
      reason: "Sorry.",
      idempotencyKey: randomUUID(),
    };
    const { refund } = await perform(shop, OrderRefundDocument, input, admin);
    amounts.push([refund.state, refund.amount.minor]);
  }
  expect(amounts).toEqual([
    ["SUCCEEDED", 4_560],
    ["SUCCEEDED", 2_510],
  ]);
  await expect.poll(async () => (await readOrder(shop, bought)).state).toBe("CANCELLED");
  expect(await totalsOf(await buy("EUR", goods))).toEqual([0, 7_067]);
  await expectCleanAudit(shop);
});
