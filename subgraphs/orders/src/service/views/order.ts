/** Computed fields of orders in the GraphQL API. */
import { floorToStep, type Money } from "@hansa/commerce/money";
import { hasScope } from "@hansa/kit/identity";
import type { Context } from "../../context.ts";
import type { OrderAction } from "../../generated/resolvers.ts";
import type {
  LineCountersRow,
  OrderLineRow,
  OrderRow,
  OrderSummary,
  RefundRow,
  ReturnPartRow,
  ReturnRow,
  TaxPart,
} from "../../store/tables.ts";
import { userIdOf } from "../access.ts";
import { computeActions, isShippable, mayBeRefunded, processingStatusOf } from "../order/next-actions.ts";
import { computeAmountDue, computeBalance, computeWithheldAmount } from "../order/settlement.ts";
import { mostRefundableUnits } from "../order/unit-prices.ts";
import { refundableUnits } from "../order/units.ts";
import type { OrderLineWithCurrency } from "./checkout.ts";

/** An order as it was read: by itself, or in a list. */
export type OrderOrSummary = OrderRow | OrderSummary;

/** The account of an order, for itself and for staff: a guest who has the token of an order that joined it must not learn that it exists. */
export function customerFor(
  { viewer }: Pick<Context, "viewer">,
  { customerId }: OrderOrSummary,
): { id: string } | null {
  const mayKnow = hasScope(viewer, "orders:read") || userIdOf({ viewer }) === customerId;
  return customerId !== null && mayKnow ? { id: customerId } : null;
}

/** A quantity of an order line. */
export type PartIn = { orderId: string; lineId: string; quantity: number };
export type RefundPartIn = PartIn & { amountMinor: number };
export type ReturnPartIn = PartIn & ReturnPartRow;

/** The counters of a line, through the loaders. */
async function loadCounters({ loaders }: Context, line: Pick<OrderLineRow, "id" | "orderId">) {
  const counters = (await loaders.countersByOrder.load(line.orderId)).find(({ lineId }) => lineId === line.id);
  if (!counters) throw new Error(`the line ${line.id} has no counters`);
  return counters;
}

/** The value of one counter. */
export async function loadCounter(
  context: Context,
  line: Pick<OrderLineRow, "id" | "orderId">,
  read: (counters: LineCountersRow) => number,
): Promise<number> {
  return read(await loadCounters(context, line));
}

/** The value of one counter of units that are not sent; 0 unless the order's state allows to send or to cancel them. */
export async function loadUnsent(
  context: Context,
  line: Pick<OrderLineRow, "id" | "orderId">,
  read: (counters: LineCountersRow) => number,
): Promise<number> {
  return isShippable(await loadOwnOrder(context, line)) ? loadCounter(context, line, read) : 0;
}

/** The most units of a line that a refund without a return takes. No unit that came back to be sent again is withdrawn, so that withdrawals do not count. */
export async function loadRefundable(context: Context, line: Pick<OrderLineRow, "id" | "orderId">): Promise<number> {
  const { loaders } = context;
  const order = await loadOwnOrder(context, line);
  const money = await loaders.moneyByOrder.load(order.id);
  if (!money || !mayBeRefunded(order)) return 0;
  const counters = await loadCounters(context, line);
  const scope = { staysFulfillable: !isShippable(order), returned: null };
  const sets = refundableUnits(counters, scope, { withdrawn: [], refunded: [] });
  // Captures that are pending are no money yet.
  const { refundableMinor } = computeBalance([counters], money, []);
  const withheldMinor = computeWithheldAmount(money, await loaders.refundsByOrder.load(order.id));
  return mostRefundableUnits(counters, sets, { refundableMinor, withheldMinor });
}

/** The line of a part. */
export async function loadPartLine({ loaders }: Context, { orderId, lineId }: PartIn): Promise<OrderLineWithCurrency> {
  const order = await loaders.orderById.load(orderId);
  const line = (await loaders.linesByOrder.load(orderId)).find(({ id }) => id === lineId);
  if (!order || !line) throw new Error(`the line ${lineId} of the order ${orderId} does not exist`);
  return { ...line, currency: order.currency };
}

