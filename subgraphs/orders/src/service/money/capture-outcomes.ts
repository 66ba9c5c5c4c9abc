/** What became of a capture that was asked for a parcel, or by hand. */

import { toDecimal } from "@hansa/kit/money";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { findCapture, findCapturesByOrders, raiseCaptured, settleCapture } from "../../store/money.ts";
import { findEventsByOrders } from "../../store/orders.ts";
import type { CaptureRow, OrderRow } from "../../store/tables.ts";
import { theShop } from "../order/access.ts";
import { recordOrderEvent } from "../order/events.ts";
import { endHold, holdOrder } from "../order/review-holds.ts";
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
    await endHold(deps, tx, order, "NEEDS_REVIEW", { actor: "STAFF", actorId: capture.requestedBy });
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
