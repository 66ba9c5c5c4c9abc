/** Cancelling an order, or parts of it, by its buyer or by the shop: before, while and after it is made certain. */

import { recordAudit } from "@hansa/kit/audit";
import { once } from "@hansa/kit/once";
import { invalid, notFound, problem } from "@hansa/kit/refusals";
import { z } from "zod";
import type { Context } from "../../context.ts";
import type { InvalidTransitionCause, OrderCancelInput, OrderLinesCancelInput } from "../../generated/resolvers.ts";
import { findCountersByOrders } from "../../store/counters.ts";
import { findCancellation, insertCancellation } from "../../store/errands.ts";
import { findOrdersByIds } from "../../store/orders.ts";
import { findOpenSaga } from "../../store/sagas.ts";
import type { LineCountersRow, OrderRow } from "../../store/tables.ts";
import type { Answer } from "../answers.ts";
import { actingOn, findOwnOrder, keyFor, staffOf } from "./access.ts";
import { cancelParts } from "./cancelling-parts.ts";
import { recordOrderEvent } from "./events.ts";
import { actionsNow, isCancellable, isShopsAlone } from "./next-actions.ts";
import { orderNow } from "./now.ts";
import { allParts, movePartCounters, nameParts, partProblems } from "./parts.ts";
import { cancellableUnits, liveUnits } from "./progress.ts";
import { invalidTransition } from "./refusals.ts";

type Cancelled = Answer<"OrderCancelResult">;
type LinesCancelled = Answer<"OrderLinesCancelResult">;

const kept = z.object({ orderId: z.string() });
const longestNote = 500;
/** How long somebody waits in all before the order is shown as far as it is: 8 seconds, less a margin for the way back. */
const patienceMs = 7_000;

/**
 * Cancels a whole order of which nothing is packed. One that is still being made is undone by its saga, which reads this, also when that has
 * had no answer for long; one that could not be made, and waits for a person, is called off by the shop at once.
 */
export async function cancelOrder(context: Context, input: OrderCancelInput): Promise<Cancelled> {
  const { store, world, viewer } = context;
  const note = input.note?.trim() || null;
  if (note !== null && note.length > longestNote) return invalid([tooLong("note")]);
  const seen = await store.read((db) => findOwnOrder(db, context, input, "orders:write"));
  if (!seen) return notFound("order", ["input", "orderId"]);
  const { guestToken, ...asked } = input;
  const giveUpAt = world.monotonic() + patienceMs;
  const done = await once<{ orderId: string }, Cancelled>(
    context,
    "cancel-order",
    keyFor(context, "orderCancel", seen.id, asked),
    kept,
    async (tx, refuse) => {
      const order = await findOwnOrder(tx, context, input, "orders:write");
      if (!order) return refuse(notFound("order", ["input", "orderId"]));
      const cancellation = (await findCancellation(tx, order.id)) ?? null;
      const lines = await findCountersByOrders(tx, [order.id]);
      const isBeingMade = (await findOpenSaga(tx, order.id)) !== undefined;
      if (!isCancellable(order, { lines, cancellation, isBeingMade }) || isShopsAlone(context, order))
        return refuse(
          invalidTransition(
            order,
            await actionsNow(tx, context, order, guestToken),
            whyNotCancelled(context, order, lines, cancellation !== null),
          ),
        );
      const acting = actingOn(context, order, guestToken);
      const reason = acting.actor === "CUSTOMER" ? "CUSTOMER" : "SHOP";
      await insertCancellation(tx, { orderId: order.id, reason, note, actorId: acting.actorId, at: world.now() });
      if (isBeingMade) {
        const summary = "The order is to be cancelled.";
        await recordOrderEvent(context, tx, order, { kind: "CANCEL_REQUESTED", summary, ...acting });
      } else {
        await cancelParts(context, tx, order, await allParts(tx, order, liveUnits), { ...acting, reason });
      }
      // What buyers do with their own orders is told by the timeline, and is nothing to watch the shop's people for.
      if (acting.actor === "STAFF") {
        const summary = `Cancelled ${order.id}.`;
        await recordAudit(tx, world, viewer, { action: "order.cancelled", subjectId: order.id, summary });
      }
      return { orderId: order.id };
    },
  );
  if ("refused" in done) return done.refused;
  await context.runner.finish(seen.id, giveUpAt - world.monotonic());
  return { __typename: "OrderCancelled", order: await orderNow(context, seen.id) };
}

/** Why the whole order is not cancelled. */
function whyNotCancelled(
  context: Context,
  order: OrderRow,
  lines: readonly LineCountersRow[],
  isRequested: boolean,
): InvalidTransitionCause {
  if (isShopsAlone(context, order)) return "ON_HOLD";
  if (order.state === "PENDING_PAYMENT" && isRequested) return "CANCELLATION_REQUESTED";
  return order.state === "CONFIRMED" && lines.some(({ packed }) => packed > 0) ? "PACKED" : "ORDER_STATE";
}

/** Cancels parts of which no unit is packed, for the shop. */
export async function cancelLines(context: Context, input: OrderLinesCancelInput): Promise<LinesCancelled> {
  const problems = partProblems(input.parts, "parts");
  if (problems.length > 0) return invalid(problems);
  const acting = staffOf(context);
  const done = await once<{ orderId: string }, LinesCancelled>(
    context,
    "cancel-order-lines",
    keyFor(context, "orderLinesCancel", input.orderId, input),
    kept,
    async (tx, refuse) => {
      const [order] = await findOrdersByIds(tx, [input.orderId]);
      if (!order) return refuse(notFound("order", ["input", "orderId"]));
      if (order.state !== "CONFIRMED" && order.state !== "PARTIALLY_SHIPPED")
        return refuse(invalidTransition(order, await actionsNow(tx, context, order), "ORDER_STATE"));
      const parts = await nameParts(tx, order, input.parts, "parts", refuse);
      for (const part of parts)
        await movePartCounters(tx, order, part, {}, cancellableUnits(part.counters), "parts", "PACKED_OR_SENT", refuse);
      await cancelParts(context, tx, order, parts, { ...acting, reason: "SHOP" });
      const units = parts.reduce((sum, { quantity }) => sum + quantity, 0);
      const summary = `Cancelled ${units} of the units of ${order.id}.`;
      const { world, viewer } = context;
      await recordAudit(tx, world, viewer, { action: "order.linesCancelled", subjectId: order.id, summary });
      return { orderId: order.id };
    },
  );
  if ("refused" in done) return done.refused;
  await context.runner.finish(input.orderId, patienceMs);
  return { __typename: "OrderLinesCancelled", order: await orderNow(context, input.orderId) };
}

function tooLong(field: string) {
  return problem(field, "TOO_LONG", `Write at most ${longestNote} characters.`);
}
