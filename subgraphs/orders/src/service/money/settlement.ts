/** Settlement: where the money of an order is, kept with the order so that lists can be narrowed by it. */
import { sum } from "@hansa/kit/money";
import type { Tx } from "@hansa/kit/store";
import { findCountersByOrders } from "../../store/counters.ts";
import { findCapturesByOrders, moneyOf } from "../../store/money.ts";
import { findOrdersByIds, moveOrder } from "../../store/orders.ts";
import { findRefundsByOrders } from "../../store/refunds.ts";
import type { CaptureRow, LineCountersRow, OrderMoneyRow, OrderRow, RefundRow } from "../../store/tables.ts";
import { booksOf } from "./worth.ts";

type Settlement = OrderRow["settlement"];

type Facts = {
  order: Pick<OrderRow, "state">;
  lines: readonly LineCountersRow[];
  money: OrderMoneyRow;
  captures: readonly Pick<CaptureRow, "state" | "amountMinor">[];
  refunds: readonly Pick<RefundRow, "state" | "cause" | "amountMinor">[];
};

/** Where the money of an order is. What a bank withholds counts as given back, but is no refund. */
function settlementOf({ order, lines, money, captures, refunds }: Facts): Settlement {
  const { capturedMinor, totalMinor, adjustedMinor } = money;
  if (totalMinor === 0) return "PAID";
  const isCancelled = order.state === "CANCELLED";
  const isPromised = money.paymentId !== null && money.authorizationEndedAt === null && !isCancelled;
  if (capturedMinor === 0) return isPromised ? "AUTHORIZED" : "UNPAID";
  const amounts = (wanted: (refund: Facts["refunds"][number]) => boolean) =>
    sum(refunds.filter(wanted).map(({ amountMinor }) => amountMinor));
  const given = amounts(({ state }) => state === "SUCCEEDED");
  const withheld = money.elsewhereMinor - amounts(({ state, cause }) => cause === "PROVIDER" && state !== "FAILED");
  const { worthMinor, leftMinor } = booksOf(lines, money, captures);
  const worth = isCancelled ? 0 : Math.max(0, worthMinor - adjustedMinor);
  if (capturedMinor - given - withheld > worth) return "REFUND_DUE";
  const isMoreToCome = isPromised && (leftMinor > 0 || captures.some(({ state }) => state === "PENDING"));
  if (given > 0) return given >= capturedMinor && !isMoreToCome ? "REFUNDED" : "PARTIALLY_REFUNDED";
  return capturedMinor >= worth ? "PAID" : "PARTIALLY_PAID";
}

/** The amount still to be paid for an order: its present worth less what was taken and not given back; nothing if it is cancelled. */
export function amountDueOf({ order, lines, money, captures }: Omit<Facts, "refunds">): number {
  return order.state === "CANCELLED" ? 0 : booksOf(lines, money, captures).owedMinor;
}

/** Writes down where the money of an order is now. Call it in each transaction that changed its money or its counters, as the last thing. */
export async function recordSettlement(tx: Tx, orderId: string): Promise<void> {
  const [order] = await findOrdersByIds(tx, [orderId]);
  if (!order) throw new Error(`the order ${orderId} is gone`);
  const settlement = settlementOf({
    order,
    lines: await findCountersByOrders(tx, [orderId]),
    money: await moneyOf(tx, orderId),
    captures: await findCapturesByOrders(tx, [orderId]),
    refunds: await findRefundsByOrders(tx, [orderId]),
  });
  if (settlement !== order.settlement) await moveOrder(tx, orderId, [order.state], { settlement });
}
