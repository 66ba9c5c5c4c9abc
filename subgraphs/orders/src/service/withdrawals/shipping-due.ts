/** Shipping that withdrawals bring back: once all units of an order are withdrawn or cancelled, it is due with the last withdrawal. Pure functions. */
import { floorToStep, nearest, sum } from "@hansa/commerce/money";
import type { LineCountersRow, OrderMoneyRow, OrderRow, WithdrawalPartRow, WithdrawalRow } from "../../store/tables.ts";
import { sizeOf } from "../order/units.ts";

type Facts = {
  order: Pick<OrderRow, "shipping" | "shippingMinor" | "shippingDiscountMinor" | "cheapestShippingMinor" | "stepMinor">;
  lines: readonly LineCountersRow[];
  money: Pick<OrderMoneyRow, "shippingMinor" | "shippingCreditedMinor">;
  /** The oldest first. */
  withdrawals: readonly Pick<WithdrawalRow, "id">[];
  /** The parts of all of them. */
  parts: readonly WithdrawalPartRow[];
};

/** The shipping that is due with a withdrawal and not refunded yet: only the last one that has units brings it. */
export function computeShippingDue({ order, lines, money, withdrawals, parts }: Facts, withdrawalId: string): number {
  const last = withdrawals.findLast(({ id }) => parts.some((part) => part.withdrawalId === id));
  const isWhole = lines.every(({ lineId, ordered, units }) => {
    const own = parts.filter((part) => part.lineId === lineId);
    return sizeOf(units.cancelled) + sum(own.map(notCancelled)) >= ordered;
  });
  if (last?.id !== withdrawalId || !isWhole) return 0;
  return Math.max(0, refundableShipping(order, money.shippingMinor) - money.shippingCreditedMinor);
}

function notCancelled({ quantity, cancelled }: WithdrawalPartRow): number {
  return quantity - sizeOf(cancelled);
}

/** The charged shipping, at most that of the cheapest method. `chargedMinor`: including tax that is added to the price. */
function refundableShipping(
  { shipping, shippingMinor, shippingDiscountMinor, cheapestShippingMinor, stepMinor }: Facts["order"],
  chargedMinor: number,
): number {
  const price = shippingMinor - shippingDiscountMinor;
  if (cheapestShippingMinor === null || shipping === null) return chargedMinor;
  // Of a buyer who pays net, the charge is less than the listed price: the cheapest method would have cost the same share of its own.
  const isListed = shipping.priceMinor === shippingMinor;
  const cheapest = isListed
    ? cheapestShippingMinor
    : nearest(BigInt(cheapestShippingMinor) * BigInt(shippingMinor), BigInt(shipping.priceMinor));
  if (cheapest >= price) return chargedMinor;
  // Prices without tax: the same share of the tax.
  return floorToStep(Number((BigInt(chargedMinor) * BigInt(cheapest)) / BigInt(price)), stepMinor);
}
