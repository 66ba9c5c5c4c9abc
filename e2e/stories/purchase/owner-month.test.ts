/** A month of an owner: sells at home, to companies in Austria and to consumers in six places; counts, packs, takes back, closes the month. */
import { randomUUID } from "node:crypto";
import {
  address,
  completeCheckout,
  createCart,
  requireOrder,
  setShipping,
  startCheckout,
  startPayment,
} from "@hansa/client/buyer";
import {
  OrderLinesCancelDocument,
  OrderRefundDocument,
  OrderVatIdCorrectDocument,
  WithdrawalDeclareDocument,
} from "@hansa/client/documents/orders";
import {
  InventoryAdjustDocument,
  PriceSetDocument,
  ProductCreateDocument,
  ProductPublishDocument,
  VariantSaveDocument,
} from "@hansa/client/documents/products";
import { ReturnReceiveDocument, ReturnResolveDocument } from "@hansa/client/documents/returns";
import { SettingsUpdateDocument, ShippingZoneSaveDocument } from "@hansa/client/documents/settings";
import type { AddressInput, VariantSaveInput } from "@hansa/client/generated/graphql";
import { requireData, sendRequest } from "@hansa/client/graphql-client";
import { perform, requireSuccess } from "@hansa/client/mutation";
import {
  type BoughtOrder,
  deliverShipment,
  readOrder,
  requestReturn,
  shipParts,
  signInStaff,
} from "@hansa/client/staff-desk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { runShop, type Shop } from "../../../cli/testing/shop.ts";
import { expectCleanAudit } from "../support/determined-buyer.ts";
import { company, consumers, knownVatId, unknown } from "../support/month-buyers.ts";
import { readChanges, readMonth } from "../support/month-report.ts";

const email = "month@hansa.example";

let shop: Shop;
let goods: { mug: string; download: string };
/** The seeded shop has sold in this month too. */
let before: Awaited<ReturnType<typeof readMonth>>;
let home: BoughtOrder;
let abroad: BoughtOrder;
let austrian: BoughtOrder;
let viennese: BoughtOrder;
let monegasque: BoughtOrder;

beforeAll(async () => {
  shop = await runShop();
  const admin = await signInStaff(shop, "ADMIN");
  await perform(
    shop,
    SettingsUpdateDocument,
    { vatId: "DE136695976", reverseCharge: true, reverseChargeCheck: "FORM", exportPrices: "GROSS" },
    admin,
  );
  const countries = ["AT", "BE", "ES", "FR", "IE", "IT", "LU", "MC", "NL", "PL"] as const;
  await perform(shop, ShippingZoneSaveDocument, { id: "zone_eu", countries: [...countries] }, admin);
  goods = {
    mug: await offer("Galley mug", { sku: "GALLEY", weightGrams: 400 }, 1_490),
    download: await offer("Galley recipes", { sku: "RECIPES", taxClass: "DIGITAL", tracked: false }, 999),
  };
  before = await readMonth(shop);
});
afterAll(() => shop.stop());

/** Puts an article into the shop. */
async function offer(title: string, saved: Omit<VariantSaveInput, "productId">, amountMinor: number): Promise<string> {
  const as = await signInStaff(shop, "ADMIN");
  const { product } = await perform(shop, ProductCreateDocument, { title, idempotencyKey: title }, as);
  const { variant } = await perform(shop, VariantSaveDocument, { ...saved, productId: product.id }, as);
  await perform(shop, PriceSetDocument, { variantId: variant.id, currency: "EUR", amountMinor }, as);
  await perform(shop, ProductPublishDocument, { id: product.id }, as);
  return variant.id;
}

const stockOnHand = z.object({
  variant: z.object({ onHand: z.number(), committed: z.number(), available: z.number() }),
});

/** The units of the mug: on the shelf, sold and unsent, for sale. */
async function readShelf(): Promise<number[]> {
  const query = `{ variant(sku: "GALLEY") { onHand committed available } }`;
  const data = await requireData(sendRequest(shop.url, { query, as: await signInStaff(shop, "ADMIN") }));
  const { onHand, committed, available } = stockOnHand.parse(data).variant;
  return [onHand, committed, available];
}

async function changeStock(change: { delta: number; reason: "RECEIVED" } | { counted: number; reason: "COUNTED" }) {
  const input = { variantId: goods.mug, ...change, idempotencyKey: randomUUID() };
  await perform(shop, InventoryAdjustDocument, input, await signInStaff(shop, "ADMIN"));
}

