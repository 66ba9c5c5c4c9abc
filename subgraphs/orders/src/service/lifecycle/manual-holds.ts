/** Manual review holds: staff puts an order on hold or releases it, with a note. */
import { recordAudit } from "@hansa/contracts/audit-log";
import { cardNumberWarnings, invalid, notFound, problem } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import type { Context } from "../../context.ts";
import type { InvalidTransitionCause, OrderHoldInput, OrderHoldReleaseInput } from "../../generated/resolvers.ts";
import { changeOrder, findOrdersByIds, insertNote } from "../../store/order/orders.ts";
import { retryTasksNow } from "../../store/processing/order-tasks.ts";
import { findSagasByOrders, leaveHoldToStaff } from "../../store/processing/sagas.ts";
import type { OrderRow } from "../../store/tables.ts";
import { reloadOrder, requireStaff } from "../access.ts";
import type { MutationResult } from "../mutation-results.ts";
import { loadActions, mayBeHeld, mayBeReleased, processingStatusOf } from "../order/next-actions.ts";
import { invalidTransition } from "../order/refusals.ts";
import { recordOrderEvent } from "../order/timeline.ts";
import { completeLostOrder } from "./completion.ts";

type Held = MutationResult<"OrderHoldResult">;
type Released = MutationResult<"OrderHoldReleaseResult">;

const maxNoteLength = 2_000;

/**
 * Puts an order with unsent units on hold. An order that waits for staff already is rejected; the hold of a stalled order, which would end by
 * itself, becomes a manual one.
 */
export async function holdOrderManually(context: Context, input: OrderHoldInput): Promise<Held> {
  const held = await context.store.write("hold-order", (tx) => changeHold(context, tx, input, holdAction));
  if (held.__typename !== "Decided") return held;
  const warnings = cardNumberWarnings("note", input.note);
  return { __typename: "OrderHeld", order: await reloadOrder(context, input.orderId), warnings };
}

/**
 * Releases the hold of an order. The release does not correct its cause, which staff has reviewed. Unanswered order tasks are retried at
 * once.
 */
export async function releaseHold(context: Context, input: OrderHoldReleaseInput): Promise<Released> {
  const released = await context.store.write("release-order", (tx) => changeHold(context, tx, input, releaseAction));
  if (released.__typename !== "Decided") return released;
  const warnings = cardNumberWarnings("note", input.note);
  return { __typename: "OrderHoldReleased", order: await reloadOrder(context, input.orderId), warnings };
}

/** The reason why a hold or its release is rejected. */
function explainHoldRefusal(kind: "HELD" | "RESUMED", { holdReason }: OrderRow): InvalidTransitionCause {
  if (kind === "HELD") return holdReason === null ? "ORDER_STATE" : "ON_HOLD";
  return holdReason === null ? "NOT_ON_HOLD" : "ORDER_STATE";
}

const holdAction = {
  isPossible: mayBeHeld,
  holdReason: "MANUAL",
  kind: "HELD",
  summary: "The shop is looking into this order.",
  action: "order.held",
  did: "Held",
} as const;
const releaseAction = {
  isPossible: mayBeReleased,
  holdReason: null,
  kind: "RESUMED",
  summary: "The order continues.",
  action: "order.released",
  did: "Released",
} as const;

async function changeHold(
  context: Context,
  tx: Tx,
  { orderId, note }: { orderId: string; note: string },
  { isPossible, holdReason, kind, summary, action, did }: typeof holdAction | typeof releaseAction,
) {
  const { runtime, viewer } = context;
  const acting = requireStaff(context);
  const written = note.trim();
  if (written === "" || written.length > maxNoteLength)
    return invalid([problem("note", "LENGTH", `A note has 1 to ${maxNoteLength} characters.`)]);
  const [order] = await findOrdersByIds(tx, [orderId]);
  if (!order) return notFound("order", ["input", "orderId"]);
  const [saga] = await findSagasByOrders(tx, [order.id]);
  if (!isPossible(order, processingStatusOf(saga ?? null)))
    return invalidTransition(order, await loadActions(context, tx, order), explainHoldRefusal(kind, order));
  const holdSince = holdReason === null ? null : runtime.now();
  const changed = await changeOrder(tx, order.id, [order.state], { holdReason, holdSince });
  if (!changed) throw new Error(`the order ${order.id} changed inside the transaction that read it`);
  await leaveHoldToStaff(tx, order.id);
  if (holdReason === null) await retryTasksNow(tx, order.id, context.store.now());
  await insertNote(tx, {
    id: runtime.newId("note"),
    orderId,
    at: runtime.now(),
    text: written,
    authorId: acting.actorId,
  });
  await recordOrderEvent(context, tx, order, { kind, summary, ...acting });
  if (kind === "RESUMED") await completeLostOrder(context, tx, changed);
  const reason = order.holdReason ?? "MANUAL";
  await recordAudit(runtime, tx, viewer, { action, subjectId: order.id, summary: `${did} ${order.id}: ${reason}.` });
  return { __typename: "Decided" as const };
}
