/** What the graph shows of an order's life that is computed, not stored. */
import type { Money } from "@hansa/kit/money";
import type { Context } from "../../context.ts";
import type { OrderAction } from "../../generated/resolvers.ts";
import type { LineCountersRow, OrderLineRow, OrderRow, RefundRow, ReturnRow } from "../../store/tables.ts";
import type { OrderLineIn } from "../checkout/views.ts";
import { amountDueOf } from "../money/settlement.ts";
import { actionsOf, standingOf } from "./next-actions.ts";

/** So many of a line of an order. */
export type PartIn = { orderId: string; lineId: string; quantity: number };
export type RefundPartIn = PartIn & { amountMinor: number };
export type ReturnPartIn = PartIn & { received: number };

/** How much of each line went where, for a line whose counters are shown. */
async function countersOf({ loaders }: Context, line: Pick<OrderLineRow, "id" | "orderId">) {
  const counters = (await loaders.countersByOrder.load(line.orderId)).find(({ lineId }) => lineId === line.id);
  if (!counters) throw new Error(`the line ${line.id} is not counted`);
  return counters;
}

/** The value of one counter. */
export async function counterOf(
  context: Context,
  line: Pick<OrderLineRow, "id" | "orderId">,
  read: (counters: LineCountersRow) => number,
): Promise<number> {
  return read(await countersOf(context, line));
}

/** The line that a part is of. */
export async function lineOfPart({ loaders }: Context, { orderId, lineId }: PartIn): Promise<OrderLineIn> {
  const order = await loaders.orderById.load(orderId);
  const line = (await loaders.linesByOrder.load(orderId)).find(({ id }) => id === lineId);
  if (!order || !line) throw new Error(`the line ${lineId} of the order ${orderId} is gone`);
  return { ...line, currency: order.currency };
}

/** An amount that belongs to an order, in the order's currency. */
export async function moneyIn({ loaders }: Context, { orderId }: { orderId: string }, minor: number) {
  const order = await loaders.orderById.load(orderId);
  if (!order) throw new Error(`the order ${orderId} of an amount is gone`);
  return { minor, currency: order.currency };
}

/** What whoever is asking may do with the order now. */
export async function nextActionsOf(context: Context, order: OrderRow): Promise<OrderAction[]> {
  const { loaders } = context;
  const [lines, money, captures, arrivals, cancellation, saga] = await Promise.all([
    loaders.countersByOrder.load(order.id),
    loaders.moneyByOrder.load(order.id),
    loaders.capturesByOrder.load(order.id),
    loaders.arrivalsByOrder.load(order.id),
    loaders.cancellationByOrder.load(order.id),
    // Of every other order it is known that its saga has ended, and that nothing of it is without an answer for long.
    order.state === "PENDING_PAYMENT" || order.holdReason !== null ? loaders.sagaByOrder.load(order.id) : null,
  ]);
  return actionsOf(context, order, { lines, money, captures, arrivals, cancellation, ...standingOf(saga) });
}

/** What is still to be paid for an order. */
export async function amountDueIn({ loaders }: Context, order: OrderRow): Promise<Money> {
  const [lines, money, captures] = await Promise.all([
    loaders.countersByOrder.load(order.id),
    loaders.moneyByOrder.load(order.id),
    loaders.capturesByOrder.load(order.id),
  ]);
  if (!money) throw new Error(`the order ${order.id} has no money to it`);
  return { minor: amountDueOf({ order, lines, money, captures }), currency: order.currency };
}

/** The order of a refund, which is never removed. */
export async function orderOfRefund({ loaders }: Context, { orderId }: RefundRow): Promise<OrderRow> {
  const order = await loaders.orderById.load(orderId);
  if (!order) throw new Error("the order of a refund is gone");
  return order;
}

/** What is given back for a return; null until that is decided. */
export async function refundOfReturn({ loaders }: Context, { id }: ReturnRow): Promise<RefundRow | null> {
  return loaders.refundByReturn.load(id);
}

/** How far a refund is, as the graph says it: one that payments would not begin is never shown as one. */
export function shownState({ state }: RefundRow): "PENDING" | "SUCCEEDED" | "FAILED" {
  return state === "REFUSED" ? "FAILED" : state;
}
