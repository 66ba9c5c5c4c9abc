/** Goods that came back: counted, put back on the shelf where they are sound, and told. */
import { recordAudit } from "@hansa/kit/audit";
import { once } from "@hansa/kit/once";
import { invalid, notFound } from "@hansa/kit/refusals";
import type { Tx } from "@hansa/kit/store";
import { z } from "zod";
import type { Context } from "../../context.ts";
import type { ReturnReceiveInput } from "../../generated/resolvers.ts";
import { moveCounters } from "../../store/counters.ts";
import { insertErrand } from "../../store/errands.ts";
import { findOrdersByIds } from "../../store/orders.ts";
import { findReturn, findReturnParts, moveReturn, receivePart } from "../../store/returns.ts";
import type { OrderRow, ReturnRow } from "../../store/tables.ts";
import type { Answer } from "../answers.ts";
import { keyFor, staffOf } from "../order/access.ts";
import { recordOrderEvent } from "../order/events.ts";
import { tellReturned } from "../order/news.ts";
import { orderNow } from "../order/now.ts";
import { movePartCounters, type NamedPart, nameParts, partProblems } from "../order/parts.ts";
import { restockableUnits } from "../order/progress.ts";
import { returnCannot } from "../order/refusals.ts";
import { statesAfter } from "./life.ts";

type Received = Answer<"ReturnReceiveResult">;
const kept = z.object({ returnId: z.string() });
const patienceMs = 7_000;

/** Writes down what arrived of an approved return, once. What did not arrive may be asked for again. */
export async function receiveReturn(context: Context, input: ReturnReceiveInput): Promise<Received> {
  const problems = partProblems(input.parts, "parts");
  if (problems.length > 0) return invalid(problems);
  const acting = staffOf(context);
  const done = await once<{ returnId: string }, Received>(
    context,
    "receive-return",
    keyFor(context, "returnReceive", input.returnId, input),
    kept,
    async (tx, refuse) => {
      const seen = await findReturn(tx, input.returnId);
      const [order] = seen ? await findOrdersByIds(tx, [seen.orderId]) : [];
      if (!seen || !order) return refuse(notFound("return", ["input", "returnId"]));
      const change = { state: "RECEIVED", receivedAt: context.world.now() } as const;
      const row = await moveReturn(tx, seen.id, "APPROVED", change);
      if (!row) return refuse(returnCannot(seen, statesAfter(seen.state)));
      const parts = await nameParts(tx, order, input.parts, "parts", refuse);
      const restocked = new Map<string, number>();
      const announced = new Map((await findReturnParts(tx, [row.id])).map((part) => [part.lineId, part.quantity]));
      for (const part of parts) {
        const sound = unitsToRestock(input, part);
        restocked.set(part.line.id, sound);
        const maximum = announced.get(part.line.id) ?? 0;
        const move = { returned: part.quantity, restocked: sound };
        await movePartCounters(tx, order, part, move, maximum, "parts", "NOT_ANNOUNCED", refuse);
        await receivePart(tx, { returnId: row.id, lineId: part.line.id }, part.quantity, sound);
      }
      await freeMissing(tx, row);
      await putBack(tx, context, order, row, parts, restocked);
      const summary = "Goods that were sent back have arrived.";
      await recordOrderEvent(context, tx, order, { kind: "RETURN_RECEIVED", summary, ...acting });
      const arrived = input.parts.map(({ lineId, quantity, restock }) => ({
        lineId,
        quantity,
        restocked: restock !== false,
      }));
      await tellReturned(context, tx, order, row, arrived);
      await recordAudit(tx, context.world, context.viewer, {
        action: "return.received",
        subjectId: row.id,
        summary: `Wrote down what arrived of ${row.id} of ${order.id}.`,
      });
      return { returnId: row.id };
    },
  );
  if ("refused" in done) return done.refused;
  const orderReturn = await context.store.read((db) => findReturn(db, done.kept.returnId));
  if (!orderReturn) throw new Error("a return that arrived is gone");
  await context.runner.finish(orderReturn.orderId, patienceMs);
  return { __typename: "ReturnReceived", orderReturn, order: await orderNow(context, orderReturn.orderId) };
}

/** Sound units, as far as they were not put back before, with a refund that did so. */
function unitsToRestock({ parts }: ReturnReceiveInput, { line, counters }: NamedPart): number {
  const sound = parts.filter((part) => part.restock !== false && part.lineId === line.id);
  const units = sound.reduce((total, part) => total + part.quantity, 0);
  return Math.min(units, restockableUnits(counters));
}

async function freeMissing(tx: Tx, { id }: ReturnRow): Promise<void> {
  for (const { lineId, quantity, received } of await findReturnParts(tx, [id]))
    if (!(await moveCounters(tx, lineId, { returnAsked: received - quantity })))
      throw new Error(`the return ${id} does not fit the counters of ${lineId}`);
}

async function putBack(
  tx: Tx,
  { store }: Context,
  order: OrderRow,
  { id }: ReturnRow,
  parts: readonly NamedPart[],
  restocked: ReadonlyMap<string, number>,
): Promise<void> {
  const lines = parts.flatMap(({ line }) => {
    const quantity = restocked.get(line.id) ?? 0;
    return quantity > 0 ? [{ lineId: line.id, variantId: line.variantId, quantity }] : [];
  });
  if (lines.length === 0) return;
  await insertErrand(tx, { orderId: order.id, kind: "RESTOCK", subjectId: id, lines }, store.now());
}
