/** Model of cancellations and refunds: which money goes back, what is held back, and which credit notes are issued. */
import { divide, max, min, total } from "./arithmetic.ts";
import { credit, creditedTotal, replaceInvoice } from "./documents.ts";
import {
  gesturesOf,
  handOver,
  isShippingWaived,
  leftOf,
  leftToCapture,
  moneyLeft,
  type Order,
  paid,
  partlyRefunded,
  refundable,
  refundedTotal,
  shippingLeft,
  type Unit,
  unitsOf,
  unsent,
  worthNow,
} from "./order.ts";
import type { Prices } from "./prices.ts";

/** Cancels so many units of each line. */
export function cancel(order: Order, quantities: readonly number[]): void {
  const units = order.lines.map((line, index) => unsent(line).slice(0, quantities[index] ?? 0));
  const wanted = units.map(leftOf);
  cancelUnits(order, units, { noted: wanted, owed: wanted });
}

/**
 * Cancels units. `noted`: their worth by line without what has its credit note; `owed`: without what was paid back. The money goes
 * back as far as it was captured, with shipping after the last unit that needs a parcel.
 */
function cancelUnits(
  order: Order,
  units: readonly Unit[][],
  { noted, owed }: Record<"noted" | "owed", readonly bigint[]>,
): void {
  if (units.flat().length === 0) return;
  for (const unit of units.flat()) Object.assign(unit, { isCancelled: true, isRefunded: true, left: 0n });
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
  const before = lines.map(({ units }) => leftOf(units));
  const isWithdrawn = (unit: Unit) => !unit.isSent && !keepFulfillable;
  const withdrawn = lines.map(({ units }) => units.filter(isWithdrawn));
  const others = lines.map(({ units }) => units.filter((unit) => !isWithdrawn(unit)));
  const leftBefore = withdrawn.map(leftOf);
  // Of sent units the rest remains a sale, of others nothing does.
  others.forEach((units, index) => {
    if (units.every(({ isSent }) => isSent)) takeOff(order, units, amounts[index] ?? 0n);
    else for (const unit of units) unit.left = 0n;
  });
  for (const unit of others.flat()) unit.isRefunded = true;
  order.shippingBack += shipping;
  order.keepsFulfillable ||= keepFulfillable;
  order.refunds.push({ amount, shipping, adjustment });
  const noted = others.map((units, index) => (units.length === 0 ? 0n : (before[index] ?? 0n) - leftOf(units)));
  creditUpTo(order, [...noted, shipping], amount);
  cancelUnits(order, withdrawn, { noted: leftBefore, owed: withdrawn.map(() => 0n) });
  if (adjustment > 0n && lines.every(({ units }) => units.length === 0) && isEmptied(order))
    cancel(
      order,
      order.lines.map((line) => unsent(line).length),
    );
  return total(before) - total(amounts);
}

/**
 * Takes an amount off the price of a line, and refunds no unit: off sent units first, then off those refunded in part, then off unsent ones; of each
 * kind in proportion to what is left of their prices.
 */
export function reducePrice(order: Order, index: number, amount: bigint): void {
  let rest = amount;
  for (const units of reducible(order, index)) {
    const taken = min(rest, leftOf(units));
    takeOff(order, units, taken);
    rest -= taken;
  }
  order.refunds.push({ amount, shipping: 0n, adjustment: 0n });
  creditUpTo(
    order,
    order.lines.map((_line, other) => (other === index ? amount : 0n)),
    amount,
  );
}

/**
 * Charges a paid order by other prices, of which nothing was sent, cancelled or refunded: each line and shipping cost what is less in them, and
 * another invoice replaces the first. Null, and no change, if one of them would cost more, or all the same.
 */
export function lowerPrices(order: Order, prices: Prices): bigint | null {
  const isUntouched = unitsOf(order.lines).every((unit) => !unit.isSent && !unit.isCancelled);
  if (!isUntouched || order.refunds.length > 0 || order.captured < order.total) return null;
  const less = order.books.items.map(({ charge }, index) => charge - (prices.charges[index] ?? 0n));
  const amount = total(less);
  if (amount === 0n || less.some((each) => each < 0n)) return null;
  order.lines.forEach(({ units }, index) => {
    takeOff(order, units, less[index] ?? 0n);
  });
  const shipping = less.at(-1) ?? 0n;
  order.shippingBack += shipping;
  order.refunds.push({ amount, shipping, adjustment: 0n });
  order.books = replaceInvoice(order.books, prices);
  return amount;
}

/** The units of a line whose price can be reduced, in the order in which an amount is taken off them. */
export function reducible({ lines }: Order, index: number): Unit[][] {
  const line = lines[index];
  if (!line) return [];
  return [refundable(line), partlyRefunded(line), unsent(line).filter(({ isRefunded }) => !isRefunded)];
}

/** Takes an amount off the prices of units, in proportion to what is left of them, in whole steps. */
function takeOff({ step }: Order, units: readonly Unit[], amount: bigint): void {
  const shares = divide(
    amount / step,
    units.map(({ left }) => left / step),
  );
  units.forEach((unit, index) => {
    unit.left -= (shares[index] ?? 0n) * step;
  });
}

/** Typed amounts come first; then each line gets its worth, or what is left. */
export function amountsOf(
  order: Order,
  { lines, shipping, adjustment }: Omit<RefundInput, "keepFulfillable">,
): bigint[] {
  let left = moneyLeft(order) - total(lines.map(({ amount }) => amount ?? 0n)) - shipping - adjustment;
  return lines.map(({ units, amount }) => {
    if (amount !== null) return amount;
    const share = min(leftOf(units), left);
    left -= share;
    return share;
  });
}

/** Nothing is due for units that came back: they count as refunded at zero, and remain sold. */
export function keepPrice(order: Order, quantities: readonly number[]): void {
  const units = order.lines.flatMap((line, index) => refundable(line).slice(0, quantities[index] ?? 0));
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
  const back = unitsOf(order.lines).map(({ isCancelled, worth, left }) => (isCancelled ? worth : worth - left));
  const all = min(order.total, total(back) + order.shippingBack + gesturesOf(order));
  credit(order.books, min(most, all - creditedTotal(order.books)), wanted);
}
