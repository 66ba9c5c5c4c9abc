/** Arrival of returned goods: units are counted, sound ones are restocked, and the event is published. */

import { recordAudit } from "@hansa/contracts/audit-log";
import { writeOnce } from "@hansa/kit/coordination";
import { invalid, isRefusal, notFound } from "@hansa/kit/runtime";
import { z } from "zod";
import type { Context } from "../../context.ts";
import type { ReturnReceiveInput } from "../../generated/resolvers.ts";
import { findOrdersByIds } from "../../store/order/orders.ts";
import { insertOrderTask } from "../../store/processing/order-tasks.ts";
import { announceUnits, changeReturn, findReturn, findReturnParts, receivePart } from "../../store/returns/returns.ts";
import type { ReturnPartRow, ReturnRow, StockLine } from "../../store/tables.ts";
import { createRequestKey, reloadOrder, requireStaff } from "../access.ts";
import { publishReturnReceived } from "../lifecycle/order-events.ts";
import type { MutationResult } from "../mutation-results.ts";
import { movePartCounters, type OrderPart, partProblems, resolveParts } from "../order/parts.ts";
import { restockableUnits, returnableUnits } from "../order/progress.ts";
import { invalidReturnTransition } from "../order/refusals.ts";
import { updateRefundedState } from "../order/returned-units.ts";
import { recordOrderEvent } from "../order/timeline.ts";
import { nextStates } from "./transitions.ts";

type Received = MutationResult<"ReturnReceiveResult">;
const storedResponse = z.object({ returnId: z.string() });
const maxWaitMs = 7_000;

/**
 * Records the arrived units of a parcel, once. Parcels are received until all announced units of an approved return have come; a parcel may have
 * more units than were announced, up to the delivered ones, except for those of a withdrawal, which the buyer decides.
 */
export async function receiveReturn(context: Context, input: ReturnReceiveInput): Promise<Received> {
  const problems = partProblems(input.parts, "parts");
  if (problems.length > 0) return invalid(problems);
  const acting = requireStaff(context);
  const done = await writeOnce(
    context,
    {
      name: "receive-return",
      key: createRequestKey(context, "returnReceive", input.returnId, input),
      shape: storedResponse,
    },
    async (tx) => {
      const seen = await findReturn(tx, input.returnId);
      const [order] = seen ? await findOrdersByIds(tx, [seen.orderId]) : [];
      if (!seen || !order) return notFound("return", ["input", "returnId"]);
      const announced = announcedUnits(seen, await findReturnParts(tx, [seen.id]));
      if (announced.size === 0) return invalidReturnTransition(seen, statesWithoutParcels(seen));
      const change = { state: "RECEIVED", receivedAt: seen.receivedAt ?? context.runtime.now() } as const;
      const row = await changeReturn(tx, seen.id, seen.state, change);
      if (!row) throw new Error(`the return ${seen.id} has another state`);
      // Each parcel is a cause of its own: restock and e-mail happen once per cause.
      const arrivalId = seen.receivedAt === null ? row.id : context.runtime.newId("arrival");
      const request = { order, field: "parts" } as const;
      const parts = await resolveParts(tx, request, input.parts);
      if (isRefusal(parts)) return parts;
      const restocked: StockLine[] = [];
      for (const part of parts) {
        const sound = unitsToRestock(input, part);
        if (sound > 0) restocked.push({ lineId: part.line.id, variantId: part.line.variantId, quantity: sound });
        const missing = announced.get(part.line.id) ?? 0;
        const more = row.withdrawalId === null ? returnableUnits(part.counters, "STAFF") : 0;
        const surplus = Math.max(0, part.quantity - missing);
        const rejected = Math.min(surplus, part.counters.returnRejected);
        const announcement = { returnRequested: surplus, returnRejected: -rejected };
        const move = { ...announcement, returned: part.quantity, restocked: sound };
        const maximum = missing + more;
        const refused = await movePartCounters(tx, request, part, { move, maximum, cause: "NOT_ANNOUNCED" });
        if (refused) return refused;
        const ofLine = { returnId: row.id, lineId: part.line.id };
        if (surplus > 0) await announceUnits(tx, ofLine, surplus);
        if (!(await receivePart(tx, ofLine, part.quantity, sound)))
          throw new Error(`the return ${row.id} does not match the counters of ${part.line.id}`);
      }
      if (restocked.length > 0) {
        const task = { orderId: order.id, kind: "RESTOCK", subjectId: arrivalId, lines: restocked } as const;
        await insertOrderTask(tx, task, context.store.now());
      }
      const summary = "Goods that were sent back have arrived.";
      await recordOrderEvent(context, tx, order, { kind: "RETURN_RECEIVED", summary, ...acting });
      const arrived = input.parts.map(({ lineId, quantity, restock }) => ({
        lineId,
        quantity,
        restocked: restock !== false,
      }));
      await publishReturnReceived(context, tx, order, { id: arrivalId, returnId: row.id, parts: arrived });
      // A return of a withdrawal may have been refunded before its arrival.
      await updateRefundedState(tx, row.id);
      await recordAudit(context.runtime, tx, context.viewer, {
        action: "return.received",
        subjectId: row.id,
        summary: `Recorded the arrivals of ${row.id} of ${order.id}.`,
      });
      return { returnId: row.id };
    },
  );
  if (isRefusal(done)) return done;
  const orderReturn = await context.store.read((db) => findReturn(db, done.returnId));
  if (!orderReturn) throw new Error("a received return does not exist");
  await context.processor.process(orderReturn.orderId, maxWaitMs);
  return { __typename: "ReturnReceived", orderReturn, order: await reloadOrder(context, orderReturn.orderId) };
}

/** The announced units of each line that have not arrived yet, of a return that can be received. */
export function announcedUnits({ state }: ReturnRow, parts: readonly ReturnPartRow[]): Map<string, number> {
  if (state !== "APPROVED" && state !== "RECEIVED" && state !== "REFUNDED") return new Map();
  const missing = parts.map(({ lineId, quantity, received }) => [lineId, quantity - received] as const);
  return new Map(missing.filter(([, units]) => units > 0));
}

/** The next states of a return of which all units have arrived. */
function statesWithoutParcels({ state }: ReturnRow): ReturnRow["state"][] {
  return state === "REFUNDED" ? [] : nextStates(state).filter((next) => next !== "RECEIVED");
}

/** The number of sound units that a refund has not restocked before. */
function unitsToRestock({ parts }: ReturnReceiveInput, { line, counters }: OrderPart): number {
  const sound = parts.filter((part) => part.restock !== false && part.lineId === line.id);
  const units = sound.reduce((total, part) => total + part.quantity, 0);
  return Math.min(units, restockableUnits(counters));
}
