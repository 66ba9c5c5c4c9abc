/** Staff desk: the steps of an order after its placement, one function per step. */
import { randomUUID } from "node:crypto";
import {
  completeCheckout,
  fillCart,
  findAvailableVariant,
  prepareCheckout,
  requireOrder,
  signIn,
  startPayment,
} from "./buyer.ts";
import type { DemoRole } from "./demo-accounts.ts";
import {
  FulfilmentCreateDocument,
  OrderCancelDocument,
  OrderInFullDocument,
  OrderLinesCancelDocument,
  OrderRefundDocument,
  ShipmentCreateDocument,
  ShipmentUpdateDocument,
} from "./documents/orders.ts";
import { VariantDocument } from "./documents/products.ts";
import { ReturnRequestDocument } from "./documents/returns.ts";
import type { LinePartInput } from "./generated/graphql.ts";
import { type Credentials, executeDocument, type Graph, requireData } from "./graphql-client.ts";
import { mutate, perform, type Route, requireSuccess } from "./mutation.ts";

/** An order and its buyer's credentials: an access token or a guest token. */
export type BoughtOrder = { id: string; number: string; sku: string; by: Credentials };

/** Under half of an access token's life: a shop that many stories share outlives its first tokens. */
const signedInForMs = 2 * 60_000;
type DeskSession = { as: Promise<Credentials>; signedInAt: number };
const deskSessions = new WeakMap<Graph, Map<string, DeskSession>>();

/** Signs in a member of staff with that role, once for each shop and period. */
export function signInStaff(shop: Graph, role: DemoRole): Promise<Credentials> {
  const here = deskSessions.get(shop) ?? new Map<string, DeskSession>();
  deskSessions.set(shop, here);
  const now = performance.now();
  const known = here.get(role);
  if (known && now - known.signedInAt < signedInForMs) return known.as;
  const as = signIn(shop, role);
  here.set(role, { as, signedInAt: now });
  return as;
}

/** Places a paid order for `quantity` of a variant, the given one or any that the text finds, with a token of the sandbox. */
export async function placePaidOrder(
  shop: Graph,
  {
    text = "mug",
    quantity = 1,
    variant,
    token = "tok_ok",
    as = {},
  }: { text?: string; quantity?: number; variant?: { id: string; sku: string }; token?: string; as?: Credentials },
): Promise<BoughtOrder> {
  const { id: variantId, sku } = variant ?? (await findAvailableVariant(shop, text));
  const checkoutId = await prepareCheckout(shop, await fillCart(shop, variantId, quantity, as), as);
  requireSuccess(await startPayment(shop, checkoutId, token, as));
  const { id, number, state, guestToken } = requireOrder(await completeCheckout(shop, checkoutId, as));
  if (state !== "CONFIRMED") throw new Error(`the order ${number} is ${state}`);
  return { id, number, sku, by: guestToken ? { guest: [guestToken] } : as };
}

/** Reads the order as its buyer, or with the credentials `as`. */
export async function readOrder({ url }: Graph, { id, by }: Pick<BoughtOrder, "id" | "by">, as: Credentials = by) {
  const { order } = await requireData(executeDocument(url, OrderInFullDocument, { id }, as));
  if (!order) throw new Error(`the order ${id} cannot be seen`);
  return order;
}

/** The only line of the order. */
export async function lineOf(shop: Graph, bought: Pick<BoughtOrder, "id" | "by">) {
  const [line, ...more] = (await readOrder(shop, bought)).lines;
  if (!line || more.length > 0) throw new Error(`the order ${bought.id} has not one line`);
  return line;
}

type Parcel = { orderId: string; parts: LinePartInput[]; carrier: string; key: string; trackingNumber?: string };

/** Prepares parts of an order and hands them to a carrier in one parcel; the parcel's id. */
export async function shipParts(
  route: Route,
  { orderId, parts, carrier, key, trackingNumber }: Parcel,
  as?: Credentials,
): Promise<string> {
  const prepared = { orderId, parts, idempotencyKey: `${key}-set` };
  const { fulfilment } = await perform(route, FulfilmentCreateDocument, prepared, as);
  const parcel = {
    fulfilmentId: fulfilment.id,
    carrier,
    idempotencyKey: `${key}-send`,
    ...(trackingNumber ? { trackingNumber, trackingUrl: `https://parcels.example/${trackingNumber}` } : {}),
  };
  return (await perform(route, ShipmentCreateDocument, parcel, as)).shipment.id;
}

/** Ships so many units of the only line in a parcel; returns the parcel's id. */
export async function shipUnits(
  shop: Graph,
  bought: BoughtOrder,
  quantity: number,
  trackingNumber?: string,
): Promise<string> {
  const as = await signInStaff(shop, "FULFILMENT");
  const parts = [{ lineId: (await lineOf(shop, bought)).id, quantity }];
  const parcel = { orderId: bought.id, parts, carrier: "Parcel Post", key: randomUUID() };
  return shipParts(shop, { ...parcel, ...(trackingNumber ? { trackingNumber } : {}) }, as);
}

/** Reports the parcel as delivered. */
export async function deliverShipment(shop: Graph, shipmentId: string): Promise<void> {
  const as = await signInStaff(shop, "FULFILMENT");
  const input = { shipmentId, status: "DELIVERED" as const };
  await perform(shop, ShipmentUpdateDocument, input, as);
}

/** Asks to send parts of an order back; the return's id. */
export async function requestReturn(
  shop: Graph,
  { id: orderId, by }: Pick<BoughtOrder, "id" | "by">,
  parts: LinePartInput[],
): Promise<string> {
  const input = { orderId, parts, reason: "Too small.", idempotencyKey: randomUUID() };
  return (await perform(shop, ReturnRequestDocument, input, by)).orderReturn.id;
}

/** Refunds units of the only line, or another amount, as finance. */
export async function refundOrder(
  shop: Graph,
  bought: Pick<BoughtOrder, "id" | "by">,
  what: {
    quantity?: number;
    shippingMinor?: number;
    adjustmentMinor?: number;
    returnId?: string;
    keepFulfillable?: boolean;
  },
) {
  const { quantity, ...more } = what;
  const lines = quantity === undefined ? {} : { lines: [{ lineId: (await lineOf(shop, bought)).id, quantity }] };
  const input = { orderId: bought.id, reason: "Sorry.", idempotencyKey: randomUUID(), ...lines, ...more };
  return mutate(shop, OrderRefundDocument, input, await signInStaff(shop, "FINANCE"));
}

/** Cancels the whole order. */
export function cancelOrder(shop: Graph, { id, by }: Pick<BoughtOrder, "id" | "by">) {
  return mutate(shop, OrderCancelDocument, { orderId: id, idempotencyKey: randomUUID() }, by);
}

/** Cancels so many units of the only line, as the shop. */
export async function cancelUnits(shop: Graph, bought: BoughtOrder, quantity: number): Promise<void> {
  const parts = [{ lineId: (await lineOf(shop, bought)).id, quantity }];
  const input = { orderId: bought.id, parts, idempotencyKey: randomUUID() };
  const as = await signInStaff(shop, "SUPPORT");
  await perform(shop, OrderLinesCancelDocument, input, as);
}

/** Reads the number of available units of a variant. */
export async function readAvailability(shop: Graph, sku: string): Promise<number> {
  const as = await signInStaff(shop, "FULFILMENT");
  const { variant } = await requireData(executeDocument(shop.url, VariantDocument, { sku, currency: "EUR" }, as));
  if (!variant || variant.available == null) throw new Error(`it cannot be seen how many of ${sku} there are`);
  return variant.available;
}
