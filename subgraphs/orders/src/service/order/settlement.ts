/** Settlement: the payment state of an order, stored with the order so that lists can be filtered by it. */
import { sum } from "@hansa/kit/money";
import type { Tx } from "@hansa/kit/store/store";
import { findCountersByOrders } from "../../store/order/line-counters.ts";
import { changeOrder, findOrdersByIds } from "../../store/order/orders.ts";
import { findBalance, findCapturesByOrders } from "../../store/payment/balances.ts";
import { findRefundsByOrders } from "../../store/payment/refunds.ts";
import type { CaptureRow, LineCountersRow, OrderMoneyRow, OrderRow, RefundRow } from "../../store/tables.ts";
import { computeBalance } from "./balance-calculation.ts";

type Settlement = OrderRow["settlement"];

type Facts = {
  order: Pick<OrderRow, "state">;
  lines: readonly LineCountersRow[];
  money: OrderMoneyRow;
  captures: readonly Pick<CaptureRow, "state" | "amountMinor">[];
  refunds: readonly Pick<RefundRow, "state" | "cause" | "amountMinor">[];
};

/** The payment state of an order. A disputed amount counts as returned, but is no refund. */
function computeSettlement({ order, lines, money, captures, refunds }: Facts): Settlement {
  const { capturedMinor, totalMinor, adjustedMinor } = money;
  if (totalMinor === 0) return "PAID";
  const isCancelled = order.state === "CANCELLED";
  const isPromised = money.paymentId !== null && money.authorizationEndedAt === null && !isCancelled;
  if (capturedMinor === 0) return isPromised ? "AUTHORIZED" : "UNPAID";
  const amounts = (wanted: (refund: Facts["refunds"][number]) => boolean) =>
    sum(refunds.filter(wanted).map(({ amountMinor }) => amountMinor));
  const given = amounts(({ state }) => state === "SUCCEEDED");
  const withheld = money.externalMinor - amounts(({ state, cause }) => cause === "PROVIDER" && state !== "FAILED");
  const { worthMinor, leftMinor } = computeBalance(lines, money, captures);
  const worth = isCancelled ? 0 : Math.max(0, worthMinor - adjustedMinor);
  if (capturedMinor - given - withheld > worth) return "REFUND_DUE";
  const isMoreExpected = isPromised && (leftMinor > 0 || captures.some(({ state }) => state === "PENDING"));
  if (given > 0) return given >= capturedMinor && !isMoreExpected ? "REFUNDED" : "PARTIALLY_REFUNDED";
  return capturedMinor >= worth ? "PAID" : "PARTIALLY_PAID";
}

/** The outstanding amount of an order: its current value less the captured amount that was not refunded; zero if it is cancelled. */
export function computeAmountDue({ order, lines, money, captures }: Omit<Facts, "refunds">): number {
  return order.state === "CANCELLED" ? 0 : computeBalance(lines, money, captures).outstandingMinor;
}

/** Stores the current settlement. To be called last in each transaction that changes the amounts or the counters of an order. */
export async function recordSettlement(tx: Tx, orderId: string): Promise<void> {
  const [order] = await findOrdersByIds(tx, [orderId]);
  if (!order) throw new Error(`the order ${orderId} is gone`);
  const settlement = computeSettlement({
    order,
    lines: await findCountersByOrders(tx, [orderId]),
    money: await findBalance(tx, orderId),
    captures: await findCapturesByOrders(tx, [orderId]),
    refunds: await findRefundsByOrders(tx, [orderId]),
  });
  if (settlement !== order.settlement) await changeOrder(tx, orderId, [order.state], { settlement });
}
