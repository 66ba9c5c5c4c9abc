/** Restock of returned goods with a refund: sound units are restocked, each unit once. */
import { sum } from "@hansa/commerce/money";
import type { Tx } from "@hansa/kit/store";
import type { Context } from "../../context.ts";
import type { OrderRefundInput } from "../../generated/resolvers.ts";
import { findLineCounters } from "../../store/order/line-counters.ts";
import {
  findRefundParts,
  findRestockedOfFailedRefunds,
  recordRestockedOfReturn,
  restockPart,
} from "../../store/payment/refunds.ts";
import { insertOrderTask } from "../../store/processing/order-tasks.ts";
import { findReturnParts, restockLater } from "../../store/returns/returns.ts";
import { movePartCounters, type OrderPart, type PartsRequest } from "../order/parts.ts";
import { restockableUnits } from "../order/progress.ts";
import { findReturnedParts } from "../order/returned-units.ts";
import { sizeOf, without } from "../order/units.ts";

/** A recorded refund with its parts, and the lines of the input, which tell the units to restock. */
type RestockingRefund = {
  id: string;
  returnId: string | null;
  parts: readonly OrderPart[];
  lines: NonNullable<OrderRefundInput["lines"]>;
};

/**
 * Restocks the units that the refund marks as sound: of a return the units not restocked on arrival, of a line at most the sent units. Returns
 * the refusal, or undefined.
 */
export async function restockRefundedUnits(
  context: Context,
  tx: Tx,
  request: PartsRequest,
  { id, returnId, parts, lines }: RestockingRefund,
) {
  const refundedUnits = new Map((await findRefundParts(tx, [id])).map((part) => [part.lineId, part.units]));
  const back: { lineId: string; variantId: string; quantity: number }[] = [];
  for (const { line } of parts) {
    const counters = await findLineCounters(tx, line.id);
    const inputs = lines.filter(({ restock, lineId }) => restock && lineId === line.id);
    // Units that the refund cancels were never sent: they are restocked with their cancellation.
    const left = sizeOf(without(refundedUnits.get(line.id) ?? [], counters.units.withdrawn));
    const sound = Math.min(sum(inputs.map(({ quantity }) => quantity)), left);
    const quantity = returnId
      ? await restockFromReturn(tx, returnId, line.id, sound)
      : sound - (await takeOverFailedRestock(tx, id, line.id, sound));
    if (quantity === 0) continue;
    const part = { line, counters, quantity };
    const move = { restocked: quantity };
    const maximum = restockableUnits(counters);
    const refused = await movePartCounters(tx, request, part, { move, maximum, cause: "NOT_SENT" });
    if (refused) return refused;
    back.push({ lineId: line.id, variantId: line.variantId, quantity });
  }
  if (returnId) await attributeRestockedUnits(tx, id, returnId);
  if (back.length === 0) return undefined;
  const task = { orderId: request.order.id, kind: "RESTOCK", subjectId: id, lines: back } as const;
  await insertOrderTask(tx, task, context.store.now());
  return undefined;
}

/** The number of units that were not restocked on arrival of the return; they count as restocked from now on. */
async function restockFromReturn(tx: Tx, returnId: string, lineId: string, sound: number): Promise<number> {
  const part = (await findReturnParts(tx, [returnId])).find((one) => one.lineId === lineId);
  const units = Math.min(sound, part ? part.received - part.restocked : 0);
  if (!(await restockLater(tx, { returnId, lineId }, units)))
    throw new Error(`the return ${returnId} has fewer units left to restock`);
  return units;
}

/** Records the restocked units of a return that the refund covers: restocked ones first, since the others may be sent back to the buyer. */
async function attributeRestockedUnits(tx: Tx, refundId: string, returnId: string): Promise<void> {
  const refunded = await findRefundParts(tx, [refundId]);
  for (const { part, restocked } of await findReturnedParts(tx, [returnId])) {
    const own = refunded.find(({ lineId }) => lineId === part.lineId);
    if (own) await recordRestockedOfReturn(tx, { refundId, lineId: part.lineId }, Math.min(own.quantity, restocked));
  }
}

/** The number of units that a failed refund has restocked already; they are attributed to this refund. */
async function takeOverFailedRestock(tx: Tx, refundId: string, lineId: string, sound: number): Promise<number> {
  let left = sound;
  for (const earlier of await findRestockedOfFailedRefunds(tx, lineId)) {
    const units = Math.min(left, earlier.restocked);
    await restockPart(tx, earlier, -units);
    left -= units;
  }
  await restockPart(tx, { refundId, lineId }, sound);
  return sound - left;
}
