/** Steps about goods: cancelled, sent, delivered and handed over. */
import { OrderCancelDocument, OrderLinesCancelDocument, ShipmentUpdateDocument } from "@hansa/client/documents/orders";
import { shipParts } from "@hansa/client/staff-desk";
import { performInProcess, routeInProcess } from "../../../cli/host/in-process-client.ts";
import { drainWork } from "../../../cli/host/in-process-shop.ts";
import { deliver as deliverUnits, handOver, ship, unsent } from "../model/order.ts";
import { cancel } from "../model/refunds.ts";
import { stateOf } from "../model/standing.ts";
import { staff } from "../shop.ts";
import { drawUnsent, partsOf, type Step } from "./step.ts";

const twoHours = 2 * 60 * 60 * 1_000;
const isOpen = (state: string) => state === "CONFIRMED" || state === "PARTIALLY_SHIPPED";

export const cancelSome: Step = async (life) => {
  const quantities = drawUnsent(life, () => true);
  if (quantities === null || !isOpen(stateOf(life.order))) return null;
  const input = { orderId: life.placed.id, parts: partsOf(life, quantities), idempotencyKey: life.key() };
  await performInProcess(life.opened.shop, staff, OrderLinesCancelDocument, input);
  await settle(life);
  cancel(life.order, quantities);
  return {};
};

export const cancelAll: Step = async (life) => {
  if (stateOf(life.order) !== "CONFIRMED") return null;
  const input = { orderId: life.placed.id, idempotencyKey: life.key() };
  await performInProcess(life.opened.shop, staff, OrderCancelDocument, input);
  cancel(
    life.order,
    life.order.lines.map((line) => unsent(line).length),
  );
  return {};
};

export const send: Step = async (life) => {
  const quantities = drawUnsent(life, (index) => life.order.lines[index]?.needsParcel === true);
  if (quantities === null) return null;
  const parcel = { orderId: life.placed.id, parts: partsOf(life, quantities), carrier: "Post", key: life.key() };
  life.parcels.push(await shipParts(routeInProcess(life.opened.shop, staff), parcel));
  ship(life.order, quantities);
  return {};
};

export const deliver: Step = async (life) => {
  if (life.parcels.length === 0) return null;
  for (const shipmentId of life.parcels.splice(0))
    await performInProcess(life.opened.shop, staff, ShipmentUpdateDocument, { shipmentId, status: "DELIVERED" });
  deliverUnits(life.order);
  return {};
};

/** Goods of a purchase without a parcel are handed over after an hour. */
export const waitForHandOver: Step = async (life) => {
  const { lines } = life.order;
  if (lines.some(({ needsParcel }) => needsParcel) || lines.every((line) => unsent(line).length === 0)) return null;
  await life.opened.shop.runtime.advance(twoHours);
  await settle(life);
  handOver(life.order, true);
  return {};
};

/** Lets the shop do what follows from a step: hand-overs and captures, messages of the provider. */
export function settle({ opened }: Parameters<Step>[0]): Promise<void> {
  return drainWork(opened.shop);
}
