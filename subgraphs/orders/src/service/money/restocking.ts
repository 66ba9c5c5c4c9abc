/** Goods that came back with a refund: what is sound of them goes back on the shelf, each piece once. */
import { sum } from "@hansa/kit/money";
import type { Tx } from "@hansa/kit/store";
import type { Context } from "../../context.ts";
import type { OrderRefundInput } from "../../generated/resolvers.ts";
import { countersOf } from "../../store/counters.ts";
import { insertErrand } from "../../store/errands.ts";
import { findRefundParts, findRestockedForNothing, restockPart } from "../../store/refunds.ts";
import { findReturnParts, restockAside } from "../../store/returns.ts";
import type { OrderRow } from "../../store/tables.ts";
import { movePartCounters, type NamedPart } from "../order/parts.ts";
import { restockableUnits } from "../order/progress.ts";
import { sizeOf, without } from "./units.ts";

/** Puts back what the refund says is sound. Of a return that is what its arrival left aside; of a line never more than has left. */
export async function restockRefunded(
  tx: Tx,
  context: Context,
  order: OrderRow,
  { id, returnId }: { id: string; returnId: string | null },
  parts: readonly NamedPart[],
  { lines }: OrderRefundInput,
  refuse: Parameters<typeof movePartCounters>[7],
): Promise<void> {
  const given = new Map((await findRefundParts(tx, [id])).map((part) => [part.lineId, part.units]));
  const back: { lineId: string; variantId: string; quantity: number }[] = [];
  for (const { line } of parts) {
    const counters = await countersOf(tx, line.id);
    const wanted = (lines ?? []).filter(({ restock, lineId }) => restock && lineId === line.id);
    // Units that become cancelled with the refund never left: they are put back with their cancellation.
    const left = sizeOf(without(given.get(line.id) ?? [], counters.units.withdrawn));
    const sound = Math.min(sum(wanted.map(({ quantity }) => quantity)), left);
    const quantity = returnId
      ? await takeFromAside(tx, returnId, line.id, sound)
      : sound - (await takeOver(tx, id, line.id, sound));
    if (quantity === 0) continue;
    const part = { line, counters, quantity };
    await movePartCounters(
      tx,
      order,
      part,
      { restocked: quantity },
      restockableUnits(counters),
      "lines",
      "NOT_SENT",
      refuse,
    );
    back.push({ lineId: line.id, variantId: line.variantId, quantity });
  }
  if (back.length === 0) return;
  await insertErrand(tx, { orderId: order.id, kind: "RESTOCK", subjectId: id, lines: back }, context.store.now());
}

/** How many of them the arrival of the return did not put back; they count as put back from now on. */
async function takeFromAside(tx: Tx, returnId: string, lineId: string, sound: number): Promise<number> {
  const part = (await findReturnParts(tx, [returnId])).find((one) => one.lineId === lineId);
  const units = Math.min(sound, part ? part.received - part.restocked : 0);
  if (!(await restockAside(tx, { returnId, lineId }, units))) throw new Error(`the return ${returnId} has not so many`);
  return units;
}

/** Pieces that came back with a refund which then failed are on the shelf: they count as this one's. How many these are. */
async function takeOver(tx: Tx, refundId: string, lineId: string, sound: number): Promise<number> {
  let left = sound;
  for (const earlier of await findRestockedForNothing(tx, lineId)) {
    const units = Math.min(left, earlier.restocked);
    await restockPart(tx, earlier, -units);
    left -= units;
  }
  await restockPart(tx, { refundId, lineId }, sound);
  return sound - left;
}
