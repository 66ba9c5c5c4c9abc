/** Model of cancellations and refunds: which money goes back, what is held back, and which credit notes are issued. */
import { divide, max, min, total } from "./arithmetic.ts";
import { credit, creditedTotal } from "./documents.ts";
import {
  gesturesOf,
  handOver,
  isShippingWaived,
  leftToCapture,
  moneyLeft,
  type Order,
  paid,
  refundable,
  refundedTotal,
  shippingLeft,
  type Unit,
  unitsOf,
  unsent,
  worthNow,
  worthOf,
} from "./order.ts";

/** Cancels so many units of each line. */
export function cancel(order: Order, quantities: readonly number[]): void {
  const units = order.lines.map((line, index) => unsent(line).slice(0, quantities[index] ?? 0));
  const wanted = units.map((ofLine) => worthOf(ofLine.filter(({ isRefunded }) => !isRefunded)));
  cancelUnits(order, units, { noted: wanted, owed: wanted });
}

/**
 * Cancels units. `noted`: their worth by line without units that have their credit note; `owed`: without units that were paid back. The money goes
 * back as far as it was captured, with shipping after the last unit that needs a parcel.
 */
function cancelUnits(
  order: Order,
  units: readonly Unit[][],
  { noted, owed }: Record<"noted" | "owed", readonly bigint[]>,
): void {
  if (units.flat().length === 0) return;
  for (const unit of units.flat()) Object.assign(unit, { isCancelled: true, isRefunded: true });
  const waived = isShippingWaived(order) ? shippingLeft(order) : 0n;
  order.shippingBack += waived;
  const excess = max(0n, min(paid(order) - worthNow(order), moneyLeft(order)));
  if (excess > 0n) {
    const values = [...owed, waived];
    const shipping = total(values) <= excess ? waived : (divide(excess, values).at(-1) ?? 0n);
    order.refunds.push({ amount: excess, shipping, adjustment: 0n });
  }
  creditUpTo(order, [...noted, isShippingWaived(order) ? order.shipping : 0n], order.total);
  handOver(order);
}

export type RefundInput = {
  /** The units of each line, and the typed amount; null without one. A line has sent units only, or unsent ones only. */
  lines: readonly { units: readonly Unit[]; amount: bigint | null }[];
  shipping: bigint;
  adjustment: bigint;
  keepFulfillable: boolean;
};

/** Refunds units, shipping and a gesture; gives the amount that was held back. */
export function refund(order: Order, { lines, shipping, adjustment, keepFulfillable }: RefundInput): bigint {
  const amounts = amountsOf(order, { lines, shipping, adjustment });
  const amount = total(amounts) + shipping + adjustment;
  const staysSold = lines.map(({ units }, index) => {
    return units.every(({ isSent }) => isSent) ? worthOf(units) - (amounts[index] ?? 0n) : 0n;
  });
  const isWithdrawn = (unit: Unit) => !unit.isSent && !keepFulfillable;
  const withdrawn = lines.map(({ units }) => units.filter(isWithdrawn));
  const others = lines.map(({ units }) => units.filter((unit) => !isWithdrawn(unit)));
  for (const unit of others.flat()) unit.isRefunded = true;
  order.heldBack += total(staysSold);
  order.shippingBack += shipping;
  order.keepsFulfillable ||= keepFulfillable;
  order.refunds.push({ amount, shipping, adjustment });
  const noted = others.map((units, index) => worthOf(units) - (staysSold[index] ?? 0n));
  creditUpTo(order, [...noted, shipping], amount);
  cancelUnits(order, withdrawn, { noted: withdrawn.map(worthOf), owed: withdrawn.map(() => 0n) });
  if (adjustment > 0n && lines.every(({ units }) => units.length === 0) && isEmptied(order))
    cancel(
      order,
      order.lines.map((line) => unsent(line).length),
    );
  return total(lines.map(({ units }, index) => worthOf(units) - (amounts[index] ?? 0n)));
}

/** Typed amounts come first; then each line gets its worth, or what is left. */
export function amountsOf(
  order: Order,
  { lines, shipping, adjustment }: Omit<RefundInput, "keepFulfillable">,
): bigint[] {
  let left = moneyLeft(order) - total(lines.map(({ amount }) => amount ?? 0n)) - shipping - adjustment;
  return lines.map(({ units, amount }) => {
    if (amount !== null) return amount;
    const share = min(worthOf(units), left);
    left -= share;
    return share;
  });
}

/** Nothing is due for units that came back: they count as refunded at zero, and remain sold. */
export function keepPrice(order: Order, quantities: readonly number[]): void {
  const units = order.lines.flatMap((line, index) => refundable(line).slice(0, quantities[index] ?? 0));
  order.heldBack += worthOf(units);
  for (const unit of units) unit.isRefunded = true;
  order.refunds.push({ amount: 0n, shipping: 0n, adjustment: 0n });
}

/** Whether a gesture left none of the money of an order of which nothing was sent. */
function isEmptied(order: Order): boolean {
  const isSent = unitsOf(order.lines).some((unit) => unit.isSent);
  return !isSent && leftToCapture(order) === 0n && !order.keepsFulfillable && refundedTotal(order) === order.captured;
}

/** Issues the credit note for what is not sold any more and has none: cancelled and refunded units, shipping and gestures. */
function creditUpTo(order: Order, wanted: readonly bigint[], most: bigint): void {
  const back = unitsOf(order.lines).filter((unit) => unit.isCancelled || unit.isRefunded);
  const all = min(order.total, worthOf(back) - order.heldBack + order.shippingBack + gesturesOf(order));
  credit(order.books, min(most, all - creditedTotal(order.books)), wanted);
}
