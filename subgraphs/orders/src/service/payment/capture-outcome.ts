/** Capture outcomes: the result of a capture that was requested for a parcel or by staff is applied to the order. */

import { toDecimal } from "@hansa/commerce/money";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { findEventsByOrders } from "../../store/order/orders.ts";
import { findCapture, findCapturesByOrders, raiseCaptured, settleCapture } from "../../store/payment/balances.ts";
import type { CaptureRow, OrderRow } from "../../store/tables.ts";
import { shopActor } from "../access.ts";
import { endHold, holdOrder } from "../lifecycle/review-holds.ts";
import { recordOrderEvent } from "../order/timeline.ts";
import { settleBalance } from "./balance.ts";

/**
 * Applies a successful capture. `capturedMinor` is the total captured so far: more than was requested if a provider captures only once,
 * never less. A capture requested by staff also ends the hold of a refused capture, but no other hold.
 */
export async function applyCapture(
  deps: Deps,
  tx: Tx,
  order: OrderRow,
  { captureId, capturedMinor }: { captureId: string; capturedMinor: number },
): Promise<void> {
  const capture = await findCapture(tx, captureId);
  if (!capture || !(await settleCapture(tx, captureId, "CAPTURED"))) return;
  await raiseCaptured(tx, order.id, capturedMinor);
  const amount = toDecimal({ minor: capture.amountMinor, currency: order.currency });
  const summary = `${amount} ${order.currency} of the payment was captured.`;
  await recordOrderEvent(deps, tx, order, { kind: "PAYMENT_CAPTURED", summary, ...shopActor });
  const captures = await findCapturesByOrders(tx, [order.id]);
  const succeeded = captures.filter(({ state }) => state === "CAPTURED");
  const expected = succeeded.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  if (capturedMinor < expected) await holdOrder(deps, tx, order, "less was captured than was requested");
  else if (capture.requestedBy !== null && (await isHeldByRefusal(tx, capture, captures)))
    await endHold(deps, tx, order, { reason: "NEEDS_REVIEW", actor: "STAFF", actorId: capture.requestedBy });
  await settleBalance(deps, tx, order);
}

/** Whether the capture before it was refused, and no dispute was reported since. */
async function isHeldByRefusal(tx: Tx, { id, orderId }: CaptureRow, captures: readonly CaptureRow[]): Promise<boolean> {
  const before = captures.filter((capture) => capture.id !== id).at(-1);
  if (before?.state !== "REFUSED") return false;
  const timeline = await findEventsByOrders(tx, [orderId]);
  return !timeline.some(({ kind, at }) => kind === "DISPUTED" && at >= before.createdAt);
}

/** Applies a refused capture: the order is put on hold for staff, and shipped units stay shipped. */
export async function applyCaptureRefusal(
  deps: Deps,
  tx: Tx,
  order: OrderRow,
  { captureId, reason }: { captureId: string; reason: string },
): Promise<void> {
  if (!(await settleCapture(tx, captureId, "REFUSED"))) return;
  await holdOrder(deps, tx, order, `a capture was refused: ${reason}`);
  await settleBalance(deps, tx, order);
}
