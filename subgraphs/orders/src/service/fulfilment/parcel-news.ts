/** News of a parcel, as a colleague or a carrier's connection brings it: its tracking, and how far it is. */
import { recordAudit } from "@hansa/kit/audit";
import { invalid, notFound } from "@hansa/kit/refusals";
import type { Context } from "../../context.ts";
import type { ShipmentUpdateInput } from "../../generated/resolvers.ts";
import { changeShipment, findShipment } from "../../store/fulfilments.ts";
import { findOrdersByIds, touchOrder } from "../../store/orders.ts";
import type { Answer } from "../answers.ts";
import { staffOf } from "../order/access.ts";
import { orderNow } from "../order/now.ts";
import { parcelCannot } from "../order/refusals.ts";
import { moveParcel } from "./parcel-journey.ts";
import { statusesAfter } from "./shipment-life.ts";
import { trackingProblems } from "./tracking.ts";

type Updated = Answer<"ShipmentUpdateResult">;
const patienceMs = 7_000;

/**
 * Changes what is given. The status it has already is no news, and nothing happens; so this is safe to repeat. While the order is held nobody
 * sends a parcel off; what a carrier has already is told all the same.
 */
export async function updateShipment(context: Context, input: ShipmentUpdateInput): Promise<Updated> {
  const problems = trackingProblems(input);
  if (problems.length > 0) return invalid(problems);
  const acting = staffOf(context);
  const updated = await context.store.write("update-shipment", async (tx) => {
    const parcel = await findShipment(tx, input.shipmentId);
    const [order] = parcel ? await findOrdersByIds(tx, [parcel.orderId]) : [];
    if (!parcel || !order) return notFound("parcel", ["input", "shipmentId"]);
    const next = input.status ?? parcel.status;
    const allowed = statusesAfter(parcel.status).filter((status) => order.holdReason === null || status !== "SHIPPED");
    if (next !== parcel.status && !allowed.includes(next)) return parcelCannot(parcel, allowed);
    if (next !== parcel.status) await moveParcel(context, tx, order, parcel, next, acting);
    const tracked = {
      trackingNumber: input.trackingNumber === undefined ? parcel.trackingNumber : input.trackingNumber?.trim() || null,
      trackingUrl: input.trackingUrl === undefined ? parcel.trackingUrl : input.trackingUrl,
    };
    const isTracked = tracked.trackingNumber !== parcel.trackingNumber || tracked.trackingUrl !== parcel.trackingUrl;
    const shipment = await changeShipment(tx, parcel.id, [next], tracked);
    if (!shipment) throw new Error(`the parcel ${parcel.id} is not where it was moved to`);
    if (isTracked || next !== parcel.status) {
      await touchOrder(tx, order.id, context.world.now());
      const summary = `Brought news of ${parcel.id} of ${order.id}: ${next}${isTracked ? ", tracking" : ""}.`;
      await recordAudit(tx, context.world, context.viewer, {
        action: "shipment.updated",
        subjectId: order.id,
        summary,
      });
    }
    return { __typename: "Updated" as const, shipment };
  });
  if (updated.__typename !== "Updated") return updated;
  const { shipment } = updated;
  await context.runner.finish(shipment.orderId, patienceMs);
  return { __typename: "ShipmentUpdated", order: await orderNow(context, shipment.orderId), shipment };
}
