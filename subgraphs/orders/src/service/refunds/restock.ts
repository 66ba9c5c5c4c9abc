/** Restock of goods that came back without a return, with their refund: sound units are restocked, each unit once. */
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
import { findReturnParts, findReturnsByOrders, restockUnjudged } from "../../store/returns/returns.ts";
import { movePartCounters, type OrderPart, type PartsRequest, removeResendableUnits } from "../order/parts.ts";
import { restockableUnits } from "../order/progress.ts";
import { quantityExceeded } from "../order/refusals.ts";
import { findReturnedParts } from "../order/returned-units.ts";
import { intersectionOf, lowestOf, sizeOf, unitsBack, without } from "../order/units.ts";

/** A recorded refund with its parts, and the lines of the input, which tell the units to restock. */
type RestockingRefund = {
  id: string;
  returnId: string | null;
  parts: readonly OrderPart[];
  lines: NonNullable<OrderRefundInput["lines"]>;
};

/**
 * Restocks the units that the refund marks as sound, at most the sent units. The arrival of a return has decided about its units: those that were
 * restocked then count once, and the others are not sold again, except those that no arrival has judged. Returns the refusal, or undefined.
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
    const left = without(refundedUnits.get(line.id) ?? [], counters.units.withdrawn);
    const sound = Math.min(sum(inputs.map(({ quantity }) => quantity)), sizeOf(left));
    if (sound === 0) continue;
    if (returnId) {
      const { known, unjudged } = await findSoundUnits(tx, returnId, line.id);
      const maximum = known + unjudged;
      if (sound > maximum)
        return quantityExceeded(line, request.order, { field: request.field, maximum, cause: "NOT_SENT" });
      const quantity = Math.max(0, sound - known);
      if (quantity === 0) continue;
      const judged = { move: { restocked: quantity }, maximum: restockableUnits(counters), cause: "NOT_SENT" } as const;
      const refused = await movePartCounters(tx, request, { line, counters, quantity }, judged);
      if (refused) return refused;
      await restockUnjudged(tx, { returnId, lineId: line.id }, quantity);
      back.push({ lineId: line.id, variantId: line.variantId, quantity });
      continue;
    }
    // A restocked unit is sold again: it is not sent once more, also if its refund fails.
    const inStock = lowestOf(intersectionOf(left, unitsBack(counters)), sound);
    if (inStock.length > 0) await removeResendableUnits(tx, counters, inStock);
    const quantity = sound - (await takeOverFailedRestock(tx, id, line.id, sound));
    if (quantity === 0) continue;
    const part = { line, counters, quantity };
    const move = { restocked: quantity };
    const maximum = restockableUnits(counters) - (await countUnsoundUnits(tx, line));
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

/**
 * Units of a return that are in stock since their arrival and not refunded yet, with those that have not arrived, which it restocks later; and those
 * that no arrival has judged.
 */
async function findSoundUnits(tx: Tx, returnId: string, lineId: string) {
  const returned = (await findReturnedParts(tx, [returnId])).find(({ part }) => part.lineId === lineId);
  if (!returned) return { known: 0, unjudged: 0 };
  const { quantity, received, unjudged } = returned.part;
  return { known: returned.restocked + quantity - received, unjudged };
}

/** Units of a line that returns have received without restocking them. */
async function countUnsoundUnits(tx: Tx, { id, orderId }: OrderPart["line"]): Promise<number> {
  const returns = await findReturnsByOrders(tx, [orderId]);
  const parts = await findReturnParts(
    tx,
    returns.map((row) => row.id),
  );
  return sum(parts.filter(({ lineId }) => lineId === id).map((part) => part.received - part.restocked - part.unjudged));
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
