/** Cancellation of orders and of parts of them, by the buyer or by staff: before, during and after their confirmation. */

import { recordAudit } from "@hansa/contracts/audit-log";
import { writeOnce } from "@hansa/kit/coordination";
import { invalid, isRefusal, notFound, problem } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import { z } from "zod";
import type { Context, Deps } from "../../context.ts";
import type { InvalidTransitionCause, OrderCancelInput, OrderLinesCancelInput } from "../../generated/resolvers.ts";
import { findCountersByOrders } from "../../store/order/line-counters.ts";
import { findOrdersByIds } from "../../store/order/orders.ts";
import { findCancellation, insertCancellation } from "../../store/processing/order-tasks.ts";
import { findOpenSaga } from "../../store/processing/sagas.ts";
import type { LineCountersRow, OrderRow } from "../../store/tables.ts";
import { actorOf, createRequestKey, findAccessibleOrder, reloadOrder, requireStaff } from "../access.ts";
import type { MutationResult } from "../mutation-results.ts";
import { isCancellable, isReservedForStaff, loadActions } from "../order/next-actions.ts";
import { movePartCounters, partProblems, resolveParts, selectParts } from "../order/parts.ts";
import { cancellableUnits, liveUnits } from "../order/progress.ts";
import { invalidTransition } from "../order/refusals.ts";
import { recordOrderEvent } from "../order/timeline.ts";
import { type CancelledBy, cancelParts } from "./part-cancellation.ts";

type Cancelled = MutationResult<"OrderCancelResult">;
type LinesCancelled = MutationResult<"OrderLinesCancelResult">;

const storedResponse = z.object({ orderId: z.string() });
const maxNoteLength = 500;
/** The maximum wait before the order is shown in its current state: 8 seconds, less a margin for the response. */
const maxWaitMs = 7_000;

/**
 * Cancels a whole order of which nothing is packed. An order in processing is rolled back by its saga, which reads the cancellation, also if
 * the saga is stalled; an order whose saga failed and waits for staff is cancelled by staff at once.
 */
export async function cancelOrder(context: Context, input: OrderCancelInput): Promise<Cancelled> {
  const { store, runtime } = context;
  const note = input.note?.trim() || null;
  if (note !== null && note.length > maxNoteLength) return invalid([tooLong("note")]);
  const seen = await store.read((db) => findAccessibleOrder(context, db, input, "orders:write"));
  if (!seen) return notFound("order", ["input", "orderId"]);
  const { guestToken, ...keyInput } = input;
  const giveUpAt = runtime.monotonic() + maxWaitMs;
  const done = await writeOnce(
    context,
    { name: "cancel-order", key: createRequestKey(context, "orderCancel", seen.id, keyInput), shape: storedResponse },
    (tx) => cancelOrderIn(context, tx, { ...input, note }),
  );
  if (isRefusal(done)) return done;
  await context.processor.process(seen.id, giveUpAt - runtime.monotonic());
  return { __typename: "OrderCancelled", order: await reloadOrder(context, seen.id) };
}

/** Cancels the whole order in a transaction, or requests it of its saga, or refuses it. */
export async function cancelOrderIn(
  context: Context,
  tx: Tx,
  input: Pick<OrderCancelInput, "orderId" | "guestToken" | "note">,
) {
  const { runtime, viewer } = context;
  const note = input.note ?? null;
  const order = await findAccessibleOrder(context, tx, input, "orders:write");
  if (!order) return notFound("order", ["input", "orderId"]);
  const cancellation = (await findCancellation(tx, order.id)) ?? null;
  const lines = await findCountersByOrders(tx, [order.id]);
  const isProcessing = (await findOpenSaga(tx, order.id)) !== undefined;
  if (!isCancellable(order, { lines, cancellation, isProcessing }) || isReservedForStaff(context, order))
    return invalidTransition(
      order,
      await loadActions(context, tx, order, input.guestToken),
      explainCancelRefusal(context, order, lines, cancellation !== null),
    );
  const acting = actorOf(context, order, input.guestToken);
  const reason = acting.actor === "CUSTOMER" ? "CUSTOMER" : "SHOP";
  if (isProcessing) {
    await requestCancellation(context, tx, order, { reason, note, ...acting });
  } else {
    await insertCancellation(tx, { orderId: order.id, reason, note, actorId: acting.actorId, at: runtime.now() });
    const parts = await selectParts(tx, order, liveUnits);
    await cancelParts(context, tx, order, { parts, reason, ...acting });
  }
  // Changes by buyers are recorded in the timeline; the audit log is only for staff.
  if (acting.actor === "STAFF") {
    const summary = `Cancelled ${order.id}.`;
    await recordAudit(runtime, tx, viewer, { action: "order.cancelled", subjectId: order.id, summary });
  }
  return { orderId: order.id };
}

