/** Review holds: the shop stops an order by itself until a person has looked into it, and ends the hold when its cause is gone. */
import { raiseAlarm } from "@hansa/kit/alarm";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { moveOrder } from "../../store/orders.ts";
import { leaveToPerson } from "../../store/sagas.ts";
import type { OrderRow } from "../../store/tables.ts";
import { type Acting, theShop } from "./access.ts";
import { recordOrderEvent } from "./events.ts";

/** Why the shop holds an order by itself. */
export type ReviewHold = "NEEDS_REVIEW" | "REFUND_FAILED";

/** Holds an order, and raises the alarm of it. Nothing more leaves until a person has looked into it. */
export async function holdOrder(deps: Deps, tx: Tx, order: OrderRow, because: string): Promise<void> {
  raiseAlarm(deps, "order_held", { orderId: order.id, because }, "an order waits for a person");
  await beginHold(deps, tx, order, "NEEDS_REVIEW");
}

/** Puts an order on hold. One that is held already keeps the reason of its hold, which from now on does not end by itself. */
export async function beginHold(deps: Deps, tx: Tx, order: OrderRow, reason: ReviewHold): Promise<void> {
  if (order.holdReason !== null) return leaveToPerson(tx, order.id);
  await moveOrder(tx, order.id, [order.state], { holdReason: reason, holdSince: deps.world.now() });
  const summary = "The shop is looking into this order.";
  await recordOrderEvent(deps, tx, order, { kind: "HELD", summary, ...theShop });
}

/** Ends the hold if it is for this reason; the cause is gone. */
export async function endHold(deps: Deps, tx: Tx, order: OrderRow, reason: ReviewHold, by: Acting): Promise<void> {
  if (order.holdReason !== reason) return;
  await moveOrder(tx, order.id, [order.state], { holdReason: null, holdSince: null });
  await recordOrderEvent(deps, tx, order, { kind: "RESUMED", summary: "The order goes on.", ...by });
}
