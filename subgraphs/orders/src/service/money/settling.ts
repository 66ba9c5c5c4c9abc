/** Keeping an order's money in line with what is left of it: the excess goes back, and what is not needed any more is let go. */
import { roundTogether, sum } from "@hansa/kit/money";
import type { Reader, Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { findCountersByOrders } from "../../store/counters.ts";
import { insertErrand } from "../../store/errands.ts";
import { findCapturesByOrders, insertCapture, moneyOf, takeForRefund } from "../../store/money.ts";
import { insertRefund, type NewRefundPart } from "../../store/refunds.ts";
import type { OrderRow, RefundRow } from "../../store/tables.ts";
import { creditUncharged } from "../books/documents.ts";
import { recordSettlement } from "./settlement.ts";
import { type Books, booksOf } from "./worth.ts";

/** How the order's books stand in this moment. */
export async function booksNow(db: Reader, orderId: string): Promise<Books> {
  const lines = await findCountersByOrders(db, [orderId]);
  return booksOf(lines, await moneyOf(db, orderId), await findCapturesByOrders(db, [orderId]));
}

/** What was cancelled before it was charged: neither taken, nor being taken, nor ever to be. Zero once all of the total was taken. */
export async function unchargedNow(db: Reader, orderId: string): Promise<number> {
  const { capturedMinor, totalMinor } = await moneyOf(db, orderId);
  if (capturedMinor >= totalMinor) return 0;
  const pending = (await findCapturesByOrders(db, [orderId])).filter(({ state }) => state === "PENDING");
  const { leftMinor } = await booksNow(db, orderId);
  return sum([totalMinor, -capturedMinor, -leftMinor, ...pending.map(({ amountMinor }) => -amountMinor)]);
}

type RefundPart = Omit<NewRefundPart, "refundId">;

/** What was cancelled, and what it was worth. */
export type GivenUp = { parts: readonly RefundPart[]; shippingMinor: number };

/**
 * Gives back what was taken for goods that nobody gets any more, lets go of what will never be taken and credits it. Call it when something was
 * cancelled, shipped or captured. While a capture has no answer nothing is decided: its answer calls this again.
 */
export async function settleMoney(
  deps: Deps,
  tx: Tx,
  order: OrderRow,
  givenUp: GivenUp = { parts: [], shippingMinor: 0 },
): Promise<void> {
  const { store } = deps;
  const money = await moneyOf(tx, order.id);
  if (!money.paymentId) return recordSettlement(tx, order.id);
  const { excessMinor, releasableMinor } = await booksNow(tx, order.id);
  if (excessMinor > 0) {
    if (!(await takeForRefund(tx, order.id, { amountMinor: excessMinor, adjustmentMinor: 0, shippingMinor: 0 })))
      throw new Error(`the order ${order.id} was to give back more than was taken`);
    const { parts, shippingMinor } = spreadOver(givenUp, excessMinor);
    await writeRefund(deps, tx, order, parts, {
      amountMinor: excessMinor,
      adjustmentMinor: 0,
      shippingMinor,
      cause: "CANCELLATION",
      reason: "Cancelled.",
    });
  }
  if (releasableMinor > 0)
    await insertErrand(tx, { orderId: order.id, kind: "LET_GO", subjectId: order.id }, store.now());
  await recordSettlement(tx, order.id);
  await creditUncharged(deps, tx, order, await unchargedNow(tx, order.id), givenUp);
}

/**
 * What goes back of each part when less than their worth does, because a gesture went before or not all of it was taken: each part by its
 * value, so that together they are the amount.
 */
function spreadOver({ parts, shippingMinor }: GivenUp, amountMinor: number): GivenUp {
  const values = [...parts.map((part) => part.amountMinor), shippingMinor];
  const worth = sum(values);
  if (worth <= amountMinor) return { parts, shippingMinor };
  const shares = roundTogether(
    amountMinor,
    values.map((value) => BigInt(value) * BigInt(amountMinor)),
    BigInt(worth),
  );
  return {
    parts: parts.map((part, index) => ({ ...part, amountMinor: shares[index] ?? 0 })),
    shippingMinor: shares.at(-1) ?? 0,
  };
}

type NewRefund = Pick<RefundRow, "cause" | "amountMinor" | "shippingMinor" | "adjustmentMinor" | "reason"> &
  Partial<Pick<RefundRow, "returnId" | "requestedBy" | "keepFulfillable">>;

/** Writes a refund down, and that payments is to be asked for it. Its amount was set aside before. */
export async function writeRefund(
  { store, world }: Deps,
  tx: Tx,
  order: OrderRow,
  parts: readonly RefundPart[],
  refund: NewRefund,
): Promise<string> {
  const id = world.newId("ref");
  await insertRefund(
    tx,
    {
      returnId: null,
      requestedBy: null,
      keepFulfillable: false,
      ...refund,
      id,
      orderId: order.id,
      state: "PENDING",
      failure: null,
      maximumMinor: null,
      createdAt: world.now(),
      settledAt: null,
    },
    parts.map((part) => ({ ...part, refundId: id })),
  );
  await insertErrand(tx, { orderId: order.id, kind: "REFUND", subjectId: id }, store.now());
  return id;
}

/** Writes down that an amount is to be taken, and that payments is to be asked for it. */
export async function writeCapture(
  { store, world }: Deps,
  tx: Tx,
  order: OrderRow,
  capture: { id: string; amountMinor: number; leftMinor: number; requestedBy: string | null },
): Promise<void> {
  await insertCapture(tx, { ...capture, orderId: order.id, state: "PENDING", createdAt: world.now() });
  await insertErrand(tx, { orderId: order.id, kind: "CAPTURE", subjectId: capture.id }, store.now());
}

/** Takes what became due with a parcel, where the shop does so parcel by parcel. */
export async function takeDue(deps: Deps, tx: Tx, order: OrderRow, captureId: string): Promise<void> {
  const money = await moneyOf(tx, order.id);
  if (!money.paymentId || money.captureMode !== "ON_FULFILMENT") return;
  const { dueMinor, leftMinor } = await booksNow(tx, order.id);
  if (dueMinor > 0)
    await writeCapture(deps, tx, order, { id: captureId, amountMinor: dueMinor, leftMinor, requestedBy: null });
  else await settleMoney(deps, tx, order);
}
