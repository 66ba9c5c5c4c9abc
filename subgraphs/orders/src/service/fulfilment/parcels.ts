/** Parcels: packed out of a fulfilment, on their way, and arrived. The order follows, and so does the money where it is taken parcel by parcel. */
import { recordAudit } from "@hansa/kit/audit";
import { once } from "@hansa/kit/once";
import { invalid, notFound } from "@hansa/kit/refusals";
import type { Tx } from "@hansa/kit/store";
import { z } from "zod";
import type { Context } from "../../context.ts";
import type { ShipmentCreateInput } from "../../generated/resolvers.ts";
import {
  findFulfilment,
  findFulfilmentParts,
  findShipment,
  insertShipment,
  movePart,
} from "../../store/fulfilments.ts";
import { findOrdersByIds } from "../../store/orders.ts";
import type { FulfilmentRow, OrderRow, ShipmentRow } from "../../store/tables.ts";
import type { Answer } from "../answers.ts";
import { keyFor, staffOf } from "../order/access.ts";
import { actionsNow } from "../order/next-actions.ts";
import { orderNow } from "../order/now.ts";
import { movePartCounters, type NamedPart, nameParts, partProblems } from "../order/parts.ts";
import { invalidTransition } from "../order/refusals.ts";
import { mayLeave, whyNotLeaving } from "./fulfilling.ts";
import { parcelLeft } from "./parcel-journey.ts";
import { trackingProblems } from "./tracking.ts";

type Created = Answer<"ShipmentCreateResult">;
const kept = z.object({ shipmentId: z.string() });
/** How long a colleague waits for the money of a parcel before it is shown as pending. */
const patienceMs = 7_000;

/** Packs parts of a fulfilment, or all that is left of it, into a parcel, which has left unless it is READY. */
export async function createShipment(context: Context, input: ShipmentCreateInput): Promise<Created> {
  const { store, world } = context;
  const problems = [...(input.parts ? partProblems(input.parts, "parts") : []), ...trackingProblems(input)];
  if (problems.length > 0) return invalid(problems);
  const acting = staffOf(context);
  const done = await once<{ shipmentId: string }, Created>(
    context,
    "create-shipment",
    keyFor(context, "shipmentCreate", input.fulfilmentId, input),
    kept,
    async (tx, refuse) => {
      const fulfilment = await findFulfilment(tx, input.fulfilmentId);
      const [order] = fulfilment ? await findOrdersByIds(tx, [fulfilment.orderId]) : [];
      if (!fulfilment || !order) return refuse(notFound("fulfilment", ["input", "fulfilmentId"]));
      const parts = input.parts
        ? await nameParts(tx, order, input.parts, "parts", refuse)
        : await restOf(tx, order, fulfilment);
      if (!mayLeave(order) || parts.length === 0)
        return refuse(invalidTransition(order, await actionsNow(tx, context, order), whyNotLeaving(order)));
      await pack(tx, order, fulfilment, parts, refuse);
      const shipment: ShipmentRow = {
        id: world.newId("ship"),
        fulfilmentId: fulfilment.id,
        orderId: order.id,
        status: "READY",
        carrier: input.carrier.trim(),
        trackingNumber: input.trackingNumber?.trim() || null,
        trackingUrl: input.trackingUrl ?? null,
        createdAt: world.now(),
        shippedAt: null,
        deliveredAt: null,
      };
      const rows = parts.map(({ line, quantity }) => ({ shipmentId: shipment.id, lineId: line.id, quantity }));
      await insertShipment(tx, shipment, rows);
      if (!input.isReady) await parcelLeft(context, tx, order, shipment, acting);
      await recordAudit(tx, world, context.viewer, {
        action: "shipment.created",
        subjectId: order.id,
        summary: `Packed ${shipment.id} of ${order.id}.`,
      });
      return { shipmentId: shipment.id };
    },
  );
  if ("refused" in done) return done.refused;
  const shipment = await store.read((db) => findShipment(db, done.kept.shipmentId));
  if (!shipment) throw new Error("a parcel that was made is gone");
  await context.runner.finish(shipment.orderId, patienceMs);
  return { __typename: "ShipmentCreated", order: await orderNow(context, shipment.orderId), shipment };
}

/** All that is in the fulfilment and in no parcel. */
async function restOf(tx: Tx, order: OrderRow, { id }: FulfilmentRow): Promise<NamedPart[]> {
  const left = (await findFulfilmentParts(tx, [id])).filter((part) => part.packed < part.quantity);
  const parts = left.map(({ lineId, quantity, packed }) => ({ lineId, quantity: quantity - packed }));
  return nameParts(tx, order, parts, "parts", () => {
    throw new Error(`the fulfilment ${id} has lines of another order`);
  });
}

async function pack(
  tx: Tx,
  order: OrderRow,
  { id }: FulfilmentRow,
  parts: readonly NamedPart[],
  refuse: Parameters<typeof movePartCounters>[7],
): Promise<void> {
  const inside = new Map((await findFulfilmentParts(tx, [id])).map((part) => [part.lineId, part]));
  for (const part of parts) {
    const own = inside.get(part.line.id);
    const maximum = own ? own.quantity - own.packed : 0;
    await movePartCounters(tx, order, part, { packed: part.quantity }, maximum, "parts", "NOT_IN_FULFILMENT", refuse);
    if (!own || !(await movePart(tx, own, { packed: part.quantity })))
      throw new Error(`${part.quantity} of ${part.line.id} are not in the fulfilment ${id}`);
  }
}
