/** Creation of parcels from the set-aside units of a fulfilment, or from units of an order, which are set aside with it. */

import { recordAudit } from "@hansa/contracts/audit-log";
import { type RequestKey, writeOnce } from "@hansa/kit/coordination";
import { type InputProblem, invalid, isRefusal, notFound, problem } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import { z } from "zod";
import type { Context } from "../../context.ts";
import type { ShipmentCreateInput } from "../../generated/resolvers.ts";
import {
  changePart,
  findFulfilment,
  findFulfilmentParts,
  findShipment,
  insertShipment,
} from "../../store/fulfilment/fulfilments.ts";
import { findOrdersByIds } from "../../store/order/orders.ts";
import type { FulfilmentRow, OrderRow, ShipmentRow } from "../../store/tables.ts";
import { createRequestKey, reloadOrder, requireStaff } from "../access.ts";
import type { MutationResult } from "../mutation-results.ts";
import { loadActions } from "../order/next-actions.ts";
import { movePartCounters, type OrderPart, type PartsRequest, partProblems, resolveParts } from "../order/parts.ts";
import { invalidTransition } from "../order/refusals.ts";
import { writeTerms } from "../order/search-terms.ts";
import { canShipNow, explainShippingRefusal, setPartsAside } from "./fulfilments.ts";
import { shipParcel } from "./parcel-status.ts";
import { trackingProblems } from "./tracking.ts";

type Created = MutationResult<"ShipmentCreateResult">;
const storedResponse = z.object({ shipmentId: z.string() });
/** The maximum wait for the capture of a parcel's amount before it is shown as pending. */
const maxWaitMs = 7_000;

/**
 * Packs parts of a fulfilment, or all of its unpacked units, into a parcel, and ships it unless `isReady` is set. Units of an order are set aside
 * and packed at once.
 */
export async function createShipment(context: Context, input: ShipmentCreateInput): Promise<Created> {
  const { store, runtime } = context;
  const problems = [
    ...sourceProblems(input),
    ...(input.parts ? partProblems(input.parts, "parts") : []),
    ...trackingProblems(input),
  ];
  if (problems.length > 0) return invalid(problems);
  const acting = requireStaff(context);
  const done = await writeOnce(
    context,
    { name: "create-shipment", key: requestKeyOf(context, input), shape: storedResponse },
    async (tx) => {
      const taken = await takeParts(context, tx, input);
      if (isRefusal(taken)) return taken;
      const { order, fulfilment, parts } = taken;
      const refused = await packParts(tx, { order, field: "parts" }, fulfilment, parts);
      if (refused) return refused;
      const shipment: ShipmentRow = {
        id: runtime.newId("ship"),
        fulfilmentId: fulfilment.id,
        orderId: order.id,
        status: "READY",
        carrier: input.carrier.trim(),
        trackingNumber: input.trackingNumber?.trim() || null,
        trackingUrl: input.trackingUrl ?? null,
        createdAt: runtime.now(),
        shippedAt: null,
        deliveredAt: null,
      };
      const rows = parts.map(({ line, quantity }) => ({ shipmentId: shipment.id, lineId: line.id, quantity }));
      await insertShipment(tx, shipment, rows);
      if (shipment.trackingNumber !== null) await writeTerms(tx, order.id);
      if (!input.isReady) await shipParcel(context, tx, { order, parcel: shipment, by: acting });
      await recordAudit(runtime, tx, context.viewer, {
        action: "shipment.created",
        subjectId: order.id,
        summary: `Packed ${shipment.id} of ${order.id}.`,
      });
      return { shipmentId: shipment.id };
    },
  );
  if (isRefusal(done)) return done;
  const shipment = await store.read((db) => findShipment(db, done.shipmentId));
  if (!shipment) throw new Error("a created parcel does not exist");
  await context.processor.process(shipment.orderId, maxWaitMs);
  return { __typename: "ShipmentCreated", order: await reloadOrder(context, shipment.orderId), shipment };
}

/** The units of a parcel are either set aside already, or taken from the order. */
function sourceProblems({ fulfilmentId, orderId, resend }: ShipmentCreateInput): InputProblem[] {
  if ((typeof fulfilmentId === "string") === (typeof orderId === "string"))
    return [problem("fulfilmentId", "EXACTLY_ONE", "Give either the fulfilment or the order.")];
  return resend && fulfilmentId
    ? [problem("resend", "NOT_USED", "A fulfilment knows itself whether its units are sent once more.")]
    : [];
}

/** A request that was stored before an order could be named is repeated without the fields that came with it. */
function requestKeyOf(context: Context, input: ShipmentCreateInput): RequestKey {
  const { orderId, resend, ...others } = input;
  const request = typeof orderId === "string" ? input : others;
  return createRequestKey(context, "shipmentCreate", orderId ?? input.fulfilmentId ?? "", request);
}

/** The parts of the parcel, and the fulfilment that they are in. */
async function takeParts(context: Context, tx: Tx, { fulfilmentId, orderId, resend, parts }: ShipmentCreateInput) {
  if (typeof orderId === "string")
    return setPartsAside(context, tx, { orderId, parts: parts ?? null, isResend: resend === true });
  const fulfilment = fulfilmentId ? await findFulfilment(tx, fulfilmentId) : undefined;
  const [order] = fulfilment ? await findOrdersByIds(tx, [fulfilment.orderId]) : [];
  if (!fulfilment || !order) return notFound("fulfilment", ["input", "fulfilmentId"]);
  const taken = parts
    ? await resolveParts(tx, { order, field: "parts" }, parts)
    : await listUnpackedParts(tx, order, fulfilment);
  if (isRefusal(taken)) return taken;
  if (!canShipNow(order, fulfilment) || taken.length === 0) {
    const cause = explainShippingRefusal(order, fulfilment);
    return invalidTransition(order, await loadActions(context, tx, order), cause);
  }
  return { order, fulfilment, parts: taken };
}

/** The units of the fulfilment that are in no parcel. */
async function listUnpackedParts(tx: Tx, order: OrderRow, { id }: FulfilmentRow): Promise<OrderPart[]> {
  const left = (await findFulfilmentParts(tx, [id])).filter((part) => part.packed < part.quantity);
  const parts = left.map(({ lineId, quantity, packed }) => ({ lineId, quantity: quantity - packed }));
  const resolved = await resolveParts(tx, { order, field: "parts" }, parts);
  if (isRefusal(resolved)) throw new Error(`the fulfilment ${id} has lines of another order`);
  return resolved;
}

/** Moves the parts from the fulfilment into a parcel. Returns the refusal, or undefined. */
async function packParts(tx: Tx, request: PartsRequest, { id, isResend }: FulfilmentRow, parts: readonly OrderPart[]) {
  const inside = new Map((await findFulfilmentParts(tx, [id])).map((part) => [part.lineId, part]));
  for (const part of parts) {
    const own = inside.get(part.line.id);
    const maximum = own ? own.quantity - own.packed : 0;
    const move = isResend ? { resendPacked: part.quantity } : { packed: part.quantity };
    const refused = await movePartCounters(tx, request, part, { move, maximum, cause: "NOT_IN_FULFILMENT" });
    if (refused) return refused;
    if (!own || !(await changePart(tx, own, { packed: part.quantity })))
      throw new Error(`${part.quantity} of ${part.line.id} are not in the fulfilment ${id}`);
  }
  return undefined;
}
