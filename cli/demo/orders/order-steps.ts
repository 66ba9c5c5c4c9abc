/** Performs the planned steps of one order, as warehouse, support, finance or buyer. */

import {
  FulfilmentCreateDocument,
  OrderCancelDocument,
  OrderLinesCancelDocument,
  OrderRefundDocument,
  ShipmentCreateDocument,
  ShipmentUpdateDocument,
} from "@hansa/client/documents/orders";
import { ReviewModerateDocument, ReviewSubmitDocument } from "@hansa/client/documents/products";
import { ReturnReceiveDocument, ReturnRequestDocument, ReturnResolveDocument } from "@hansa/client/documents/returns";
import type { OrderRefundInput } from "@hansa/client/generated/graphql";
import type { Viewer } from "@hansa/kit/identity";
import { guest } from "@hansa/kit/testing";
import { performInProcess } from "../../host/in-process-client.ts";
import type { Opened, Staff } from "../accounts/registration.ts";
import type { LoadedCatalogue } from "../catalogue/opening.ts";
import type { SeedShop } from "../shop.ts";
import { idOf, type Placed } from "./placement.ts";
import type { Step } from "./planned-order.ts";

type Part = { lineId: string; quantity: number };

/** An order with the data of its next steps. */
export type OrderProgress = {
  name: string;
  placed: Placed;
  viewer: Viewer;
  /** Lines that need a parcel and are not cancelled. */
  goods: Part[];
  fulfilmentId: string | null;
  parcels: number;
  /** Those that have not arrived, the first to leave first. */
  underWay: string[];
  returnId: string | null;
  refunds: number;
  reviewIdBySku: Map<string, string>;
  /** The SKUs whose review is published. */
  praised: string[];
};

/** The order as it is when it was just placed. `weighty` are the skus that need a parcel. */
export function progressOf(
  name: string,
  placed: Placed,
  buyer: Opened | undefined,
  weighty: ReadonlySet<string>,
): OrderProgress {
  const goods = placed.lines.flatMap(({ id, sku, quantity }) => (weighty.has(sku) ? [{ lineId: id, quantity }] : []));
  const nothingYet = { fulfilmentId: null, parcels: 0, underWay: [], returnId: null, refunds: 0 };
  return { name, placed, viewer: buyer?.viewer ?? guest, goods, ...nothingYet, reviewIdBySku: new Map(), praised: [] };
}

type Deps = { shop: SeedShop; staff: Staff; catalogue: LoadedCatalogue };

/** Does one step. Throws if the shop does not let it happen as planned. */
export async function performStep({ shop, staff, catalogue }: Deps, order: OrderProgress, step: Step): Promise<void> {
  const { name, placed, viewer } = order;
  const { orderId, guestToken } = placed;
  switch (step.does) {
    case "leave":
      return leave(shop, staff, order, step.what);
    case "arrive": {
      const shipmentId = planned(order.underWay.shift());
      await performInProcess(shop, staff("FULFILMENT"), ShipmentUpdateDocument, { shipmentId, status: "DELIVERED" });
      return;
    }
    case "cancel": {
      const input = { orderId, guestToken, note: "Ordered by mistake.", idempotencyKey: `${name}-cancel` };
      const { order: after } = await performInProcess(shop, viewer, OrderCancelDocument, input);
      return expectState(after.state, "CANCELLED", name);
    }
    case "cancelUnit": {
      const [line] = order.goods.splice(-1);
      if (!line) throw new Error(`nothing of ${name} can be cancelled`);
      if (line.quantity > 1) order.goods.push({ ...line, quantity: line.quantity - 1 });
      const input = { orderId, parts: [{ ...line, quantity: 1 }], idempotencyKey: `${name}-cancel-unit` };
      await performInProcess(shop, staff("SUPPORT"), OrderLinesCancelDocument, input);
      return;
    }
    case "askReturn": {
      const reason = "It is not what we had imagined.";
      const input = { orderId, guestToken, parts: oneOf(order), reason, idempotencyKey: `${name}-return` };
      order.returnId = (await performInProcess(shop, viewer, ReturnRequestDocument, input)).orderReturn.id;
      return;
    }
    case "decideReturn": {
      const note = step.decision === "REJECT" ? "It has been used; the pictures show scratches." : null;
      await performInProcess(shop, staff("SUPPORT"), ReturnResolveDocument, {
        returnId: planned(order.returnId),
        decision: step.decision,
        note,
      });
      return;
    }
    case "receiveReturn": {
      const parts = oneOf(order).map((part) => ({ ...part, restock: true }));
      const input = { returnId: planned(order.returnId), parts, idempotencyKey: `${name}-back` };
      await performInProcess(shop, staff("FULFILMENT"), ReturnReceiveDocument, input);
      return;
    }
    case "refundReturn": {
      const reason = "The goods came back and are sound.";
      const what = { lines: oneOf(order), returnId: planned(order.returnId), reason };
      return expectState(await refund(shop, staff("SUPPORT"), order, what), "SUCCEEDED", name);
    }
    case "refund": {
      const isShipping = step.what === "shipping" && placed.shippingMinor > 0 && !placed.isDiscounted;
      const reason = isShipping ? "It came later than promised." : "A scratch; the customer keeps it.";
      const amount = isShipping ? { shippingMinor: placed.shippingMinor } : { adjustmentMinor: 200 };
      const ended = await refund(shop, staff("FINANCE"), order, { ...amount, reason });
      return expectState(ended, step.ends ?? "SUCCEEDED", name);
    }
    case "review": {
      const { sku, rating, body } = step;
      const input = { productId: idOf(catalogue.productIdBySku, sku), rating, body };
      order.reviewIdBySku.set(sku, (await performInProcess(shop, viewer, ReviewSubmitDocument, input)).review.id);
      return;
    }
    case "judgeReview": {
      const input = { reviewId: idOf(order.reviewIdBySku, step.sku), decision: step.decision };
      await performInProcess(shop, staff("SUPPORT"), ReviewModerateDocument, input);
      if (step.decision === "APPROVE") order.praised.push(step.sku);
    }
  }
}