/** Buys as a guest at this address. */
async function buy(variantIds: readonly string[], shippingAddress: AddressInput): Promise<BoughtOrder> {
  const lines = variantIds.map((variantId) => ({ variantId, quantity: variantId === goods.mug ? 2 : 1 }));
  const cartId = await createCart(shop, { currency: "EUR", lines });
  const checkoutId = await startCheckout(shop, { cartId, email });
  await setShipping(shop, checkoutId, { shippingAddress });
  requireSuccess(await startPayment(shop, checkoutId, "tok_ok"));
  const { id, number, guestToken } = requireOrder(await completeCheckout(shop, checkoutId));
  const bought = { id, number, sku: "GALLEY", by: { guest: [guestToken ?? ""] } };
  await expect.poll(async () => (await readOrder(shop, bought)).state).toBe("CONFIRMED");
  return bought;
}

/** The line of the mugs. */
async function readMugs(bought: BoughtOrder) {
  const line = (await readOrder(shop, bought)).lines.find(({ sku }) => sku === bought.sku);
  if (!line) throw new Error(`the order ${bought.number} has no mug`);
  return line;
}

/** Packs and sends the mugs, and reports the parcel as delivered. */
async function send(bought: BoughtOrder): Promise<void> {
  const { id: lineId, quantity, cancelled } = await readMugs(bought);
  const parts = [{ lineId, quantity: quantity - cancelled }];
  const parcel = { orderId: bought.id, parts, carrier: "Parcel Post", key: randomUUID() };
  await deliverShipment(shop, await shipParts(shop, parcel, await signInStaff(shop, "FULFILMENT")));
}

test("200 mugs are received, and three buyers pay what the laws of their countries ask", async () => {
  await changeStock({ delta: 200, reason: "RECEIVED" });
  home = await buy([goods.mug], address);
  abroad = await buy([goods.mug, goods.download], consumers.switzerland);
  austrian = await buy([goods.mug, goods.download], company);
  const totals = await Promise.all([home, abroad, austrian].map((bought) => readOrder(shop, bought)));
  expect(totals.map(({ totals: { total, shipping } }) => [total.minor, shipping.minor])).toEqual([
    [3_470, 490],
    [6_469, 2_490],
    [4_175, 832],
  ]);
});

test("a count of the shelf finds the sold mugs too, and sells none twice", async () => {
  expect(await readShelf()).toEqual([200, 6, 194]);
  await changeStock({ counted: 200, reason: "COUNTED" });
  expect(await readShelf()).toEqual([200, 6, 194]);
  await changeStock({ counted: 198, reason: "COUNTED" });
  expect(await readShelf()).toEqual([198, 6, 192]);
});

test("one mug is cancelled, and the others leave the shelf with their parcels", async () => {
  const parts = [{ lineId: (await readMugs(abroad)).id, quantity: 1 }];
  const input = { orderId: abroad.id, parts, idempotencyKey: randomUUID() };
  await perform(shop, OrderLinesCancelDocument, input, await signInStaff(shop, "SUPPORT"));
  await expect.poll(readShelf).toEqual([198, 5, 193]);
  for (const bought of [home, abroad, austrian]) await send(bought);
  await expect.poll(readShelf).toEqual([193, 0, 193]);
});

test("a mug comes back used: it is put on the shelf, and a part of its price is held back", async () => {
  const lineId = (await readMugs(home)).id;
  const returnId = await requestReturn(shop, home, [{ lineId, quantity: 1 }]);
  const desk = await signInStaff(shop, "ADMIN");
  await perform(shop, ReturnResolveDocument, { returnId, decision: "APPROVE" }, desk);
  const received = { returnId, parts: [{ lineId, quantity: 1, restock: true }], idempotencyKey: randomUUID() };
  await perform(shop, ReturnReceiveDocument, received, desk);
  await expect.poll(readShelf).toEqual([194, 0, 194]);
  const lines = [{ lineId, quantity: 1, amountMinor: 1_000 }];
  const refund = { orderId: home.id, returnId, lines, reason: "Used.", idempotencyKey: randomUUID() };
  await perform(shop, OrderRefundDocument, refund, desk);
  const refunded = {
    settlement: "PARTIALLY_REFUNDED",
    payments: [{ captured: { minor: 3_470 }, refunded: { minor: 1_000 } }],
  };
  await expect.poll(() => readOrder(shop, home)).toMatchObject(refunded);
  expect(await readOrder(shop, abroad)).toMatchObject({ payments: [{ refunded: { minor: 1_490 } }] });
});

