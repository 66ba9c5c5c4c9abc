/** Next actions of a return: those that the viewer may perform on it now, for buttons, and the units and outcomes that they take. */
import { sum } from "@hansa/commerce/money";
import { hasScope } from "@hansa/kit/identity";
import type { Context } from "../../context.ts";
import type { ReturnAction, ReturnOutcome } from "../../generated/resolvers.ts";
import type { ReturnPartRow, ReturnRow, WithdrawalRow } from "../../store/tables.ts";
import { joinRefunds, type ReturnedPart } from "../order/returned-units.ts";
import { announcedUnits } from "../returns/arrivals.ts";
import { possibleOutcomes } from "../returns/close.ts";
import { refundableUnitsOf } from "../returns/refund-eligibility.ts";

/** The actions in the order of the enum. */
export async function loadReturnActions(context: Context, row: ReturnRow): Promise<ReturnAction[]> {
  const { viewer } = context;
  const mayWrite = hasScope(viewer, "orders:write");
  const mayRefund = hasScope(viewer, "refunds:write");
  if (!mayWrite && !mayRefund) return [];
  const [parts, withdrawal] = await Promise.all([loadReturnedParts(context, row), loadWithdrawal(context, row)]);
  const isRequested = row.state === "REQUESTED";
  const announced = announcedUnits(
    row,
    parts.map(({ part }) => part),
  );
  const possible: Record<ReturnAction, boolean> = {
    APPROVE: mayWrite && isRequested,
    REJECT: mayWrite && isRequested,
    RECEIVE: mayWrite && announced.size > 0,
    REFUND: mayRefund && sum(parts.map(refundableUnitsOf(row, withdrawal))) > 0,
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

/** The units of a part that a refund of the return takes now. */
export async function loadRefundableUnits(context: Context, { returnId, lineId }: ReturnPartRow): Promise<number> {
  const row = await context.loaders.returnById.load(returnId);
  if (!row) return 0;
  const [parts, withdrawal] = await Promise.all([loadReturnedParts(context, row), loadWithdrawal(context, row)]);
  return sum(parts.filter(({ part }) => part.lineId === lineId).map(refundableUnitsOf(row, withdrawal)));
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