/** Requests the cancellation of an order in processing from its saga. */
export async function requestCancellation(
  deps: Deps,
  tx: Tx,
  order: OrderRow,
  { note, reason, ...acting }: CancelledBy & { note: string | null },
): Promise<void> {
  const at = deps.runtime.now();
  await insertCancellation(tx, { orderId: order.id, reason, note, actorId: acting.actorId, at });
  const summary = "The order is to be cancelled.";
  await recordOrderEvent(deps, tx, order, { kind: "CANCEL_REQUESTED", summary, ...acting });
}

/** The reason why the cancellation of the whole order is rejected. */
function explainCancelRefusal(
  context: Context,
  order: OrderRow,
  lines: readonly LineCountersRow[],
  isRequested: boolean,
): InvalidTransitionCause {
  if (isReservedForStaff(context, order)) return "ON_HOLD";
  if (order.state === "PENDING_PAYMENT" && isRequested) return "CANCELLATION_REQUESTED";
  return order.state === "CONFIRMED" && lines.some(({ packed }) => packed > 0) ? "PACKED" : "ORDER_STATE";
}

/** Cancels parts of which no unit is packed, by staff. */
export async function cancelLines(context: Context, input: OrderLinesCancelInput): Promise<LinesCancelled> {
  const problems = partProblems(input.parts, "parts");
  if (problems.length > 0) return invalid(problems);
  const done = await writeOnce(
    context,
    {
      name: "cancel-order-lines",
      key: createRequestKey(context, "orderLinesCancel", input.orderId, input),
      shape: storedResponse,
    },
    (tx) => cancelLinesIn(context, tx, input),
  );
  if (isRefusal(done)) return done;
  await context.processor.process(input.orderId, maxWaitMs);
  return { __typename: "OrderLinesCancelled", order: await reloadOrder(context, input.orderId) };
}

/** Cancels parts of an order in a transaction, or refuses it. */
export async function cancelLinesIn(context: Context, tx: Tx, input: Pick<OrderLinesCancelInput, "orderId" | "parts">) {
  const acting = requireStaff(context);
  const [order] = await findOrdersByIds(tx, [input.orderId]);
  if (!order) return notFound("order", ["input", "orderId"]);
  if (order.state !== "CONFIRMED" && order.state !== "PARTIALLY_SHIPPED")
    return invalidTransition(order, await loadActions(context, tx, order), "ORDER_STATE");
  const request = { order, field: "parts" } as const;
  const parts = await resolveParts(tx, request, input.parts);
  if (isRefusal(parts)) return parts;
  for (const part of parts) {
    const maximum = cancellableUnits(part.counters);
    const refused = await movePartCounters(tx, request, part, { move: {}, maximum, cause: "PACKED_OR_SENT" });
    if (refused) return refused;
  }
  await cancelParts(context, tx, order, { parts, reason: "SHOP", ...acting });
  const units = parts.reduce((sum, { quantity }) => sum + quantity, 0);
  const summary = `Cancelled ${units} of the units of ${order.id}.`;
  const { runtime, viewer } = context;
  await recordAudit(runtime, tx, viewer, { action: "order.linesCancelled", subjectId: order.id, summary });
  return { orderId: order.id };
}

function tooLong(field: string) {
  return problem(field, "TOO_LONG", `Write at most ${maxNoteLength} characters.`);
}
