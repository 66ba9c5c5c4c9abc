/** Automatic review holds: an order is put on hold until staff has reviewed it, and the hold ends when its cause is resolved. */
import { raiseAlarm } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { changeOrder } from "../../store/order/orders.ts";
import { leaveHoldToStaff } from "../../store/processing/sagas.ts";
import type { OrderRow } from "../../store/tables.ts";
import { type Actor, shopActor } from "../access.ts";
import { recordOrderEvent } from "../order/timeline.ts";

/** The reasons of automatic holds. */
export type ReviewHoldReason = "NEEDS_REVIEW" | "REFUND_FAILED" | "WITHDRAWN";

/** The actor of a release, and the reason of the hold that ends. */
type HoldRelease = Actor & { reason: ReviewHoldReason };

/** Puts an order on hold and raises an alarm. Nothing is sent until staff has reviewed the order. */
export async function holdOrder(deps: Deps, tx: Tx, order: OrderRow, because: string): Promise<void> {
  const alarm = { name: "order_held", subject: order.id } as const;
  raiseAlarm(deps, alarm, { orderId: order.id, because }, "orders: order put on hold, review by staff needed");
  await beginHold(deps, tx, order, "NEEDS_REVIEW");
}

/** Puts an order on hold. An existing hold keeps its reason, and no longer ends by itself. */
export async function beginHold(deps: Deps, tx: Tx, order: OrderRow, reason: ReviewHoldReason): Promise<void> {
  if (order.holdReason !== null) return leaveHoldToStaff(tx, order.id);
  await changeOrder(tx, order.id, [order.state], { holdReason: reason, holdSince: deps.runtime.now() });
  const summary = "The shop is looking into this order.";
  await recordOrderEvent(deps, tx, order, { kind: "HELD", summary, ...shopActor });
}

/** Ends the hold if it has this reason. To be called when the cause is resolved. */
export async function endHold(deps: Deps, tx: Tx, order: OrderRow, release: HoldRelease): Promise<void> {
  const { reason, actor, actorId } = release;
  if (order.holdReason !== reason) return;
  await changeOrder(tx, order.id, [order.state], { holdReason: null, holdSince: null });
  await recordOrderEvent(deps, tx, order, { kind: "RESUMED", summary: "The order continues.", actor, actorId });
}
