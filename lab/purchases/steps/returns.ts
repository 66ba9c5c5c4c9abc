/** A return: announced, approved, and received in part or in full; then refunded, closed with an outcome, or left open. */
import {
  FulfilmentCreateDocument,
  ShipmentCreateDocument,
  ShipmentUpdateDocument,
} from "@hansa/client/documents/orders";
import {
  ReturnCloseDocument,
  ReturnReceiveDocument,
  ReturnRequestDocument,
  ReturnResolveDocument,
} from "@hansa/client/documents/returns";
import { performInProcess } from "../../../cli/host/in-process-client.ts";
import { refundable } from "../model/order.ts";
import { keepPrice } from "../model/refunds.ts";
import { staff } from "../shop.ts";
import { drawLine, refundAt } from "./refunds.ts";
import { drawQuantities, type Life, partsOf, type Step } from "./step.ts";

export const returnUnits: Step = async (life) => {
  const { chance, order, opened, placed } = life;
  const quantities = drawQuantities(chance, order.lines.map(returnable));
  if (quantities === null) return null;
  const parts = partsOf(life, quantities);
  const request = { orderId: placed.id, parts, idempotencyKey: life.key() };
  const { orderReturn } = await performInProcess(opened.shop, staff, ReturnRequestDocument, request);
  const returnId = orderReturn.id;
  await performInProcess(opened.shop, staff, ReturnResolveDocument, { returnId, decision: "APPROVE" });
  announce(life, quantities, 1);
  const outcome = chance.weighted({ refund: 6, NOTHING_DUE: 2, REFUSED: 2, REPLACED: 2, NOT_ARRIVED: 1, open: 3 });
  if (outcome === "NOT_ARRIVED") return close(life, returnId, outcome, quantities);
  if (outcome === "open" && chance.happens(0.5)) return {};
  const isRestocked = outcome === "refund" && chance.happens(0.5);
  const received = parts.map((part) => ({ ...part, restock: isRestocked }));
  const arrival = { returnId, parts: received, idempotencyKey: life.key() };
  await performInProcess(opened.shop, staff, ReturnReceiveDocument, arrival);
  countReturned(life, quantities, 1);
  if (outcome === "open") return {};
  if (outcome !== "refund") return close(life, returnId, outcome, quantities);
  const lines = order.lines.map((line, index) => drawLine(life, refundable(line).slice(0, quantities[index] ?? 0)));
  return (await refundAt(life, { lines, shipping: 0n, adjustment: 0n, keepFulfillable: false }, returnId)) ?? {};
};

/** Delivered units that are in no return, and not more than are left to refund beside those in open returns. */
function returnable({ needsParcel, units, announced }: Life["order"]["lines"][number]): number {
  if (!needsParcel) return 0;
  const delivered = units.filter(({ isDelivered }) => isDelivered).length;
  const unrefunded = units.filter((unit) => unit.isSent && !unit.isRefunded).length;
  return Math.max(0, Math.min(delivered, unrefunded) - announced);
}

type Outcome = "NOT_ARRIVED" | "REFUSED" | "REPLACED" | "NOTHING_DUE";

async function close(life: Life, returnId: string, outcome: Outcome, quantities: readonly number[]) {
  const input = { returnId, outcome, note: "Closed.", idempotencyKey: life.key() };
  await performInProcess(life.opened.shop, staff, ReturnCloseDocument, input);
  if (outcome === "NOTHING_DUE") keepPrice(life.order, quantities);
  else announce(life, quantities, -1);
  if (outcome === "REFUSED" || outcome === "REPLACED") countReturned(life, quantities, -1);
  if (outcome === "REPLACED") await sendOnceMore(life, quantities);
  return {};
}

/** Sends and delivers the units that replace others: nothing is charged, and no counter of the line has changed afterwards. */
async function sendOnceMore(life: Life, quantities: readonly number[]): Promise<void> {
  const { shop } = life.opened;
  const prepared = { orderId: life.placed.id, parts: partsOf(life, quantities), resend: true };
  const { fulfilment } = await performInProcess(shop, staff, FulfilmentCreateDocument, {
    ...prepared,
    idempotencyKey: life.key(),
  });
  const parcel = { fulfilmentId: fulfilment.id, carrier: "Post", isReady: false, idempotencyKey: life.key() };
  const { shipment } = await performInProcess(shop, staff, ShipmentCreateDocument, parcel);
  await performInProcess(shop, staff, ShipmentUpdateDocument, { shipmentId: shipment.id, status: "DELIVERED" });
}

function announce({ order }: Life, quantities: readonly number[], sign: 1 | -1): void {
  for (const [index, line] of order.lines.entries()) line.announced += sign * (quantities[index] ?? 0);
}

export function countReturned({ order }: Life, quantities: readonly number[], sign: 1 | -1): void {
  for (const [index, line] of order.lines.entries()) line.returned += sign * (quantities[index] ?? 0);
}
