/** Balance of an order, from the value of its units and its amounts, and its settlement, the payment state that is stored with it. */
import { floorToStep, sum } from "@hansa/commerce/money";
import type { Tx } from "@hansa/kit/store";
import { findCountersByOrders } from "../../store/order/line-counters.ts";
import { changeOrder, findOrdersByIds } from "../../store/order/orders.ts";
import { findBalance, findCapturesByOrders } from "../../store/payment/balances.ts";
import { findRefundsByOrders } from "../../store/payment/refunds.ts";
import type { CaptureRow, LineCountersRow, OrderMoneyRow, OrderRow, RefundRow } from "../../store/tables.ts";
import { isShippingWaived } from "./progress.ts";
import { valueLeft } from "./unit-prices.ts";
import { firstUnits, type NumberedLine, without } from "./units.ts";

type Settlement = OrderRow["settlement"];

type Facts = {
  order: Pick<OrderRow, "state">;
  lines: readonly LineCountersRow[];
  money: OrderMoneyRow;
  captures: readonly Pick<CaptureRow, "state" | "amountMinor">[];
  refunds: readonly Pick<RefundRow, "state" | "cause" | "amountMinor">[];
};

/**
 * The payment state of an order. An order of which nothing was captured and nothing is owed is paid: its priced units are cancelled, and the
 * free ones are still sent. A disputed amount counts as returned; once the dispute is lost, as the amount of a refund.
 */
function computeSettlement({ order, lines, money, captures, refunds }: Facts): Settlement {
  const { capturedMinor, totalMinor, adjustedMinor, lostMinor } = money;
  if (totalMinor === 0) return "PAID";
  const isCancelled = order.state === "CANCELLED";
  const isPromised = money.paymentId !== null && money.authorizationEndedAt === null && !isCancelled;
  const { currentValueMinor, leftMinor } = computeBalance(lines, money, captures);
  const owedValueMinor = isCancelled ? 0 : Math.max(0, currentValueMinor - adjustedMinor);
  if (capturedMinor === 0 && owedValueMinor === 0 && !isCancelled) return "PAID";
  if (capturedMinor === 0) return isPromised ? "AUTHORIZED" : "UNPAID";
  const amounts = (matches: (refund: Facts["refunds"][number]) => boolean) =>
    sum(refunds.filter(matches).map(({ amountMinor }) => amountMinor));
  const refunded = amounts(({ state }) => state === "SUCCEEDED");
  if (capturedMinor - refunded - computeWithheldAmount(money, refunds) > owedValueMinor) return "REFUND_DUE";
  const isMoreExpected = isPromised && (leftMinor > 0 || captures.some(({ state }) => state === "PENDING"));
  if (sum([refunded, lostMinor]) >= capturedMinor && !isMoreExpected) return "REFUNDED";
  if (refunded > 0) return "PARTIALLY_REFUNDED";
  return capturedMinor >= owedValueMinor ? "PAID" : "PARTIALLY_PAID";
}

/** The captured amount that banks withhold: of open and of lost disputes. */
export function computeWithheldAmount({ externalMinor }: OrderMoneyRow, refunds: Facts["refunds"]): number {
  const atProvider = refunds.filter(({ state, cause }) => cause === "PROVIDER" && state !== "FAILED");
  return externalMinor - sum(atProvider.map(({ amountMinor }) => amountMinor));
}

/** The outstanding amount of an order: its current value less the captured amount that was not refunded; zero if it is cancelled. */
export function computeAmountDue({ order, lines, money, captures }: Omit<Facts, "refunds">): number {
  return order.state === "CANCELLED" ? 0 : computeBalance(lines, money, captures).outstandingMinor;
}

/** Stores the current settlement, so that lists can be filtered by it. To be called last in each transaction that changes the amounts or the counters of an order. */
export async function recordSettlement(tx: Tx, orderId: string): Promise<void> {
  const [[order], lines, money, captures, refunds] = await Promise.all([
    findOrdersByIds(tx, [orderId]),
    findCountersByOrders(tx, [orderId]),
    findBalance(tx, orderId),
    findCapturesByOrders(tx, [orderId]),
    findRefundsByOrders(tx, [orderId]),
  ]);
  if (!order) throw new Error(`the order ${orderId} is gone`);
  const settlement = computeSettlement({ order, lines, money, captures, refunds });
  if (settlement !== order.settlement) await changeOrder(tx, orderId, [order.state], { settlement });
}

type Line = NumberedLine & Pick<LineCountersRow, "isSent" | "cancelled" | "shipped">;

