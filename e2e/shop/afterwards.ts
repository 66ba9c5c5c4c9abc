/** What happens to an order after it was placed, each step as one call: for its buyer, the warehouse and the back office. */
import { randomUUID } from "node:crypto";
import type { DemoRole } from "../../scripts/seed/accounts.ts";
import { type As, ask, must } from "../client.ts";
import { complete, fillCart, findSomething, orderIn, pay, readyCheckout, signIn } from "./buyer.ts";
import { VariantDocument } from "./documents.ts";
import {
  FulfilmentCreateDocument,
  OrderCancelDocument,
  OrderInFullDocument,
  OrderLinesCancelDocument,
  OrderRefundDocument,
  ShipmentCreateDocument,
  ShipmentUpdateDocument,
} from "./order-documents.ts";
import type { Shop } from "./processes.ts";

/** An order, and who bought it: somebody signed in, or whoever holds its guest token. */
export type Bought = { id: string; number: string; sku: string; by: As };

/** Under half of an access token's life: a shop that many stories share outlives its first tokens. */
const signedInForMs = 2 * 60_000;
type Desk = { as: Promise<As>; signedInAt: number };
const desks = new WeakMap<Pick<Shop, "url">, Map<string, Desk>>();

/** A colleague of that role, signed in once for each shop and time. */
export function staff(shop: Pick<Shop, "url">, role: DemoRole): Promise<As> {
  const here = desks.get(shop) ?? new Map<string, Desk>();
  desks.set(shop, here);
  const now = performance.now();
  const known = here.get(role);
  if (known && now - known.signedInAt < signedInForMs) return known.as;
  const as = signIn(shop, role);
  here.set(role, { as, signedInAt: now });
  return as;
}

/** Buys `quantity` of something, paid for with a token of the sandbox. */
export async function buy(
  shop: Shop,
  {
    text = "mug",
    quantity = 1,
    token = "tok_ok",
    as = {},
  }: { text?: string; quantity?: number; token?: string; as?: As },
): Promise<Bought> {
  const { id: variantId, sku } = await findSomething(shop, text);
  const checkoutId = await readyCheckout(shop, await fillCart(shop, variantId, quantity, as), as);
  const paid = await pay(shop, checkoutId, token, as);
  if (paid.__typename !== "PaymentStarted") throw new Error(`it is not paid: ${JSON.stringify(paid)}`);
  const { id, number, state, guestToken } = orderIn(await complete(shop, checkoutId, as));
  if (state !== "CONFIRMED") throw new Error(`the order ${number} is ${state}`);
  return { id, number, sku, by: guestToken ? { guest: [guestToken] } : as };
}

/** The order as its buyer sees it now, or as whoever `by` is. */
export async function look({ url }: Shop, { id, by }: Pick<Bought, "id" | "by">, as: As = by) {
  const { order } = await must(ask(url, OrderInFullDocument, { id }, as));
  if (!order) throw new Error(`the order ${id} cannot be seen`);
  return order;
}

/** The only line of the order. */
export async function lineOf(shop: Shop, bought: Bought) {
  const [line, ...more] = (await look(shop, bought)).lines;
  if (!line || more.length > 0) throw new Error(`the order ${bought.number} has not one line`);
  return line;
}

/** The warehouse sends so many in a parcel; gives the parcel's id. */
export async function send(shop: Shop, bought: Bought, quantity: number, trackingNumber?: string): Promise<string> {
  const as = await staff(shop, "FULFILMENT");
  const parts = [{ lineId: (await lineOf(shop, bought)).id, quantity }];
  const set = await must(
    ask(shop.url, FulfilmentCreateDocument, { input: { orderId: bought.id, parts, idempotencyKey: randomUUID() } }, as),
  );
  if (set.fulfilmentCreate.__typename !== "FulfilmentCreated") throw new Error(JSON.stringify(set));
  const input = {
    fulfilmentId: set.fulfilmentCreate.fulfilment.id,
    carrier: "Parcel Post",
    idempotencyKey: randomUUID(),
    ...(trackingNumber ? { trackingNumber, trackingUrl: `https://parcels.example/${trackingNumber}` } : {}),
  };
  const { shipmentCreate } = await must(ask(shop.url, ShipmentCreateDocument, { input }, as));
  if (shipmentCreate.__typename !== "ShipmentCreated") throw new Error(JSON.stringify(shipmentCreate));
  return shipmentCreate.shipment.id;
}

/** The carrier has brought the parcel. */
export async function arrive(shop: Shop, shipmentId: string): Promise<void> {
  const as = await staff(shop, "FULFILMENT");
  const input = { shipmentId, status: "DELIVERED" as const };
  const { shipmentUpdate } = await must(ask(shop.url, ShipmentUpdateDocument, { input }, as));
  if (shipmentUpdate.__typename !== "ShipmentUpdated") throw new Error(JSON.stringify(shipmentUpdate));
}

/** Finance gives money back, for units of the only line or for something else. */
export async function refund(
  shop: Shop,
  bought: Bought,
  what: { quantity?: number; shippingMinor?: number; returnId?: string; keepFulfillable?: boolean },
) {
  const { quantity, ...more } = what;
  const lines = quantity === undefined ? {} : { lines: [{ lineId: (await lineOf(shop, bought)).id, quantity }] };
  const input = { orderId: bought.id, reason: "Sorry.", idempotencyKey: randomUUID(), ...lines, ...more };
  return (await must(ask(shop.url, OrderRefundDocument, { input }, await staff(shop, "FINANCE")))).orderRefund;
}

/** Cancels the whole order. */
export async function cancel(shop: Shop, { id, by }: Pick<Bought, "id" | "by">) {
  const input = { orderId: id, idempotencyKey: randomUUID() };
  return (await must(ask(shop.url, OrderCancelDocument, { input }, by))).orderCancel;
}

/** The shop cancels so many of the only line. */
export async function cancelUnits(shop: Shop, bought: Bought, quantity: number): Promise<void> {
  const parts = [{ lineId: (await lineOf(shop, bought)).id, quantity }];
  const input = { orderId: bought.id, parts, idempotencyKey: randomUUID() };
  const { orderLinesCancel } = await must(
    ask(shop.url, OrderLinesCancelDocument, { input }, await staff(shop, "SUPPORT")),
  );
  if (orderLinesCancel.__typename !== "OrderLinesCancelled") throw new Error(JSON.stringify(orderLinesCancel));
}

/** How many of a variant can be bought now. */
export async function available(shop: Pick<Shop, "url">, sku: string): Promise<number> {
  const as = await staff(shop, "FULFILMENT");
  const { variant } = await must(ask(shop.url, VariantDocument, { sku, currency: "EUR" }, as));
  if (!variant || variant.available == null) throw new Error(`it cannot be seen how many of ${sku} there are`);
  return variant.available;
}
