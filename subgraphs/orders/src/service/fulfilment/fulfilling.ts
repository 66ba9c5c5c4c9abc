/** Setting parts of an order aside, for the parcels that they leave in. */
import { recordAudit } from "@hansa/kit/audit";
import { once } from "@hansa/kit/once";
import { invalid, notFound, problem } from "@hansa/kit/refusals";
import { z } from "zod";
import type { Context } from "../../context.ts";
import type { FulfilmentCreateInput, InvalidTransitionCause } from "../../generated/resolvers.ts";
import { findFulfilment, insertFulfilment } from "../../store/fulfilments.ts";
import { findOrdersByIds } from "../../store/orders.ts";
import type { OrderRow } from "../../store/tables.ts";
import type { Answer } from "../answers.ts";
import { keyFor, staffOf } from "../order/access.ts";
import { recordOrderEvent } from "../order/events.ts";
import { actionsNow, canStillLeave } from "../order/next-actions.ts";
import { orderNow } from "../order/now.ts";
import { movePartCounters, nameParts, partProblems } from "../order/parts.ts";
import { freeUnits } from "../order/progress.ts";
import { invalidTransition } from "../order/refusals.ts";

type Created = Answer<"FulfilmentCreateResult">;
const kept = z.object({ fulfilmentId: z.string() });

/** Sets parts aside that are neither cancelled nor in another fulfilment. What needs no parcel cannot be set aside. */
export async function createFulfilment(context: Context, input: FulfilmentCreateInput): Promise<Created> {
  const { store, world } = context;
  const problems = partProblems(input.parts, "parts");
  if (problems.length > 0) return invalid(problems);
  const acting = staffOf(context);
  const done = await once<{ fulfilmentId: string }, Created>(
    context,
    "create-fulfilment",
    keyFor(context, "fulfilmentCreate", input.orderId, input),
    kept,
    async (tx, refuse) => {
      const [order] = await findOrdersByIds(tx, [input.orderId]);
      if (!order) return refuse(notFound("order", ["input", "orderId"]));
      if (!mayLeave(order))
        return refuse(invalidTransition(order, await actionsNow(tx, context, order), whyNotLeaving(order)));
      const parts = await nameParts(tx, order, input.parts, "parts", refuse);
      const unsent = parts.filter(({ counters }) => !counters.isSent);
      if (unsent.length > 0)
        return refuse(invalid([problem("parts", "NOT_SENT", "Some of this goes without a parcel.")]));
      const fulfilmentId = world.newId("ful");
      for (const part of parts) {
        const move = { setAside: part.quantity };
        await movePartCounters(tx, order, part, move, freeUnits(part.counters), "parts", "ALREADY_SET_ASIDE", refuse);
      }
      await insertFulfilment(
        tx,
        { id: fulfilmentId, orderId: order.id, createdAt: world.now() },
        parts.map(({ line, quantity }) => ({ fulfilmentId, lineId: line.id, quantity, packed: 0 })),
      );
      const summary = "The goods are being prepared.";
      await recordOrderEvent(context, tx, order, { kind: "FULFILMENT_CREATED", summary, ...acting });
      await recordAudit(tx, world, context.viewer, {
        action: "fulfilment.created",
        subjectId: order.id,
        summary: `Set ${fulfilmentId} of ${order.id} aside.`,
      });
      return { fulfilmentId };
    },
  );
  if ("refused" in done) return done.refused;
  const order = await orderNow(context, input.orderId);
  const fulfilment = await store.read((db) => findFulfilment(db, done.kept.fulfilmentId));
  if (!fulfilment) throw new Error("a fulfilment that was made is gone");
  return { __typename: "FulfilmentCreated", order, fulfilment };
}

/** Why nothing leaves now: the state, a hold, or there is nothing to pack. */
export function whyNotLeaving(order: OrderRow): InvalidTransitionCause {
  if (!canStillLeave(order)) return "ORDER_STATE";
  return order.holdReason === null ? "NOTHING_LEFT" : "ON_HOLD";
}

/** Whether something of the order can still leave: it is certain, and nobody has to look into it first. */
export function mayLeave({ state, holdReason }: OrderRow): boolean {
  return (state === "CONFIRMED" || state === "PARTIALLY_SHIPPED") && holdReason === null;
}
