/** Taking promised money by hand, where the shop takes it parcel by parcel. */
import { recordAudit } from "@hansa/kit/audit";
import { toDecimal } from "@hansa/kit/money";
import { once } from "@hansa/kit/once";
import { invalid, notFound, problem } from "@hansa/kit/refusals";
import { z } from "zod";
import type { Context } from "../../context.ts";
import type { InvalidTransitionCause, OrderCaptureInput } from "../../generated/resolvers.ts";
import { findCapture, moneyOf } from "../../store/money.ts";
import { findOrdersByIds } from "../../store/orders.ts";
import type { OrderMoneyRow, OrderRow } from "../../store/tables.ts";
import type { Answer } from "../answers.ts";
import { keyFor, staffOf } from "../order/access.ts";
import { actionsNow, mayBeCaptured } from "../order/next-actions.ts";
import { orderNow } from "../order/now.ts";
import { amountExceeded, captureRefused, invalidTransition } from "../order/refusals.ts";
import { booksNow, writeCapture } from "./settling.ts";

type Captured = Answer<"OrderCaptureResult">;
const kept = z.object({ captureId: z.string() });
const patienceMs = 7_000;

/** Why nothing can be taken by hand. */
function whyNotCaptured({ state }: OrderRow, { captureMode }: OrderMoneyRow): InvalidTransitionCause {
  if (captureMode !== "ON_FULFILMENT") return "CAPTURED_ON_PLACEMENT";
  return state === "PENDING_PAYMENT" || state === "CANCELLED" ? "ORDER_STATE" : "NOTHING_LEFT";
}

/** Takes an amount, or all that may still be taken. What is cancelled is never taken. */
export async function captureOrder(context: Context, input: OrderCaptureInput): Promise<Captured> {
  const { store, world, viewer } = context;
  const wanted = input.amountMinor ?? null;
  if (wanted !== null && wanted < 1) return invalid([problem("amountMinor", "TOO_SMALL", "Take at least one unit.")]);
  const { actorId } = staffOf(context);
  const done = await once<{ captureId: string }, Captured>(
    context,
    "begin-capture-by-hand",
    keyFor(context, "orderCapture", input.orderId, input),
    kept,
    async (tx, refuse) => {
      const [order] = await findOrdersByIds(tx, [input.orderId]);
      if (!order) return refuse(notFound("order", ["input", "orderId"]));
      const money = await moneyOf(tx, order.id);
      const { leftMinor } = await booksNow(tx, order.id);
      if (!mayBeCaptured(order, { money }) || leftMinor === 0)
        return refuse(invalidTransition(order, await actionsNow(tx, context, order), whyNotCaptured(order, money)));
      const amountMinor = wanted ?? leftMinor;
      if (amountMinor > leftMinor) return refuse(amountExceeded(leftMinor, order, ["input", "amountMinor"]));
      const captureId = world.newId("cap");
      await writeCapture(context, tx, order, { id: captureId, amountMinor, leftMinor, requestedBy: actorId });
      const amount = toDecimal({ minor: amountMinor, currency: order.currency });
      const summary = `Asked for ${captureId} of ${amount} ${order.currency} for ${order.id}.`;
      await recordAudit(tx, world, viewer, { action: "capture.requested", subjectId: order.id, summary });
      return { captureId };
    },
  );
  if ("refused" in done) return done.refused;
  await context.runner.finish(input.orderId, patienceMs);
  const capture = await store.read((db) => findCapture(db, done.kept.captureId));
  if (!capture) throw new Error("a capture that was begun is gone");
  const order = await orderNow(context, input.orderId);
  if (capture.state === "REFUSED") return captureRefused(order);
  const amount = { minor: capture.amountMinor, currency: order.currency };
  return { __typename: "OrderCaptured", order, amount, isTaken: capture.state === "CAPTURED" };
}
