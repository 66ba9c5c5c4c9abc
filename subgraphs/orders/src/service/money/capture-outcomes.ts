/** What became of a capture that was asked for a parcel, or by hand. */

import { raiseAlarm } from "@hansa/kit/alarm";
import { toDecimal } from "@hansa/kit/money";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { findCapture, findCapturesByOrders, raiseCaptured, settleCapture } from "../../store/money.ts";
import { findEventsByOrders, moveOrder } from "../../store/orders.ts";
import { leaveToPerson } from "../../store/sagas.ts";
import type { CaptureRow, OrderRow } from "../../store/tables.ts";
import { theShop } from "../order/access.ts";
import { recordOrderEvent } from "../order/events.ts";
import { settleMoney } from "./settling.ts";

/**
 * Money was taken. `capturedMinor` is all that was taken so far: more than was asked where a provider takes only once, never less. One that
 * was asked for by a person also ends the hold that a refused one left behind, but no other.
 */
export async function concludeCapture(
  deps: Deps,
  tx: Tx,
  order: OrderRow,
  captureId: string,
  capturedMinor: number,
): Promise<void> {
  const capture = await findCapture(tx, captureId);
  if (!capture || !(await settleCapture(tx, captureId, "CAPTURED"))) return;
  await raiseCaptured(tx, order.id, capturedMinor);
  const amount = toDecimal({ minor: capture.amountMinor, currency: order.currency });
  const summary = `${amount} ${order.currency} of the payment was taken.`;
  await recordOrderEvent(deps, tx, order, { kind: "PAYMENT_CAPTURED", summary, ...theShop });
  const captures = await findCapturesByOrders(tx, [order.id]);
  const taken = captures.filter(({ state }) => state === "CAPTURED");
  const expected = taken.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  if (capturedMinor < expected) await holdOrder(deps, tx, order, "less was taken than was asked for");
  else if (capture.requestedBy !== null && (await isHeldByRefusal(tx, capture, captures)))
    await resumeOrder(deps, tx, order, capture.requestedBy);
  await settleMoney(deps, tx, order);
}

/** Whether the one before it was refused, and no bank has said anything since. */
async function isHeldByRefusal(tx: Tx, { id, orderId }: CaptureRow, captures: readonly CaptureRow[]): Promise<boolean> {
  const before = captures.filter((capture) => capture.id !== id).at(-1);
  if (before?.state !== "REFUSED") return false;
  const told = await findEventsByOrders(tx, [orderId]);
  return !told.some(({ kind, at }) => kind === "DISPUTED" && at >= before.createdAt);
}

/** Money was not to be had: what was shipped stays shipped, and a person has to decide. */
export async function refuseCapture(
  deps: Deps,
  tx: Tx,
  order: OrderRow,
  captureId: string,
  reason: string,
): Promise<void> {
  if (!(await settleCapture(tx, captureId, "REFUSED"))) return;
  await holdOrder(deps, tx, order, `a capture was refused: ${reason}`);
  await settleMoney(deps, tx, order);
}

/** Nothing more leaves until a person has looked into it. */
export async function holdOrder(deps: Deps, tx: Tx, order: OrderRow, because: string): Promise<void> {
  raiseAlarm(deps, "order_held", { orderId: order.id, because }, "an order waits for a person");
  if (order.holdReason !== null) return leaveToPerson(tx, order.id);
  await moveOrder(tx, order.id, [order.state], { holdReason: "NEEDS_REVIEW", holdSince: deps.world.now() });
  const summary = "The shop is looking into this order.";
  await recordOrderEvent(deps, tx, order, { kind: "HELD", summary, ...theShop });
}

async function resumeOrder(deps: Deps, tx: Tx, order: OrderRow, actorId: string): Promise<void> {
  if (order.holdReason !== "NEEDS_REVIEW") return;
  await moveOrder(tx, order.id, [order.state], { holdReason: null, holdSince: null });
  const summary = "The order goes on.";
  await recordOrderEvent(deps, tx, order, { kind: "RESUMED", summary, actor: "STAFF", actorId });
}
