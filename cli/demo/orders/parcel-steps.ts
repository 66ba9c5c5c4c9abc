/** Steps of the warehouse: goods are prepared, packed, handed over and reported. */
import {
  FulfilmentCreateDocument,
  ShipmentCreateDocument,
  ShipmentUpdateDocument,
} from "@hansa/client/documents/orders";
import { performInProcess } from "../../host/in-process-client.ts";
import { type OrderProgress, type Part, planned, type StepDeps } from "./order-progress.ts";
import type { ParcelStep } from "./planned-order.ts";

/** Does one step of the warehouse. */
export async function performParcelStep(deps: StepDeps, order: OrderProgress, step: ParcelStep): Promise<void> {
  switch (step.does) {
    case "prepare":
      return prepare(deps, order, step.what === "aPart" ? firstPart(order.goods) : order.goods);
    case "leave":
      return pack(deps, order, step.what === "aPart" ? firstPart(order.goods) : null, false);
    case "pack":
      return pack(deps, order, null, true);
    case "arrive":
      return report(deps, order, "DELIVERED");
    case "comeBack":
      return report(deps, order, "RETURNED");
  }
}

async function prepare({ shop, staff }: StepDeps, order: OrderProgress, parts: Part[]): Promise<void> {
  const input = { orderId: order.placed.orderId, parts, idempotencyKey: `${order.name}-fulfil` };
  const { fulfilment } = await performInProcess(shop, staff("FULFILMENT"), FulfilmentCreateDocument, input);
  order.fulfilmentId = fulfilment.id;
}

/** Packs parts, or what is left of what is prepared. Unless it only `isReady`, it is handed over to the carrier. */
async function pack(deps: StepDeps, order: OrderProgress, parts: Part[] | null, isReady: boolean): Promise<void> {
  const { name, placed, goods } = order;
  if (order.fulfilmentId === null) await prepare(deps, order, goods);
  order.parcels += 1;
  const number = `${placed.number.replace(/\D/g, "")}${order.parcels}`;
  const { shipment } = await performInProcess(deps.shop, deps.staff("FULFILMENT"), ShipmentCreateDocument, {
    fulfilmentId: planned(order.fulfilmentId),
    parts,
    carrier: planned(placed.carrier),
    trackingNumber: `HK${number}`,
    trackingUrl: `https://parcels.hansa.example/HK${number}`,
    isReady,
    idempotencyKey: `${name}-parcel-${order.parcels}`,
  });
  order.underWay.push(shipment.id);
}

async function report(
  { shop, staff }: StepDeps,
  order: OrderProgress,
  status: "DELIVERED" | "RETURNED",
): Promise<void> {
  const shipmentId = planned(order.underWay.shift());
  await performInProcess(shop, staff("FULFILMENT"), ShipmentUpdateDocument, { shipmentId, status });
}

/** The first line where there are several, one unit of it where there is only this one. */
function firstPart(goods: readonly Part[]): Part[] {
  const first = goods.slice(0, 1);
  return goods.length > 1 ? first : first.map((part) => ({ ...part, quantity: 1 }));
}
