/** Next actions of a return: those that the viewer may perform on it now, for buttons, and the units and outcomes that they take. */
import { sum } from "@hansa/commerce/money";
import { hasScope } from "@hansa/kit/identity";
import type { Context } from "../../context.ts";
import type { ReturnAction, ReturnOutcome } from "../../generated/resolvers.ts";
import type { ReturnPartRow, ReturnRow, WithdrawalRow } from "../../store/tables.ts";
import { joinRefunds, type ReturnedPart } from "../order/returned-units.ts";
import { type ReturnedUnits, refundableUnits, sizeOf } from "../order/units.ts";
import { announcedUnits } from "../returns/arrivals.ts";
import { possibleOutcomes } from "../returns/close.ts";
import { kindOfReturn } from "../returns/kind.ts";
import { refundableUnitsOf } from "../returns/refund-eligibility.ts";
import { joinReturnedUnits } from "../withdrawals/parts.ts";

/** The actions in the order of the enum. */
export async function loadReturnActions(context: Context, row: ReturnRow): Promise<ReturnAction[]> {
  const { viewer } = context;
  const mayWrite = hasScope(viewer, "orders:write");
  const mayRefund = hasScope(viewer, "refunds:write");
  if (!mayWrite && !mayRefund) return [];
  const parts = await loadReturnedParts(context, row);
  const isRequested = row.state === "REQUESTED";
  const announced = announcedUnits(
    row,
    parts.map(({ part }) => part),
  );
  const possible: Record<ReturnAction, boolean> = {
    APPROVE: mayWrite && isRequested,
    REJECT: mayWrite && isRequested,
    RECEIVE: mayWrite && announced.size > 0,
    REFUND: mayRefund && sum(await Promise.all(parts.map(({ part }) => loadRefundableUnits(context, part)))) > 0,
    CLOSE: mayWrite && possibleOutcomes(row, parts).length > 0,
  };
  return returnActions.filter((action) => possible[action]);
}

/** The outcomes with which the viewer may close it now. */
export async function loadNextOutcomes(context: Context, row: ReturnRow): Promise<ReturnOutcome[]> {
  if (!hasScope(context.viewer, "orders:write")) return [];
  return possibleOutcomes(row, await loadReturnedParts(context, row));
}

/** The units of a part that are announced and have not arrived; 0 if the return takes no parcel. */
export async function loadAwaitedUnits({ loaders }: Context, part: ReturnPartRow): Promise<number> {
  const row = await loaders.returnById.load(part.returnId);
  return (row && announcedUnits(row, [part]).get(part.lineId)) ?? 0;
}

/** The units of a part that a refund of the return takes now: a refund without the return may have taken some of those that came. */
export async function loadRefundableUnits(context: Context, { returnId, lineId }: ReturnPartRow): Promise<number> {
  const { loaders } = context;
  const row = await loaders.returnById.load(returnId);
  if (!row) return 0;
  const [parts, withdrawal] = await Promise.all([loadReturnedParts(context, row), loadWithdrawal(context, row)]);
  const units = sum(parts.filter(({ part }) => part.lineId === lineId).map(refundableUnitsOf(row, withdrawal)));
  const line = (await loaders.countersByOrder.load(row.orderId)).find((counters) => counters.lineId === lineId);
  if (units === 0 || !line) return 0;
  const scope = { staysFulfillable: false, returned: kindOfReturn(row) };
  const returned = await loadReturnedUnits(context, row.orderId);
  return Math.min(units, sum(refundableUnits(line, scope, returned(lineId)).map(sizeOf)));
}

/** A function that finds the units of a line that were withdrawn, and those that refunds of ordinary returns count. */
async function loadReturnedUnits(context: Context, orderId: string): Promise<(lineId: string) => ReturnedUnits> {
  const { loaders } = context;
  const withdrawals = await loaders.withdrawalsByOrder.load(orderId);
  const withdrawn = await Promise.all(withdrawals.map(({ id }) => loaders.partsByWithdrawal.load(id)));
  const ordinary = (await loaders.returnsByOrder.load(orderId)).filter(({ withdrawalId }) => withdrawalId === null);
  const returned = await Promise.all(ordinary.map((row) => loadReturnedParts(context, row)));
  return joinReturnedUnits(withdrawn.flat(), returned.flat());
}

/** The withdrawal whose effect the return is. */
async function loadWithdrawal({ loaders }: Context, row: ReturnRow): Promise<WithdrawalRow | undefined> {
  if (row.withdrawalId === null) return undefined;
  return (await loaders.withdrawalsByOrder.load(row.orderId)).find(({ id }) => id === row.withdrawalId);
}

async function loadReturnedParts({ loaders }: Context, { id }: ReturnRow): Promise<ReturnedPart[]> {
  const [parts, refunds] = await Promise.all([loaders.partsByReturn.load(id), loaders.refundsByReturn.load(id)]);
  const refunded = await Promise.all(refunds.map((refund) => loaders.partsByRefund.load(refund.id)));
  return joinRefunds(parts, refunds, refunded.flat());
}

const returnActions: readonly ReturnAction[] = ["APPROVE", "REJECT", "RECEIVE", "REFUND", "CLOSE"];
