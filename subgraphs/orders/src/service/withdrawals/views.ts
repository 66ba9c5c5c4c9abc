/** Withdrawal queries and computed fields: lists for staff, the end of the period, and the shipping to be refunded. */

import type { Money } from "@hansa/commerce/money";
import { type Connection, connectionOf, type PageArgs, readTimePage, type TimeSort } from "@hansa/kit/graphql";
import { typedCode, typedDigits } from "@hansa/kit/runtime";
import type { Context } from "../../context.ts";
import type { OrderRow, OrderSummary, WithdrawalRow } from "../../store/tables.ts";
import { countWithdrawals, findWithdrawalsPage, type WithdrawalFilter } from "../../store/withdrawals/withdrawals.ts";
import { sizeOf } from "../order/units.ts";
import { loadWholeOrder, type PartIn } from "../views/order.ts";
import { countriesOf, withdrawalEnd } from "./period.ts";
import { computeShippingDue } from "./shipping-due.ts";

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
export async function loadWithdrawalEnd(context: Context, order: OrderSummary): Promise<number | null> {
  const { loaders } = context;
  const [settings, lines, arrivals] = await Promise.all([
    loaders.settings(),
    loaders.countersByOrder.load(order.id),
    loaders.arrivalsByOrder.load(order.id),
  ]);
  const countries = countriesOf(settings, await loadWholeOrder(context, order));
  return withdrawalEnd(settings, { order, lines, arrivals, countries }) ?? null;
}

/** The shipping that is due with a withdrawal and not refunded yet; null if it fits no order. */
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
  const due = money ? computeShippingDue({ order, lines, money, withdrawals, parts }, withdrawal.id) : 0;
  return { minor: due, currency: order.currency };
}