/** An amount of an order, in the order's currency. */
export async function toOrderMoney({ loaders }: Context, { orderId }: { orderId: string }, minor: number) {
  const order = await loaders.orderById.load(orderId);
  if (!order) throw new Error(`the order ${orderId} of an amount does not exist`);
  return { minor, currency: order.currency };
}

/** The order with all of its columns, which are loaded if it was read in a list. */
export async function loadWholeOrder({ loaders }: Context, order: OrderOrSummary): Promise<OrderRow> {
  const whole = "taxParts" in order ? order : await loaders.orderById.load(order.id);
  if (!whole) throw new Error(`the order ${order.id} of a list does not exist`);
  return whole;
}

/** The taxes of a line. */
export async function loadLineTaxes({ loaders }: Context, { id }: Pick<OrderLineRow, "id">): Promise<TaxPart[]> {
  const line = await loaders.taxesByLine.load(id);
  if (!line) throw new Error(`the line ${id} does not exist`);
  return line.taxParts;
}

/** The actions that the viewer may perform on the order now. */
export async function loadNextActions(context: Context, order: OrderSummary): Promise<OrderAction[]> {
  const { loaders } = context;
  const [lines, money, captures, arrivals, settings, cancellation, saga] = await Promise.all([
    loaders.countersByOrder.load(order.id),
    loaders.moneyByOrder.load(order.id),
    loaders.capturesByOrder.load(order.id),
    loaders.arrivalsByOrder.load(order.id),
    loaders.settings(),
    loaders.cancellationByOrder.load(order.id),
    // The saga of every other order has ended, and none of its tasks is stalled.
    order.state === "PENDING_PAYMENT" || order.holdReason !== null ? loaders.sagaByOrder.load(order.id) : null,
  ]);
  return computeActions(context, order, {
    lines,
    money,
    captures,
    arrivals,
    settings,
    cancellation,
    ...processingStatusOf(saga),
  });
}

/** The outstanding amount of an order. */
export async function loadAmountDue({ loaders }: Context, order: OrderSummary): Promise<Money> {
  const [lines, money, captures] = await Promise.all([
    loaders.countersByOrder.load(order.id),
    loaders.moneyByOrder.load(order.id),
    loaders.capturesByOrder.load(order.id),
  ]);
  if (!money) throw new Error(`the order ${order.id} has no balance row`);
  return { minor: computeAmountDue({ order, lines, money, captures }), currency: order.currency };
}

/** The part of the charge for shipping that can be refunded now, as a refund allows it. */
export async function loadShippingRefundable({ loaders }: Context, order: OrderSummary): Promise<Money> {
  const [lines, money, captures] = await Promise.all([
    loaders.countersByOrder.load(order.id),
    loaders.moneyByOrder.load(order.id),
    loaders.capturesByOrder.load(order.id),
  ]);
  if (!money || !mayBeRefunded(order)) return { minor: 0, currency: order.currency };
  const { refundableMinor } = computeBalance(lines, money, captures);
  const mostMinor = Math.min(money.shippingMinor - money.shippingCreditedMinor, refundableMinor);
  return { minor: floorToStep(mostMinor, order.stepMinor), currency: order.currency };
}

/** The order of a refund, a return or a fulfilment. Orders are never removed. */
export async function loadOwnOrder({ loaders }: Context, { orderId }: { orderId: string }): Promise<OrderRow> {
  const order = await loaders.orderById.load(orderId);
  if (!order) throw new Error(`the order ${orderId} does not exist`);
  return order;
}

/** The last refund of a return; null until one is requested. */
export async function loadRefundOfReturn({ loaders }: Context, { id }: ReturnRow): Promise<RefundRow | null> {
  return (await loaders.refundsByReturn.load(id)).at(-1) ?? null;
}

/** The state of a refund in the GraphQL API: a refund that payments rejected is FAILED there. */
export function publicRefundState({ state }: RefundRow): "PENDING" | "SUCCEEDED" | "FAILED" {
  return state === "REFUSED" ? "FAILED" : state;
}
