/** Updates of a parcel's status and tracking by staff or by a carrier's integration. */
import { recordAudit } from "@hansa/contracts/audit-log";
import { invalid, notFound } from "@hansa/kit/runtime";
import type { Context } from "../../context.ts";
import type { ShipmentUpdateInput } from "../../generated/resolvers.ts";
import { changeShipment, findShipment } from "../../store/fulfilment/fulfilments.ts";
import { findOrdersByIds, touchOrder } from "../../store/order/orders.ts";
import { reloadOrder, requireStaff } from "../access.ts";
import type { MutationResult } from "../mutation-results.ts";
import { invalidShipmentTransition } from "../order/refusals.ts";
import { writeTerms } from "../order/search-terms.ts";
import { changeParcelStatus } from "./parcel-status.ts";
import { nextStatuses } from "./shipment-transitions.ts";
import { trackingProblems } from "./tracking.ts";

type Updated = MutationResult<"ShipmentUpdateResult">;
const maxWaitMs = 7_000;

/**
 * Changes the given fields. The current status is no change, so a repetition has no effect. While the order is on hold no parcel can be
 * shipped; reports about parcels that the carrier has already are accepted.
 */
export async function updateShipment(context: Context, input: ShipmentUpdateInput): Promise<Updated> {
  const problems = trackingProblems(input);
  if (problems.length > 0) return invalid(problems);
  const acting = requireStaff(context);
  const updated = await context.store.write("update-shipment", async (tx) => {
    const parcel = await findShipment(tx, input.shipmentId);
    const [order] = parcel ? await findOrdersByIds(tx, [parcel.orderId]) : [];
    if (!parcel || !order) return notFound("parcel", ["input", "shipmentId"]);
    const next = input.status ?? parcel.status;
    const allowed = nextStatuses(parcel.status, order);
    if (next !== parcel.status && !allowed.includes(next)) return invalidShipmentTransition(parcel, allowed);
    if (next !== parcel.status) await changeParcelStatus(context, tx, { order, parcel, by: acting }, next);
    const tracked = {
      trackingNumber: input.trackingNumber === undefined ? parcel.trackingNumber : input.trackingNumber?.trim() || null,
      trackingUrl: input.trackingUrl === undefined ? parcel.trackingUrl : input.trackingUrl,
    };
    const isTracked = tracked.trackingNumber !== parcel.trackingNumber || tracked.trackingUrl !== parcel.trackingUrl;
    const shipment = await changeShipment(tx, parcel.id, [next], tracked);
    if (!shipment) throw new Error(`the parcel ${parcel.id} does not have the status that it was moved to`);
    if (isTracked) await writeTerms(tx, order.id);
    if (isTracked || next !== parcel.status) {
      await touchOrder(tx, order.id, context.runtime.now());
      const summary = `Updated ${parcel.id} of ${order.id}: ${next}${isTracked ? ", tracking" : ""}.`;
      await recordAudit(context.runtime, tx, context.viewer, {
        action: "shipment.updated",
        subjectId: order.id,
        summary,
      });
    }
    return { __typename: "Updated" as const, shipment };
  });
  if (updated.__typename !== "Updated") return updated;
  const { shipment } = updated;
  await context.processor.process(shipment.orderId, maxWaitMs);
  return { __typename: "ShipmentUpdated", order: await reloadOrder(context, shipment.orderId), shipment };
}
