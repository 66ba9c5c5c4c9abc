/** Withdrawal queries and computed fields: lists for staff, the end of the period, and the shipping to be refunded. */

import { floorToStep, type Money, nearest, sum } from "@hansa/commerce/money";
import { type Connection, connectionOf, type PageArgs, readTimePage, type TimeSort } from "@hansa/kit/graphql";
import { typedCode, typedDigits } from "@hansa/kit/runtime";
import type { Context } from "../../context.ts";
import type { OrderRow, OrderSummary, UnitSet, WithdrawalRow } from "../../store/tables.ts";
import { countWithdrawals, findWithdrawalsPage, type WithdrawalFilter } from "../../store/withdrawals/withdrawals.ts";
import { sizeOf } from "../order/units.ts";
import type { PartIn } from "../views/order.ts";
import { withdrawalEnd } from "./period.ts";

/** A page of withdrawals that can still count its list. */
export type WithdrawalPage = Connection<WithdrawalRow> & { count: () => Promise<number> };
/** A part with the number of its cancelled and of its returned units. */
export type WithdrawalPartIn = PartIn & { cancelled: number; returned: number };

type Args = PageArgs & { sort?: TimeSort | null | undefined; filter?: WithdrawalFilter | null | undefined };

/** All withdrawals, the newest first. */
export async function listWithdrawals({ store }: Context, args: Args): Promise<WithdrawalPage> {
  const page = readTimePage(args, 25, "withdrawals");
  const { reference, ...others } = args.filter ?? {};
  const filter = { ...others, reference: reference ? storedReferenceOf(reference) : undefined };
  const rows = await store.read((db) => findWithdrawalsPage(db, filter, page));
  return {
    ...connectionOf(page, rows, (row) => [row.receivedAt, row.id]),
    count: () => store.read((db) => countWithdrawals(db, filter)),
  };
}

/** The stored form of a typed reference: ten digits, or in withdrawals from before ten letters and digits; a dash, which none has, if neither. */
function storedReferenceOf(typed: string): string {
  const code = typedCode(typed);
  return /^(?=.*[A-Z])[0-9A-Z]{10}$/.test(code) ? code : (typedDigits(typed) ?? "-");
}

/** The order of a withdrawal; null if it fits none. */
export async function loadOrderOfWithdrawal(
  { loaders }: Context,
  { orderId }: WithdrawalRow,
): Promise<OrderRow | null> {
  return orderId === null ? null : loaders.orderById.load(orderId);
}

/** The units of a withdrawal by line. */
export async function loadWithdrawalParts(
  { loaders }: Context,
  { id, orderId, declaredParts }: WithdrawalRow,
): Promise<WithdrawalPartIn[]> {
  if (orderId === null) return [];
  if (declaredParts) return declaredParts.map((part) => ({ orderId, ...part, cancelled: 0, returned: 0 }));
  const parts = await loaders.partsByWithdrawal.load(id);
  return parts.map(({ lineId, quantity, cancelled, returned }) => ({
    orderId,
    lineId,
    quantity,
    cancelled: sizeOf(cancelled),
    returned: sizeOf(returned),
  }));
}

/** The end of the order's period of withdrawal; null while it is open because not everything is delivered. */
export async function loadWithdrawalEnd({ loaders }: Context, order: OrderSummary): Promise<number | null> {
  const [settings, lines, arrivals] = await Promise.all([
    loaders.settings(),
    loaders.countersByOrder.load(order.id),
    loaders.arrivalsByOrder.load(order.id),
  ]);
  return withdrawalEnd(settings, { order, lines, arrivals }) ?? null;
}

/** The shipping that a withdrawal of the whole order refunds and that is not refunded yet; zero if it is not of the whole order. */
export async function loadShippingDue(context: Context, withdrawal: WithdrawalRow): Promise<Money | null> {
  const { loaders } = context;
  const order = await loadOrderOfWithdrawal(context, withdrawal);
  if (!order) return null;
  const [lines, money, withdrawals] = await Promise.all([
    loaders.countersByOrder.load(order.id),
    loaders.moneyByOrder.load(order.id),
    loaders.withdrawalsByOrder.load(order.id),
  ]);
  const parts = (await Promise.all(withdrawals.map(({ id }) => loaders.partsByWithdrawal.load(id)))).flat();
  const isWhole = lines.every(({ lineId, ordered, units }) => {
    const own = parts.filter((part) => part.lineId === lineId);
    return sizeOf(units.cancelled) + sum(own.map(notCancelled)) >= ordered;
  });
  const due = isWhole && money ? refundableShipping(order, money.shippingMinor) - money.shippingCreditedMinor : 0;
  return { minor: Math.max(0, due), currency: order.currency };
}

function notCancelled({ quantity, cancelled }: { quantity: number; cancelled: UnitSet }): number {
  return quantity - sizeOf(cancelled);
}

/** The charged shipping, at most that of the cheapest method. `chargedMinor`: including tax that is added to the price. */
function refundableShipping(
  { shipping, shippingMinor, shippingDiscountMinor, cheapestShippingMinor, stepMinor }: OrderRow,
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
