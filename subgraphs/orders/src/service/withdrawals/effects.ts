/** Effects of withdrawals: unsent units are cancelled, sent ones returned, packed ones put the order on hold; and their settlement. */
import { sum } from "@hansa/commerce/money";
import type { Reader, Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { findCountersByOrders, findLineCounters } from "../../store/order/line-counters.ts";
import { findLinesByOrders, findOrdersByIds } from "../../store/order/orders.ts";
import { findBalance } from "../../store/payment/balances.ts";
import { findRefundParts, findRefundsByOrders } from "../../store/payment/refunds.ts";
import type {
  LineCountersRow,
  OrderMoneyRow,
  OrderRow,
  UnitSet,
  WithdrawalPartRow,
  WithdrawalRow,
} from "../../store/tables.ts";
import {
  changeWithdrawal,
  findWithdrawalParts,
  findWithdrawalsByOrders,
  numberPart,
} from "../../store/withdrawals/withdrawals.ts";
import type { Actor } from "../access.ts";
import { cancelParts } from "../cancellation/part-cancellation.ts";
import { type CreditedRefund, refundedUnits, refundedValue } from "../invoicing/creditable.ts";
import { beginHold, endHold } from "../lifecycle/review-holds.ts";
import { isShippable } from "../order/next-actions.ts";
import type { OrderPart } from "../order/parts.ts";
import { cancellableUnits } from "../order/progress.ts";
import { takeInOrder, unionOf, unitsToCancel, valueOfUnits, without } from "../order/units.ts";
import { findPartsOfLine } from "./parts.ts";
import { returnSentUnits } from "./sent-units.ts";
import { closeSettledReturns } from "./settled-returns.ts";
import { computeShippingDue } from "./shipping-due.ts";
import { findOpenUnits } from "./takeover.ts";
import { isPartSettled, type OpenUnits, pendingUnits, withdrawableUnits } from "./units.ts";

/**
 * Applies the withdrawals of an order to those of its units that can be cancelled or returned now. To be called when a withdrawal is declared,
 * and after each change that unpacks, sends or cancels units. While the order is being placed its units wait.
 */
export async function applyWithdrawals(deps: Deps, tx: Tx, { id }: Pick<OrderRow, "id">, by: Actor): Promise<void> {
  const withdrawals = await findWithdrawalsByOrders(tx, [id]);
  if (withdrawals.length === 0) return;
  for (const withdrawal of withdrawals) await applyWithdrawal(deps, tx, withdrawal, by);
  await settleWithdrawals(deps, tx, id);
  await updateHold(deps, tx, await findOrder(tx, id), by);
}

async function applyWithdrawal(deps: Deps, tx: Tx, withdrawal: WithdrawalRow, by: Actor): Promise<void> {
  if (withdrawal.orderId === null) return;
  const order = await findOrder(tx, withdrawal.orderId);
  const parts = (await findWithdrawalParts(tx, [withdrawal.id])).filter(hasPendingUnits);
  if (parts.length === 0 || order.state === "PENDING_PAYMENT") return;
  if (order.state === "CANCELLED") return adoptCancelledUnits(tx, order, parts);
  await cancelUnsentUnits(deps, tx, order, { parts, by });
  await returnSentUnits(deps, tx, { order, withdrawal, parts: await reloadParts(tx, parts), by });
}

/** Attributes units to a withdrawal that were cancelled with the whole order, such as by its saga. */
async function adoptCancelledUnits(tx: Tx, order: OrderRow, parts: readonly WithdrawalPartRow[]): Promise<void> {
  for (const part of parts) {
    const { units } = await findLineCounters(tx, part.lineId);
    const adopted = (await findPartsOfLine(tx, order.id, part.lineId)).map(({ cancelled }) => cancelled);
    const selected = takeInOrder([without(units.cancelled, ...adopted)], pendingUnits(part));
    await numberPart(tx, part, { cancelled: unionOf(part.cancelled, selected), returned: part.returned });
  }
}

type UnsentUnits = { parts: readonly WithdrawalPartRow[]; by: Actor };

/** Cancels units that are not packed, as staff does with `orderLinesCancel`. */
async function cancelUnsentUnits(deps: Deps, tx: Tx, order: OrderRow, { parts, by }: UnsentUnits): Promise<void> {
  if (!isShippable(order)) return;
  const lines = new Map((await findLinesByOrders(tx, [order.id])).map((line) => [line.id, line]));
  const cancelled: OrderPart[] = [];
  for (const part of parts) {
    const counters = await findLineCounters(tx, part.lineId);
    const quantity = Math.min(pendingUnits(part), cancellableUnits(counters));
    const line = lines.get(part.lineId);
    if (quantity <= 0 || !line) continue;
    const units = unitsToCancel(counters, quantity);
    cancelled.push({ line, counters, quantity, units });
    await numberPart(tx, part, { cancelled: unionOf(part.cancelled, units), returned: part.returned });
  }
  if (cancelled.length > 0) await cancelParts(deps, tx, order, { parts: cancelled, reason: "CUSTOMER", ...by });
}

/** The order is on hold while withdrawn units are packed, and while a declaration waits for its confirmation. A hold of another reason stays. */
async function updateHold(deps: Deps, tx: Tx, order: OrderRow, by: Actor): Promise<void> {
  const withdrawals = await findWithdrawalsByOrders(tx, [order.id]);
  const parts = await findWithdrawalParts(
    tx,
    withdrawals.map(({ id }) => id),
  );
  const isWaiting = withdrawals.some(({ state }) => state === "UNCONFIRMED") || parts.some(hasPendingUnits);
  const isResending = (await findCountersByOrders(tx, [order.id])).some(({ resendAllocated }) => resendAllocated > 0);
  if (!(isShippable(order) || isResending) || !isWaiting)
    await endHold(deps, tx, order, { reason: "WITHDRAWN", ...by });
  else if (order.holdReason === null) await beginHold(deps, tx, order, "WITHDRAWN");
}

function hasPendingUnits(part: WithdrawalPartRow): boolean {
  return pendingUnits(part) > 0;
}

async function reloadParts(tx: Tx, parts: readonly WithdrawalPartRow[]): Promise<WithdrawalPartRow[]> {
  const lineIds = new Set(parts.map(({ lineId }) => lineId));
  const ids = [...new Set(parts.map(({ withdrawalId }) => withdrawalId))];
  return (await findWithdrawalParts(tx, ids)).filter((part) => lineIds.has(part.lineId) && pendingUnits(part) > 0);
}

async function findOrder(tx: Tx, id: string): Promise<OrderRow> {
  const [order] = await findOrdersByIds(tx, [id]);
  if (!order) throw new Error(`the order ${id} of a withdrawal does not exist`);
  return order;
}

/**
 * Updates the states of an order's withdrawals: one is settled when all its units are cancelled, or refunded with success, and so is the shipping
 * that is due with it. To be called after a change of its units and after the outcome of a refund.
 */
export async function settleWithdrawals({ runtime }: Deps, tx: Tx, orderId: string): Promise<void> {
  const withdrawals = await findWithdrawalsByOrders(tx, [orderId]);
  if (withdrawals.length === 0) return;
  const parts = await findWithdrawalParts(
    tx,
    withdrawals.map(({ id }) => id),
  );
  const lines = new Map((await findCountersByOrders(tx, [orderId])).map((line) => [line.lineId, line]));
  const refunds = await findRefunds(tx, orderId);
  const open = await findOpenUnits(tx, orderId);
  const order = await findOrder(tx, orderId);
  const money = withoutPendingShipping(await findBalance(tx, orderId), refunds);
  for (const { id, declaredParts } of withdrawals) {
    if (declaredParts !== null) {
      await settleUnconfirmed(runtime, tx, id, { declaredParts, parts, lines, open });
      continue;
    }
    const areUnitsSettled = parts
      .filter(({ withdrawalId }) => withdrawalId === id)
      .every((part) => {
        const line = lines.get(part.lineId);
        return line && isPartSettled(part, refundedUnits(line, refunds), (units) => openValue(line, refunds, units));
      });
    if (areUnitsSettled) await closeSettledReturns(runtime, tx, orderId, id);
    if (
      areUnitsSettled &&
      computeShippingDue({ order, lines: [...lines.values()], money, withdrawals, parts }, id) === 0
    )
      await changeWithdrawal(tx, id, ["RECEIVED", "CONTESTED"], { state: "SETTLED", settledAt: runtime.now() });
    // A bank can reverse a refund.
    else await changeWithdrawal(tx, id, ["SETTLED"], { state: "RECEIVED", settledAt: null });
  }
}

type OrderUnits = {
  declaredParts: readonly { lineId: string }[];
  parts: readonly WithdrawalPartRow[];
  lines: ReadonlyMap<string, LineCountersRow>;
  open: (lineId: string) => OpenUnits;
};

/** A declaration that was never confirmed is settled when nothing is left of its lines from which the buyer could withdraw. */
async function settleUnconfirmed(
  runtime: Deps["runtime"],
  tx: Tx,
  id: string,
  { declaredParts, parts, lines, open }: OrderUnits,
): Promise<void> {
  const isLeft = declaredParts.some(({ lineId }) => {
    const line = lines.get(lineId);
    const own = parts.filter((part) => part.lineId === lineId);
    return line !== undefined && withdrawableUnits({ line, parts: own, open: open(lineId) }) > 0;
  });
  if (isLeft) return;
  const change = { state: "SETTLED", settledAt: runtime.now(), declaredParts: null } as const;
  await changeWithdrawal(tx, id, ["UNCONFIRMED", "CONTESTED"], change);
}

/** The money with shipping as far as its refunds have succeeded; that of cancelled units follows by itself. */
function withoutPendingShipping(money: OrderMoneyRow, refunds: readonly CreditedRefund[]): OrderMoneyRow {
  const pending = refunds.filter(({ state, cause }) => state === "PENDING" && cause === "STAFF");
  const pendingMinor = sum(pending.map(({ shippingMinor }) => shippingMinor));
  return { ...money, shippingCreditedMinor: money.shippingCreditedMinor - pendingMinor };
}

/** The amount that succeeded refunds leave of the price of units. */
function openValue(line: LineCountersRow, refunds: readonly CreditedRefund[], units: UnitSet): number {
  return valueOfUnits(line, units) - refundedValue(line, refunds, { units, withdrawn: [] });
}

/** The refunds of an order with their parts. */
async function findRefunds(db: Reader, orderId: string): Promise<CreditedRefund[]> {
  const refunds = await findRefundsByOrders(db, [orderId]);
  const parts = await findRefundParts(
    db,
    refunds.map(({ id }) => id),
  );
  return refunds.map((refund) => ({ ...refund, parts: parts.filter(({ refundId }) => refundId === refund.id) }));
}
