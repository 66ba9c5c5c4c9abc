/** Manual capture of authorised money, for shops that capture on fulfilment. */

import { toDecimal } from "@hansa/commerce/money";
import { recordAudit } from "@hansa/contracts/audit-log";
import { writeOnce } from "@hansa/kit/coordination";
import { invalid, isRefusal, notFound, problem } from "@hansa/kit/runtime";
import { z } from "zod";
import type { Context } from "../../context.ts";
import type { InvalidTransitionCause, OrderCaptureInput } from "../../generated/resolvers.ts";
import { findOrdersByIds } from "../../store/order/orders.ts";
import { findBalance, findCapture } from "../../store/payment/balances.ts";
import type { OrderMoneyRow, OrderRow } from "../../store/tables.ts";
import { createRequestKey, reloadOrder, requireStaff } from "../access.ts";
import type { MutationResult } from "../mutation-results.ts";
import { stepProblems } from "../order/charges.ts";
import { loadActions, mayBeCaptured } from "../order/next-actions.ts";
import { amountExceeded, captureRefused, invalidTransition } from "../order/refusals.ts";
import { loadBalance, recordCapture } from "./balance.ts";

type Captured = MutationResult<"OrderCaptureResult">;
const storedResponse = z.object({ captureId: z.string() });
const maxWaitMs = 7_000;

/** The reason why a manual capture is rejected. */
function explainCaptureRefusal({ state }: OrderRow, { captureMode }: OrderMoneyRow): InvalidTransitionCause {
  if (captureMode !== "ON_FULFILMENT") return "CAPTURED_ON_PLACEMENT";
  return state === "PENDING_PAYMENT" || state === "CANCELLED" ? "ORDER_STATE" : "NOTHING_LEFT";
}

/** Captures an amount, or the whole capturable amount. Cancelled units are never captured. */
export async function captureOrder(context: Context, input: OrderCaptureInput): Promise<Captured> {
  const { store, runtime, viewer } = context;
  const requestedMinor = input.amountMinor ?? null;
  if (requestedMinor !== null && requestedMinor < 1)
    return invalid([problem("amountMinor", "TOO_SMALL", "Take at least one unit.")]);
  const { actorId } = requireStaff(context);
  const done = await writeOnce(
    context,
    {
      name: "begin-capture-by-hand",
      key: createRequestKey(context, "orderCapture", input.orderId, input),
      shape: storedResponse,
    },
    async (tx) => {
      const [order] = await findOrdersByIds(tx, [input.orderId]);
      if (!order) return notFound("order", ["input", "orderId"]);
      const money = await findBalance(tx, order.id);
      const { leftMinor } = await loadBalance(tx, order.id);
      if (!mayBeCaptured(order, { money }) || leftMinor === 0)
        return invalidTransition(order, await loadActions(context, tx, order), explainCaptureRefusal(order, money));
      const amountMinor = requestedMinor ?? leftMinor;
      const unpayable = stepProblems(order, "amountMinor", amountMinor);
      if (unpayable.length > 0) return invalid(unpayable);
      if (amountMinor > leftMinor) return amountExceeded(leftMinor, order, ["input", "amountMinor"]);
      const captureId = runtime.newId("cap");
      await recordCapture(context, tx, order, { id: captureId, amountMinor, leftMinor, requestedBy: actorId });
      const amount = toDecimal({ minor: amountMinor, currency: order.currency });
      const summary = `Requested ${captureId} of ${amount} ${order.currency} for ${order.id}.`;
      await recordAudit(runtime, tx, viewer, { action: "capture.requested", subjectId: order.id, summary });
      return { captureId };
    },
  );
  if (isRefusal(done)) return done;
  await context.processor.process(input.orderId, maxWaitMs);
  const capture = await store.read((db) => findCapture(db, done.captureId));
  if (!capture) throw new Error("a created capture does not exist");
  const order = await reloadOrder(context, input.orderId);
  if (capture.state === "REFUSED") return captureRefused(order);
  const amount = { minor: capture.amountMinor, currency: order.currency };
  return { __typename: "OrderCaptured", order, amount, isTaken: capture.state === "CAPTURED" };
}
