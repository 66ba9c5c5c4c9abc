/** Model of an order after its placement: its units, its money, and what each step changes of them. */
import type { Purchase, Terms } from "../terms.ts";
import { max, min, total } from "./arithmetic.ts";
import { type Books, openBooks } from "./documents.ts";
import type { Prices } from "./prices.ts";

/** `left`: what is left of its worth after refunds and price reductions; `isRefunded`: it counts as refunded, with all or a part of its price. */
export type Unit = {
  worth: bigint;
  left: bigint;
  isSent: boolean;
  isDelivered: boolean;
  isCancelled: boolean;
  isRefunded: boolean;
};
/** `announced`: units in returns that were neither sent back nor missing. */
export type Line = { needsParcel: boolean; units: Unit[]; announced: number; returned: number };
type Refund = { amount: bigint; shipping: bigint; adjustment: bigint };
export type Order = {
  capture: Terms["capture"];
  total: bigint;
  lines: Line[];
  /** The charge for shipping, and what of it was refunded or is not charged any more. */
  shipping: bigint;
  shippingBack: bigint;
  captured: bigint;
  refunds: Refund[];
  /** The smallest amount that can be paid. */
  step: bigint;
  lost: bigint;
  keepsFulfillable: boolean;
  books: Books;
};

export function placeOrder(purchase: Purchase, prices: Prices, capture: Terms["capture"]): Order {
  const { charges, step } = prices;
  const lines = purchase.lines.map(({ good, quantity }, index): Line => {
    const upTo = (unit: number) => {
      const share = ((charges[index] ?? 0n) * BigInt(unit)) / BigInt(quantity);
      return share - (share % step);
    };
    const units = Array.from({ length: quantity }, (_, unit): Unit => {
      const worth = upTo(unit + 1) - upTo(unit);
      return { worth, left: worth, isSent: false, isDelivered: false, isCancelled: false, isRefunded: false };
    });
    return { needsParcel: good.grams !== null, units, announced: 0, returned: 0 };
  });
  const captured = capture === "ON_PLACEMENT" ? prices.total : 0n;
  return {
    ...{ capture, total: prices.total, lines, shipping: charges.at(-1) ?? 0n, shippingBack: 0n, captured },
    ...{ refunds: [], step, lost: 0n, keepsFulfillable: false, books: openBooks(prices) },
  };
}

/** Units that can be sent or cancelled, in the order of their numbers; those first that are refunded and stay to be sent. */
export function unsent({ units }: Line): Unit[] {
  const left = units.filter((unit) => !unit.isSent && !unit.isCancelled);
  return [...left.filter((unit) => unit.isRefunded), ...left.filter((unit) => !unit.isRefunded)];
}

/** Sent units that count as refunded although a part of their price is left. */
export function partlyRefunded({ units }: Line): Unit[] {
  return units.filter((unit) => unit.isSent && unit.isRefunded && unit.left > 0n);
}

/** Sent units that are not refunded, in the order of their numbers. */
export function refundable({ units }: Line): Unit[] {
  return units.filter((unit) => unit.isSent && !unit.isRefunded);
}

export function unitsOf(lines: readonly Line[]): Unit[] {
  return lines.flatMap(({ units }) => units);
}

export function leftOf(units: readonly Unit[]): bigint {
  return total(units.map(({ left }) => left));
}

export function shippingLeft({ shipping, shippingBack }: Order): bigint {
  return shipping - shippingBack;
}

/** Whether shipping is not charged: no unit that needs a parcel was sent, and none is left to be sent. */
export function isShippingWaived({ lines }: Order): boolean {
  return unitsOf(parcelLines(lines)).every(({ isCancelled }) => isCancelled);
}

export function refundedTotal({ refunds }: Order): bigint {
  return total(refunds.map(({ amount }) => amount));
}

export function gesturesOf({ refunds }: Order): bigint {
  return total(refunds.map(({ adjustment }) => adjustment));
}

/** The captured money that is left to refund. */
export function moneyLeft(order: Order): bigint {
  return order.captured - refundedTotal(order) - order.lost;
}

/** The kept money, gestures apart: they are given beside the price. */
export function paid(order: Order): bigint {
  return order.captured - refundedTotal(order) + gesturesOf(order);
}

/** The worth of the order now, gestures apart. */
export function worthNow(order: Order): bigint {
  const living = unitsOf(order.lines).filter((unit) => !unit.isCancelled);
  return leftOf(living) + (isShippingWaived(order) ? 0n : shippingLeft(order));
}

/** The authorised money that is still to be captured. */
export function leftToCapture(order: Order): bigint {
  return max(0n, min(worthNow(order) - paid(order), order.total - order.captured));
}

export function ship(order: Order, quantities: readonly number[]): void {
  order.lines.forEach((line, index) => {
    for (const unit of unsent(line).slice(0, quantities[index] ?? 0)) unit.isSent = true;
  });
  captureDue(order);
  handOver(order);
}

export function deliver({ lines }: Order): void {
  for (const unit of unitsOf(lines)) unit.isDelivered ||= unit.isSent;
}

/** Goods without a parcel are handed over with the first parcel, or when none will be sent; `isDue`: an hour after a purchase without any. */
export function handOver(order: Order, isDue = false): void {
  const parcel = order.lines.filter(({ needsParcel }) => needsParcel);
  const isFirstSent = unitsOf(parcel).some(({ isSent }) => isSent);
  const isNoneLeft = parcel.length > 0 && unitsOf(parcel).every(({ isCancelled }) => isCancelled);
  const units = order.lines.flatMap((line) => (line.needsParcel ? [] : unsent(line)));
  if (units.length === 0 || !(isFirstSent || isNoneLeft || isDue)) return;
  for (const unit of units) Object.assign(unit, { isSent: true, isDelivered: true });
  captureDue(order);
}

/** Captures the amount that goods which left made due: their worth, and shipping with the first parcel. */
function captureDue(order: Order): void {
  if (order.capture === "ON_PLACEMENT") return;
  const isShippingDue = unitsOf(parcelLines(order.lines)).some(({ isSent }) => isSent);
  const sent = unitsOf(order.lines).filter((unit) => unit.isSent);
  const due = leftOf(sent) + (isShippingDue ? shippingLeft(order) : 0n);
  order.captured += max(0n, min(due - paid(order), order.total - order.captured));
}

/** The lines that need a parcel; all, where none does. */
function parcelLines(lines: readonly Line[]): readonly Line[] {
  const parcel = lines.filter(({ needsParcel }) => needsParcel);
  return parcel.length > 0 ? parcel : lines;
}