test("consumers in Vienna, Belfast and Monaco pay the tax of the shop's country, and goods for Tenerife are an export", async () => {
  viennese = await buy([goods.mug], consumers.vienna);
  const sold = [viennese];
  for (const place of [consumers.belfast, consumers.tenerife]) sold.push(await buy([goods.mug], place));
  monegasque = await buy([goods.mug], consumers.monaco);
  sold.push(monegasque);
  const totals = await Promise.all(sold.map((bought) => readOrder(shop, bought)));
  expect(totals.map(({ totals: { total, shipping } }) => [total.minor, shipping.minor])).toEqual([
    [3_970, 990],
    [4_270, 1_290],
    [3_970, 990],
    [3_970, 990],
  ]);
});

test("Vienna gets 1.00 off a mug that has a scratch, and Monaco withdraws before anything is sent", async () => {
  const lines = [{ lineId: (await readMugs(viennese)).id, quantity: 0, amountMinor: 100 }];
  const reduced = { orderId: viennese.id, lines, reason: "A scratch.", idempotencyKey: randomUUID() };
  await perform(shop, OrderRefundDocument, reduced, await signInStaff(shop, "ADMIN"));
  const { number: orderNumber, by } = monegasque;
  const declared = { orderNumber, email, lastName: "Roux", idempotencyKey: randomUUID() };
  const guestToken = by.guest?.[0] ?? null;
  const withdrawn = await perform(shop, WithdrawalDeclareDocument, { ...declared, guestToken });
  expect(withdrawn).toMatchObject({ order: { state: "CANCELLED" }, withdrawal: { state: expect.any(String) } });
  await expect
    .poll(() => readOrder(shop, monegasque))
    .toMatchObject({ settlement: "REFUNDED", payments: [{ refunded: { minor: 3_970 } }] });
});

test("a company has paid the tax while the register was away: its VAT id is set right before its mugs leave", async () => {
  const owner = await signInStaff(shop, "ADMIN");
  await perform(shop, SettingsUpdateDocument, { reverseChargeCheck: "SERVICE" }, owner);
  const bought = await buy([goods.mug], unknown);
  expect((await readOrder(shop, bought)).totals.total.minor).toBe(3_970);
  const input = { orderId: bought.id, vatId: knownVatId, idempotencyKey: randomUUID() };
  expect(await perform(shop, OrderVatIdCorrectDocument, input, owner)).toMatchObject({
    refund: { amount: { minor: 634 }, shipping: { minor: 158 } },
  });
  await send(bought);
  await expect
    .poll(() => readOrder(shop, bought))
    .toMatchObject({ settlement: "PARTIALLY_REFUNDED", payments: [{ refunded: { minor: 634 } }] });
});

test("the month is closed: its report has the three laws, and the statement for companies abroad", async () => {
  const expected = {
    ...{ invoices: 9, "credit notes": 5 },
    // 34.70, thrice 39.70 and 42.70 less 19 %: 29.16 + 5.54, 33.36 + 6.34 and 35.88 + 6.82. Monaco's is cancelled.
    ...{ "DE STANDARD 0.19 sales": 16_512, "DE STANDARD 0.19 sales, tax": 3_138 },
    ...{ "DE STANDARD 0.19 cancellations": 3_336, "DE STANDARD 0.19 cancellations, tax": 634 },
    // Of 10.00 and of 1.00 back, the tax is rounded down; the invoice of the company is taken back.
    ...{ "DE STANDARD 0.19 refunds": 4_262, "DE STANDARD 0.19 refunds, tax": 808 },
    ...{ "DE STANDARD 0.19 net": 8_914, "DE STANDARD 0.19 net, tax": 1_696 },
    ...{ "distance sales EUR": 6_839, "ES EXPORT 0 sales": 3_970, "ES EXPORT 0 net": 3_970 },
    // Two mugs of 14.90 and the parcel of 24.90; one mug was cancelled.
    ...{ "CH EXPORT 0 sales": 5_470, "CH EXPORT 0 cancellations": 1_490, "CH EXPORT 0 net": 3_980 },
    ...{ "CH UNTAXED 0 sales": 999, "CH UNTAXED 0 net": 999 },
    // 14.90, 9.90 and 9.99 less 19 %: 12.52 twice, 8.32 and 8.39. Two companies bought mugs.
    ...{ "AT INTRA_COMMUNITY 0 sales": 6_672, "AT INTRA_COMMUNITY 0 net": 6_672 },
    ...{ "AT REVERSE_CHARGE 0 sales": 839, "AT REVERSE_CHARGE 0 net": 839 },
    ...{ "ATU13585627 AT INTRA_COMMUNITY": 3_336, "ATU13585627 AT REVERSE_CHARGE": 839 },
    [`${knownVatId} AT INTRA_COMMUNITY`]: 3_336,
  };
  await expect.poll(() => readChanges(shop, before)).toEqual(expected);
  await expectCleanAudit(shop);
});