/** Packs and hands over to the carrier: everything, a first part of it, or what is left. */
async function leave(
  shop: SeedShop,
  staff: Staff,
  order: OrderProgress,
  what: Extract<Step, { does: "leave" }>["what"],
): Promise<void> {
  const { name, placed, goods } = order;
  const viewer = staff("FULFILMENT");
  if (order.fulfilmentId === null) {
    const input = { orderId: placed.orderId, parts: goods, idempotencyKey: `${name}-fulfil` };
    order.fulfilmentId = (await performInProcess(shop, viewer, FulfilmentCreateDocument, input)).fulfilment.id;
  }
  order.parcels += 1;
  const number = `${placed.number.replace(/\D/g, "")}${order.parcels}`;
  const { shipment } = await performInProcess(shop, viewer, ShipmentCreateDocument, {
    fulfilmentId: order.fulfilmentId,
    parts: what === "aPart" ? firstPart(goods) : null,
    carrier: planned(placed.carrier),
    trackingNumber: `HK${number}`,
    trackingUrl: `https://parcels.hansa.example/HK${number}`,
    idempotencyKey: `${name}-parcel-${order.parcels}`,
  });
  order.underWay.push(shipment.id);
}

/** The first line where there are several, one unit of it where there is only this one. */
function firstPart(goods: readonly Part[]): Part[] {
  const first = goods.slice(0, 1);
  return goods.length > 1 ? first : first.map((part) => ({ ...part, quantity: 1 }));
}

/** One unit of what was sent. */
function oneOf({ goods }: OrderProgress): Part[] {
  return goods.slice(0, 1).map(({ lineId }) => ({ lineId, quantity: 1 }));
}

/** Refunds, and gives the state of the refund. */
async function refund(
  shop: SeedShop,
  viewer: Viewer,
  order: OrderProgress,
  what: Omit<OrderRefundInput, "orderId" | "idempotencyKey">,
): Promise<string> {
  order.refunds += 1;
  const input = { orderId: order.placed.orderId, ...what, idempotencyKey: `${order.name}-refund-${order.refunds}` };
  return (await performInProcess(shop, viewer, OrderRefundDocument, input)).refund.state;
}

/** A value that an earlier step has left; throws if there was no such step. */
function planned<Value>(value: Value | null | undefined): Value {
  if (value === null || value === undefined) throw new Error("an earlier step is missing in the plan");
  return value;
}

function expectState(found: string, expected: string, name: string): void {
  if (found !== expected) throw new Error(`${name} has come to ${found}, and not to ${expected}`);
}
