/** Scope of withdrawal: the units of each line from which a buyer can withdraw now, or the cause why not. */
import { sum } from "@hansa/commerce/money";
import { invalid, problem, refusal } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import type { WithdrawalClosedCause } from "../../generated/resolvers.ts";
import { findLastArrivals } from "../../store/fulfilment/fulfilments.ts";
import { findCountersByOrders } from "../../store/order/line-counters.ts";
import { findLinesByOrders } from "../../store/order/orders.ts";
import { findSettings } from "../../store/settings/settings.ts";
import type { OrderLineRow, OrderRow, WithdrawalRow } from "../../store/tables.ts";
import type { Part } from "../lifecycle/order-events.ts";
import { liveUnits } from "../order/progress.ts";
import { findPartsOfOrder } from "./parts.ts";
import { countriesOf, withdrawalEnd } from "./period.ts";
import { findOpenUnits } from "./takeover.ts";
import { withdrawableUnits } from "./units.ts";

/** A line with the number of units that can be withdrawn; `closed`: the cause why fewer units than there are. */
export type LineScope = {
  line: OrderLineRow;
  live: number;
  units: number;
  closed: WithdrawalClosedCause;
  closedAt: number | null;
  /** Whether units of it were withdrawn before. */
  isWithdrawn: boolean;
};

/** The scope of each line of an order, for a declaration that was received at this time. */
export async function findScope(tx: Tx, order: OrderRow, receivedAt: number): Promise<LineScope[]> {
  const lines = await findCountersByOrders(tx, [order.id]);
  const counters = new Map(lines.map((line) => [line.lineId, line]));
  const parts = await findPartsOfOrder(tx, order.id);
  const open = await findOpenUnits(tx, order.id);
  const arrivals = await findLastArrivals(tx, [order.id]);
  const settings = await findSettings(tx);
  const end = withdrawalEnd(settings, { order, lines, arrivals, countries: countriesOf(settings, order) });
  const isOver = end !== undefined && receivedAt >= end;
  return (await findLinesByOrders(tx, [order.id])).map((line) => {
    const own = parts.filter(({ lineId }) => lineId === line.id);
    const counted = counters.get(line.id);
    if (!counted) throw new Error(`the line ${line.id} has no counters`);
    const closed = !line.isWithdrawable ? "EXCLUDED" : isOver ? "PERIOD_OVER" : "NOTHING_LEFT";
    return {
      line,
      live: liveUnits(counted),
      units: closed === "NOTHING_LEFT" ? withdrawableUnits({ line: counted, parts: own, open: open(line.id) }) : 0,
      closed,
      closedAt: closed === "PERIOD_OVER" ? (end ?? null) : null,
      isWithdrawn: own.length > 0,
    };
  });
}

/** The scope without the units of declarations that wait for their confirmation. */
export function withoutDeclared(
  scope: readonly LineScope[],
  withdrawals: readonly Pick<WithdrawalRow, "declaredParts">[],
): LineScope[] {
  const declared = withdrawals.flatMap(({ declaredParts }) => declaredParts ?? []);
  return scope.map((line) => {
    const units = sum(declared.filter(({ lineId }) => lineId === line.line.id).map(({ quantity }) => quantity));
    return { ...line, units: Math.max(0, line.units - units), isWithdrawn: line.isWithdrawn || units > 0 };
  });
}

type Selection = { order: OrderRow | undefined; isOwn: boolean };

/**
 * The units to withdraw by line; all of them if `parts` is null. The buyer gets a refusal if units cannot be withdrawn; for everybody else
 * those are left out.
 */
export function selectUnits(scope: readonly LineScope[], parts: readonly Part[] | null, { order, isOwn }: Selection) {
  const requested = new Map<string, number>();
  for (const { lineId, quantity } of parts ?? []) requested.set(lineId, (requested.get(lineId) ?? 0) + quantity);
  const refused = order && isOwn ? checkSelection(scope, parts === null ? null : requested, order) : undefined;
  if (refused) return refused;
  return scope.flatMap(({ line, units }) => {
    const quantity = Math.min(units, parts === null ? units : (requested.get(line.id) ?? 0));
    return quantity > 0 ? [{ lineId: line.id, quantity }] : [];
  });
}

/** Refuses unknown lines, and the first line with fewer units than wanted; without wanted units, an order without any. */
function checkSelection(scope: readonly LineScope[], requested: ReadonlyMap<string, number> | null, order: OrderRow) {
  const known = new Set(scope.map(({ line }) => line.id));
  if ([...(requested?.keys() ?? [])].some((lineId) => !known.has(lineId)))
    return invalid([problem("parts", "UNKNOWN_LINE", "The order has no such line.")]);
  const isMissing = ({ line, units }: LineScope) => units < (requested?.get(line.id) ?? 0);
  // Without wanted units the first cause that a buyer can act on: the period, what is left, and last what the law excludes.
  const nothing = scope.every(({ units }) => units === 0)
    ? (scope.find(({ closed }) => closed !== "EXCLUDED") ?? scope[0])
    : undefined;
  const closed = requested === null ? nothing : scope.find(isMissing);
  return closed && withdrawalClosed(closed, order);
}

/** Whether the wanted units are all units of the order that are not cancelled. */
export function isWholeOrder(
  scope: readonly LineScope[],
  requested: readonly { lineId: string; quantity: number }[],
): boolean {
  const units = new Map(requested.map(({ lineId, quantity }) => [lineId, quantity]));
  return scope.every(({ line, live }) => (units.get(line.id) ?? 0) === live);
}

const causes: Record<WithdrawalClosedCause, string> = {
  PERIOD_OVER: "The period of withdrawal is over.",
  EXCLUDED: "The law excludes these goods from withdrawal.",
  NOTHING_LEFT: "Fewer units of this line are left: the others are cancelled, refunded or withdrawn already.",
};

function withdrawalClosed({ line, closed, closedAt }: LineScope, { currency }: Pick<OrderRow, "currency">) {
  return {
    ...refusal("WithdrawalClosedError", "WITHDRAWAL_CLOSED", causes[closed], ["input", "parts"]),
    line: { ...line, currency },
    cause: closed,
    closedAt,
  };
}
