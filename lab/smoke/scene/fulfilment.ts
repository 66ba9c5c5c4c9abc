/** Ships the orders of a smoke run, and requests a return and a refund, through the graph. */
import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { ShopAddress } from "../meter.ts";
import { requireData } from "./request.ts";

/** Access tokens by role. */
export type Tokens = Readonly<Record<string, string>>;

const id = z.object({ id: z.string() });
const sent = z.object({ shipmentCreate: z.object({ shipment: id }) });

/** Everything leaves in one parcel; its id. */
export async function sendEverything(shop: ShopAddress, orderId: string, tokens: Tokens): Promise<string> {
  const fulfil = `mutation ($input: FulfilmentCreateInput!) { fulfilmentCreate(input: $input) { ... on FulfilmentCreated { fulfilment { id } } } }`;
  const parts = (await linesOf(shop, orderId, tokens)).map((line) => ({ lineId: line.id, quantity: line.quantity }));
  const input = { orderId, parts, idempotencyKey: randomUUID() };
  const made = z.object({ fulfilmentCreate: z.object({ fulfilment: id }) });
  const { fulfilment } = (await requireData(shop, fulfil, { input }, made, tokens.FULFILMENT)).fulfilmentCreate;

  const ship = `mutation ($input: ShipmentCreateInput!) { shipmentCreate(input: $input) { ... on ShipmentCreated { shipment { id } } } }`;
  const parcel = { fulfilmentId: fulfilment.id, carrier: "Kogge Parcel", trackingNumber: "SMOKE1" };
  const variables = { input: { ...parcel, idempotencyKey: randomUUID() } };
  return (await requireData(shop, ship, variables, sent, tokens.FULFILMENT)).shipmentCreate.shipment.id;
}

/** Everything arrives, a unit is to be sent back, and a little money is given back. */
export async function sendAndReturn(shop: ShopAddress, orderId: string, tokens: Tokens): Promise<void> {
  const shipmentId = await sendEverything(shop, orderId, tokens);
  const arrive = `mutation ($input: ShipmentUpdateInput!) { shipmentUpdate(input: $input) { ... on ShipmentUpdated { shipment { id } } } }`;
  const arrived = z.object({ shipmentUpdate: z.object({ shipment: id }) });
  await requireData(shop, arrive, { input: { shipmentId, status: "DELIVERED" } }, arrived, tokens.FULFILMENT);

  const [line] = await linesOf(shop, orderId, tokens);
  const giveBack = `mutation ($input: ReturnRequestInput!) { returnRequest(input: $input) { ... on ReturnRequested { orderReturn { id } } } }`;
  const parts = [{ lineId: line?.id, quantity: 1 }];
  const asked = { orderId, parts, reason: "Too large.", idempotencyKey: randomUUID() };
  const requested = z.object({ returnRequest: z.object({ orderReturn: id }) });
  await requireData(shop, giveBack, { input: asked }, requested, tokens.CUSTOMER);

  const refund = `mutation ($input: OrderRefundInput!) { orderRefund(input: $input) { ... on OrderRefunded { refund { id } } } }`;
  const gesture = { orderId, adjustmentMinor: 100, reason: "It came late.", idempotencyKey: randomUUID() };
  const refunded = z.object({ orderRefund: z.object({ refund: id }) });
  await requireData(shop, refund, { input: gesture }, refunded, tokens.SUPPORT);
}

async function linesOf(shop: ShopAddress, orderId: string, tokens: Tokens) {
  const asked = `query ($id: ID!) { order(id: $id) { lines { id quantity } } }`;
  const line = z.object({ id: z.string(), quantity: z.int() });
  const found = z.object({ order: z.object({ lines: z.array(line) }) });
  return (await requireData(shop, asked, { id: orderId }, found, tokens.SUPPORT)).order.lines;
}
