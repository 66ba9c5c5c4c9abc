/** A month of an owner: sells at home, to a company in Austria and to consumers in six places; counts, packs, takes back, closes the month. */
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
import { OrderLinesCancelDocument, OrderRefundDocument } from "@hansa/client/documents/orders";
import {
  InventoryAdjustDocument,
  PriceSetDocument,
  ProductCreateDocument,
  ProductPublishDocument,
  VariantSaveDocument,
} from "@hansa/client/documents/products";
import { ReturnReceiveDocument, ReturnResolveDocument } from "@hansa/client/documents/returns";
import { SettingsUpdateDocument } from "@hansa/client/documents/settings";
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
import { readMonth } from "../support/month-report.ts";

const switzerland: AddressInput = {
  ...{ firstName: "Reto", lastName: "Keller", line1: "Kai 1", city: "Zürich", postalCode: "8001", country: "CH" },
};
const company: AddressInput = {
  ...{ lastName: "Huber", company: "Huber GmbH", vatId: "ATU13585627" },
  ...{ line1: "Ring 1", city: "Wien", postalCode: "1010", country: "AT" },
};
const vienna: AddressInput = { ...company, company: null, vatId: null };
const belfast: AddressInput = {
  ...{ firstName: "Orla", lastName: "Byrne", line1: "1 Quay", city: "Belfast", postalCode: "BT1 5GS", country: "GB" },
};
const tenerife: AddressInput = {
  ...{ firstName: "Luz", lastName: "Mora", line1: "Calle 1", city: "Santa Cruz", postalCode: "38001" },
  ...{ region: "ES-TF", country: "ES" },
};

let shop: Shop;
let goods: { mug: string; download: string };
/** The seeded shop has sold in this month too. */
let before: Awaited<ReturnType<typeof readMonth>>;
let home: BoughtOrder;
let abroad: BoughtOrder;
let austrian: BoughtOrder;

beforeAll(async () => {
  shop = await runShop();
  const admin = await signInStaff(shop, "ADMIN");
  await perform(
    shop,
    SettingsUpdateDocument,
    { vatId: "DE136695976", reverseCharge: true, reverseChargeCheck: "FORM", exportPrices: "GROSS" },
    admin,
  );
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
  const checkoutId = await startCheckout(shop, { cartId, email: "month@hansa.example" });
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
  abroad = await buy([goods.mug, goods.download], switzerland);
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

test("consumers in Vienna and Belfast pay the tax of the shop's country, and goods for Tenerife are an export", async () => {
  const sold: BoughtOrder[] = [];
  for (const place of [vienna, belfast, tenerife]) sold.push(await buy([goods.mug], place));
  const totals = await Promise.all(sold.map((bought) => readOrder(shop, bought)));
  expect(totals.map(({ totals: { total, shipping } }) => [total.minor, shipping.minor])).toEqual([
    [3_970, 990],
    [4_270, 1_290],
    [3_970, 990],
  ]);
});

test("the month is closed: its report has the three laws, and the statement for companies abroad", async () => {
  const expected = {
    ...{ invoices: 6, "credit notes": 2 },
    // 34.70, 39.70 and 42.70 less 19 %: 29.16 + 5.54, 33.36 + 6.34 and 35.88 + 6.82. Of 10.00 back, the tax is rounded down.
    ...{ "DE STANDARD 0.19 sales": 9_840, "DE STANDARD 0.19 sales, tax": 1_870 },
    ...{ "DE STANDARD 0.19 refunds": 841, "DE STANDARD 0.19 refunds, tax": 159 },
    ...{ "DE STANDARD 0.19 net": 8_999, "DE STANDARD 0.19 net, tax": 1_711 },
    ...{ "distance sales EUR": 6_924, "ES EXPORT 0 sales": 3_970, "ES EXPORT 0 net": 3_970 },
    // Two mugs of 14.90 and the parcel of 24.90; one mug was cancelled.
    ...{ "CH EXPORT 0 sales": 5_470, "CH EXPORT 0 cancellations": 1_490, "CH EXPORT 0 net": 3_980 },
    ...{ "CH UNTAXED 0 sales": 999, "CH UNTAXED 0 net": 999 },
    // 14.90, 9.90 and 9.99 less 19 %: 12.52 twice, 8.32 and 8.39.
    ...{ "AT INTRA_COMMUNITY 0 sales": 3_336, "AT INTRA_COMMUNITY 0 net": 3_336 },
    ...{ "AT REVERSE_CHARGE 0 sales": 839, "AT REVERSE_CHARGE 0 net": 839 },
    ...{ "ATU13585627 AT INTRA_COMMUNITY": 3_336, "ATU13585627 AT REVERSE_CHARGE": 839 },
  };
  const changes = async () => {
    const month = [...(await readMonth(shop))].map(([name, sum]) => [name, sum - (before.get(name) ?? 0)] as const);
    return Object.fromEntries(month.filter(([, sum]) => sum !== 0));
  };
  await expect.poll(changes).toEqual(expected);
  await expectCleanAudit(shop);
});