/** The current value of the line: what is left of the prices of units that are not cancelled. */
function currentValueOf(line: Line): number {
  return valueLeft(line, without(firstUnits(line.ordered), line.units.cancelled));
}

/** The rest of the prices of the line's units, cancelled or not. After a failed refund of cancelled units nothing is refunded automatically. */
function uncreditedValueOf(line: Line): number {
  return valueLeft(line, firstUnits(line.ordered));
}

/** The amount due for sent units, without what was refunded of them since. */
function dueAmountOf(line: Line): number {
  return valueLeft(line, line.units.sent);
}

/** Whether shipping is due: a parcel was shipped. */
function isShippingDue(lines: readonly Line[]): boolean {
  const byParcel = lines.filter(({ isSent }) => isSent);
  return (byParcel.length > 0 ? byParcel : lines).some(({ shipped }) => shipped > 0);
}

/** Whether every unit of the order was sent or cancelled. Only units tell: free ones are sent although no money is left. */
function isNothingLeftToSend(lines: readonly Pick<LineCountersRow, "ordered" | "cancelled" | "shipped">[]): boolean {
  return lines.every(({ ordered, cancelled, shipped }) => ordered === cancelled + shipped);
}

type Money = Pick<
  OrderMoneyRow,
  | "totalMinor"
  | "capturedMinor"
  | "refundedMinor"
  | "adjustedMinor"
  | "externalMinor"
  | "shippingMinor"
  | "shippingCreditedMinor"
>;

export type Balance = {
  /** The amount that may still be captured. */
  leftMinor: number;
  /** The part of it that is due for sent units. */
  dueMinor: number;
  /** The amount captured for cancelled units and shipping. Zero while a capture is pending. */
  excessMinor: number;
  /** The maximum amount of a refund. */
  refundableMinor: number;
  /** The authorised amount that is neither captured nor pending. */
  uncapturedMinor: number;
  /** The part of it that will never be captured. Zero while a capture is pending. */
  releasableMinor: number;
  /** The current value of the order: what is left of the prices of units that are not cancelled, and shipping. Adjustments are not subtracted. */
  currentValueMinor: number;
  /** The part of the current value that is not paid yet, authorised or not. */
  outstandingMinor: number;
};

/**
 * Computes the balance of an order. Adjustments are refunded on top: the next parcel does not capture them again. With nothing left to send,
 * the amount that is neither captured nor due is releasable.
 */
export function computeBalance(
  lines: readonly Line[],
  money: Money,
  captures: readonly Pick<CaptureRow, "state" | "amountMinor">[],
): Balance {
  const pending = sum(captures.filter(({ state }) => state === "PENDING").map(({ amountMinor }) => amountMinor));
  const sending = money.shippingMinor - money.shippingCreditedMinor;
  // After a failed refund the waived charge is owed to the customer, and is no longer part of the order's value.
  const chargedSending = isShippingWaived(lines) ? 0 : sending;
  const retained = money.capturedMinor - (money.refundedMinor - money.adjustedMinor);
  // A bank may withhold an amount that is no multiple of the step.
  const stepMinor = lines[0]?.stepMinor ?? 1;
  const notGivenBack = Math.max(0, money.capturedMinor - money.refundedMinor - money.externalMinor);
  const refundableMinor = floorToStep(notGivenBack, stepMinor);
  const uncapturedMinor = Math.max(0, money.totalMinor - money.capturedMinor - pending);
  const currentValueMinor = sum([...lines.map(currentValueOf), chargedSending]);
  const due = sum([...lines.map(dueAmountOf), isShippingDue(lines) ? sending : 0]);
  const uncreditedMinor = sum([...lines.map(uncreditedValueOf), sending]);
  const leftMinor = clamp(currentValueMinor - retained - pending, uncapturedMinor);
  const dueMinor = clamp(due - retained - pending, leftMinor);
  const expectedMinor = isNothingLeftToSend(lines) ? dueMinor : leftMinor;
  return {
    leftMinor,
    dueMinor,
    excessMinor: pending > 0 ? 0 : clamp(retained - uncreditedMinor, refundableMinor),
    refundableMinor,
    uncapturedMinor,
    releasableMinor: pending > 0 || expectedMinor > 0 ? 0 : uncapturedMinor,
    currentValueMinor,
    outstandingMinor: Math.max(0, currentValueMinor - retained),
  };
}

function clamp(amount: number, most: number): number {
  return Math.max(0, Math.min(amount, most));
}
