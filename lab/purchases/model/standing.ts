/** Model of what an order shows of itself: its state, its settlement, the amount due and the counters of its lines. */
import { max } from "./arithmetic.ts";
import { gesturesOf, leftToCapture, moneyLeft, type Order, paid, refundedTotal, unitsOf, worthNow } from "./order.ts";

export type Standing = {
  state: string;
  settlement: string;
  amountDue: number;
  lines: Record<string, Record<"cancelled" | "shipped" | "delivered" | "returned" | "refunded", number>>;
  refunds: Record<string, { amount: number; shipping: number; adjustment: number }>;
};

export function standingOf(order: Order): Standing {
  const isCancelled = stateOf(order) === "CANCELLED";
  return {
    state: stateOf(order),
    settlement: settlementOf(order),
    amountDue: isCancelled ? 0 : Number(max(0n, worthNow(order) - paid(order))),
    lines: Object.fromEntries(
      order.lines.map(({ units, returned }, index) => {
        const count = (is: "isCancelled" | "isSent" | "isDelivered" | "isRefunded") =>
          units.filter((unit) => unit[is]).length;
        const counters = { cancelled: count("isCancelled"), shipped: count("isSent"), delivered: count("isDelivered") };
        return [index, { ...counters, returned, refunded: count("isRefunded") }];
      }),
    ),
    refunds: Object.fromEntries(
      order.refunds.map(({ amount, shipping, adjustment }, index) => [
        index,
        { amount: Number(amount), shipping: Number(shipping), adjustment: Number(adjustment) },
      ]),
    ),
  };
}

export function stateOf({ lines }: Order): string {
  const living = unitsOf(lines).filter(({ isCancelled }) => !isCancelled);
  if (living.length === 0) return "CANCELLED";
  if (!living.some(({ isSent }) => isSent)) return "CONFIRMED";
  if (!living.every(({ isSent }) => isSent)) return "PARTIALLY_SHIPPED";
  return living.every(({ isDelivered }) => isDelivered) ? "DELIVERED" : "SHIPPED";
}

function settlementOf(order: Order): string {
  const { captured, lost } = order;
  const isCancelled = stateOf(order) === "CANCELLED";
  const owed = isCancelled ? 0n : max(0n, worthNow(order) - gesturesOf(order));
  if (order.total === 0n || (captured === 0n && owed === 0n && !isCancelled)) return "PAID";
  if (captured === 0n) return isCancelled ? "UNPAID" : "AUTHORIZED";
  if (moneyLeft(order) > owed) return "REFUND_DUE";
  const isMoreToCapture = !isCancelled && leftToCapture(order) > 0n;
  if (refundedTotal(order) + lost >= captured && !isMoreToCapture) return "REFUNDED";
  if (refundedTotal(order) > 0n) return "PARTIALLY_REFUNDED";
  return captured >= owed ? "PAID" : "PARTIALLY_PAID";
}
