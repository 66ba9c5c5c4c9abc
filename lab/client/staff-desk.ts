/** Staff desk: the steps of an order after its placement, one function per step. */
import { randomUUID } from "node:crypto";
import type { DemoRole } from "../../demo/accounts/demo-accounts.ts";
import {
  completeCheckout,
  fillCart,
  findAvailableVariant,
  prepareCheckout,
  requireOrder,
  signIn,
  startPayment,
} from "./buyer.ts";
import {
  FulfilmentCreateDocument,
  OrderCancelDocument,
  OrderInFullDocument,
  OrderLinesCancelDocument,
  OrderRefundDocument,
  ShipmentCreateDocument,
  ShipmentUpdateDocument,
} from "./documents/orders.ts";
import { VariantDocument } from "./documents/purchase.ts";
import { type Credentials, executeDocument, requireData } from "./graphql-client.ts";
import type { Shop } from "./processes/shop.ts";

/** An order and its buyer's credentials: an access token or a guest token. */
export type BoughtOrder = { id: string; number: string; sku: string; by: Credentials };

/** Under half of an access token's life: a shop that many stories share outlives its first tokens. */
const signedInForMs = 2 * 60_000;
type DeskSession = { as: Promise<Credentials>; signedInAt: number };
const deskSessions = new WeakMap<Pick<Shop, "url">, Map<string, DeskSession>>();

/** Signs in a member of staff with that role, once for each shop and period. */
export function signInStaff(shop: Pick<Shop, "url">, role: DemoRole): Promise<Credentials> {
  const here = deskSessions.get(shop) ?? new Map<string, DeskSession>();
  deskSessions.set(shop, here);
  const now = performance.now();
  const known = here.get(role);
  if (known && now - known.signedInAt < signedInForMs) return known.as;
  const as = signIn(shop, role);
  here.set(role, { as, signedInAt: now });
  return as;
}

/** Places a paid order for `quantity` of a variant, with a token of the sandbox. */
export async function placePaidOrder(
  shop: Shop,
  {
    text = "mug",
    quantity = 1,
    token = "tok_ok",
    as = {},
  }: { text?: string; quantity?: number; token?: string; as?: Credentials },
): Promise<BoughtOrder> {
  const { id: variantId, sku } = await findAvailableVariant(shop, text);
  const checkoutId = await prepareCheckout(shop, await fillCart(shop, variantId, quantity, as), as);
  const paid = await startPayment(shop, checkoutId, token, as);
  if (paid.__typename !== "PaymentStarted") throw new Error(`it is not paid: ${JSON.stringify(paid)}`);
  const { id, number, state, guestToken } = requireOrder(await completeCheckout(shop, checkoutId, as));
  if (state !== "CONFIRMED") throw new Error(`the order ${number} is ${state}`);
  return { id, number, sku, by: guestToken ? { guest: [guestToken] } : as };
}

/** Reads the order as its buyer, or with the credentials `as`. */
export async function readOrder({ url }: Shop, { id, by }: Pick<BoughtOrder, "id" | "by">, as: Credentials = by) {
  const { order } = await requireData(executeDocument(url, OrderInFullDocument, { id }, as));
  if (!order) throw new Error(`the order ${id} cannot be seen`);
  return order;
}

/** The only line of the order. */
export async function lineOf(shop: Shop, bought: BoughtOrder) {
  const [line, ...more] = (await readOrder(shop, bought)).lines;
  if (!line || more.length > 0) throw new Error(`the order ${bought.number} has not one line`);
  return line;
}

/** Ships so many units in a parcel; returns the parcel's id. */
export async function shipUnits(
  shop: Shop,
  bought: BoughtOrder,
  quantity: number,
  trackingNumber?: string,
): Promise<string> {
  const as = await signInStaff(shop, "FULFILMENT");
  const parts = [{ lineId: (await lineOf(shop, bought)).id, quantity }];
  const set = await requireData(
    executeDocument(
      shop.url,
      FulfilmentCreateDocument,
      { input: { orderId: bought.id, parts, idempotencyKey: randomUUID() } },
      as,
    ),
  );
  if (set.fulfilmentCreate.__typename !== "FulfilmentCreated") throw new Error(JSON.stringify(set));
  const input = {
    fulfilmentId: set.fulfilmentCreate.fulfilment.id,
    carrier: "Parcel Post",
    idempotencyKey: randomUUID(),
    ...(trackingNumber ? { trackingNumber, trackingUrl: `https://parcels.example/${trackingNumber}` } : {}),
  };
  const { shipmentCreate } = await requireData(executeDocument(shop.url, ShipmentCreateDocument, { input }, as));
  if (shipmentCreate.__typename !== "ShipmentCreated") throw new Error(JSON.stringify(shipmentCreate));
  return shipmentCreate.shipment.id;
}

/** Reports the parcel as delivered. */
export async function deliverShipment(shop: Shop, shipmentId: string): Promise<void> {
  const as = await signInStaff(shop, "FULFILMENT");
  const input = { shipmentId, status: "DELIVERED" as const };
  const { shipmentUpdate } = await requireData(executeDocument(shop.url, ShipmentUpdateDocument, { input }, as));
  if (shipmentUpdate.__typename !== "ShipmentUpdated") throw new Error(JSON.stringify(shipmentUpdate));
}

/** Refunds units of the only line, or another amount, as finance. */
export async function refundOrder(
  shop: Shop,
  bought: BoughtOrder,
  what: { quantity?: number; shippingMinor?: number; returnId?: string; keepFulfillable?: boolean },
) {
  const { quantity, ...more } = what;
  const lines = quantity === undefined ? {} : { lines: [{ lineId: (await lineOf(shop, bought)).id, quantity }] };
  const input = { orderId: bought.id, reason: "Sorry.", idempotencyKey: randomUUID(), ...lines, ...more };
  return (
    await requireData(executeDocument(shop.url, OrderRefundDocument, { input }, await signInStaff(shop, "FINANCE")))
  ).orderRefund;
}

/** Cancels the whole order. */
export async function cancelOrder(shop: Shop, { id, by }: Pick<BoughtOrder, "id" | "by">) {
  const input = { orderId: id, idempotencyKey: randomUUID() };
  return (await requireData(executeDocument(shop.url, OrderCancelDocument, { input }, by))).orderCancel;
}

/** Cancels so many units of the only line, as the shop. */
export async function cancelUnits(shop: Shop, bought: BoughtOrder, quantity: number): Promise<void> {
  const parts = [{ lineId: (await lineOf(shop, bought)).id, quantity }];
  const input = { orderId: bought.id, parts, idempotencyKey: randomUUID() };
  const { orderLinesCancel } = await requireData(
    executeDocument(shop.url, OrderLinesCancelDocument, { input }, await signInStaff(shop, "SUPPORT")),
  );
  if (orderLinesCancel.__typename !== "OrderLinesCancelled") throw new Error(JSON.stringify(orderLinesCancel));
}

/** Reads the number of available units of a variant. */
export async function readAvailability(shop: Pick<Shop, "url">, sku: string): Promise<number> {
  const as = await signInStaff(shop, "FULFILMENT");
  const { variant } = await requireData(executeDocument(shop.url, VariantDocument, { sku, currency: "EUR" }, as));
  if (!variant || variant.available == null) throw new Error(`it cannot be seen how many of ${sku} there are`);
  return variant.available;
}
