/** Replacement of returned units: products commits as many from stock before the return is closed, and they are sent once more. */
import { invalid, isRefusal, problem } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import type { Context } from "../../context.ts";
import { commitReplacement } from "../../peers/peers.ts";
import { changeCounters, findLineCounters } from "../../store/order/line-counters.ts";
import { findLinesByOrders, findOrdersByIds } from "../../store/order/orders.ts";
import { endTaskOf, insertOrderTask } from "../../store/processing/order-tasks.ts";
import { findReturn, releaseUnits, replaceUnits } from "../../store/returns/returns.ts";
import type { OrderRow, ReturnRow } from "../../store/tables.ts";
import { outOfStock, type ShortLine } from "../checkout-refusals.ts";
import type { Part } from "../lifecycle/order-events.ts";
import { addResendableUnits } from "../order/parts.ts";
import { findReturnedParts, type ReturnedPart, unrefundedUnits } from "../order/returned-units.ts";
import { lowestOf, sizeOf } from "../order/units.ts";
import { findPartsOfLine } from "../withdrawals/parts.ts";
import { noneOpen, returnableSentUnits } from "../withdrawals/units.ts";
import { unitsToSend } from "./closed-units.ts";

/** Committed units that replace those of a return. */
export type Replacement = { id: string; orderId: string; parts: readonly Part[] };

/** A commit whose return is not closed by then, such as after a crash, is cancelled. Longer than a request lasts. */
const cancelAfterMs = 60_000;
const maxWaitMs = 7_000;

/**
 * Commits the units of a return from stock; all or none. Undefined if the return cannot be replaced: its close says why. The order task that
 * cancels the commit is stored before the call, and is ended by the close.
 */
export async function beginReplacement(context: Context, returnId: string) {
  const { store, runtime, peers } = context;
  const found = await store.read(async (db) => {
    const row = await findReturn(db, returnId);
    const [order] = row ? await findOrdersByIds(db, [row.orderId]) : [];
    if (!row || !order || !isReplaceable(row)) return undefined;
    return {
      order,
      parts: partsToSend(row, await findReturnedParts(db, [row.id])),
      lines: await findLinesByOrders(db, [order.id]),
    };
  });
  if (!found || found.parts.length === 0) return undefined;
  const { order, parts } = found;
  const replacement: Replacement = { id: runtime.newId("repl"), orderId: order.id, parts };
  const lines = found.lines.flatMap((line) => {
    const quantity = parts.find(({ lineId }) => lineId === line.id)?.quantity;
    return quantity ? [{ ...line, quantity }] : [];
  });
  const task = { orderId: order.id, kind: "REPLACE", subjectId: replacement.id } as const;
  await store.write("begin-replacement", (tx) => insertOrderTask(tx, task, store.now() + cancelAfterMs));
  const response = await commitReplacement(peers, {
    replacementId: replacement.id,
    checkoutId: order.checkoutId,
    lines: lines.map(({ variantId, quantity }) => ({ variantId, quantity })),
  });
  if (response.outcome === "committed") return replacement;
  await endReplacement(context, replacement);
  if (response.outcome === "gone") throw new Error(`the replacement ${replacement.id} was cancelled before its commit`);
  const short = response.lines.flatMap((one): ShortLine[] => {
    const line = lines.find(({ variantId }) => variantId === one.variantId);
    return line ? [{ ...one, sku: line.sku, title: line.title }] : [];
  });
  return outOfStock(short);
}

/** Cancels a replacement whose return was not closed with it. */
export async function endReplacement(context: Context, { id, orderId }: Replacement): Promise<void> {
  const { store, runtime, processor } = context;
  await store.write("end-replacement", async (tx) => {
    if (!(await endTaskOf(tx, "REPLACE", id, runtime.now()))) return;
    await insertOrderTask(tx, { orderId, kind: "CANCEL_REPLACEMENT", subjectId: id }, store.now());
  });
  await processor.process(orderId, maxWaitMs);
}

/** Whether the units of a return can be replaced: those of a withdrawal are refunded. */
function isReplaceable({ state, withdrawalId }: ReturnRow): boolean {
  return withdrawalId === null && (state === "APPROVED" || state === "RECEIVED");
}

type Replaced = {
  row: ReturnRow;
  order: OrderRow;
  parts: readonly ReturnedPart[];
  replacement: Replacement | undefined;
};

/**
 * Takes the replaced units out of the return: they can be sent once more. Refused if the return has changed since the commit, or if a refund that
 * did not name it has taken its units.
 */
export async function applyReplacement(context: Context, tx: Tx, { row, order, parts, replacement }: Replaced) {
  const toSend = partsToSend(row, parts);
  if (!replacement || !areEqual(toSend, replacement.parts))
    return invalid([problem("outcome", "CHANGED", "The return has changed meanwhile. Read it again.")]);
  if (!(await endTaskOf(tx, "REPLACE", replacement.id, context.runtime.now())))
    throw new Error(`the replacement ${replacement.id} was cancelled before its return was closed`);
  for (const returned of parts) {
    const quantity = unitsToSend(row, returned);
    const refused = quantity > 0 ? await replacePart(tx, order, returned, quantity) : undefined;
    if (isRefusal(refused)) return refused;
  }
  return undefined;
}

async function replacePart(tx: Tx, order: OrderRow, returned: ReturnedPart, quantity: number) {
  const { part } = returned;
  const { lineId } = part;
  const received = Math.min(quantity, unrefundedUnits(returned));
  const hasLeft = await releaseUnits(tx, part, {
    quantity,
    received,
    restocked: Math.min(received, returned.restocked),
  });
  if (!hasLeft || !(await changeCounters(tx, lineId, { returnRequested: -quantity, returned: -received })))
    throw new Error(`the return ${part.returnId} does not match the counters of ${lineId}`);
  await replaceUnits(tx, part, quantity);
  const line = await findLineCounters(tx, lineId);
  const withdrawals = await findPartsOfLine(tx, order.id, lineId);
  const [, others = []] = returnableSentUnits({ line, parts: withdrawals, open: noneOpen });
  const units = lowestOf(others, quantity);
  if (sizeOf(units) < quantity)
    return invalid([
      problem("outcome", "ALL_REFUNDED", "The units are refunded, or being refunded, without the return."),
    ]);
  if (!(await addResendableUnits(tx, line, units, { replaced: quantity, replacing: quantity })))
    throw new Error(`${quantity} units of the line ${lineId} cannot be replaced`);
  return undefined;
}

/** The units of each line that are to be sent, of the lines that have any. */
function partsToSend(row: ReturnRow, parts: readonly ReturnedPart[]): Part[] {
  return parts
    .map((returned) => ({ lineId: returned.part.lineId, quantity: unitsToSend(row, returned) }))
    .filter(({ quantity }) => quantity > 0);
}

function areEqual(some: readonly Part[], others: readonly Part[]): boolean {
  const unitsOf = (lineId: string) => others.find((part) => part.lineId === lineId)?.quantity;
  return some.length === others.length && some.every(({ lineId, quantity }) => unitsOf(lineId) === quantity);
}
