/** Next actions of a return: those that the viewer may perform on it now, for buttons. */
import { sum } from "@hansa/commerce/money";
import { hasScope } from "@hansa/kit/identity";
import type { Context } from "../../context.ts";
import type { ReturnAction } from "../../generated/resolvers.ts";
import type { ReturnRow } from "../../store/tables.ts";
import { joinRefunds, type ReturnedPart } from "../order/returned-units.ts";
import { announcedUnits } from "../returns/arrivals.ts";
import { isClosable } from "../returns/close.ts";
import { refundableUnitsOf } from "../returns/refund-eligibility.ts";

/** The actions in the order of the enum. */
export async function loadReturnActions(context: Context, row: ReturnRow): Promise<ReturnAction[]> {
  const { viewer, loaders } = context;
  const mayWrite = hasScope(viewer, "orders:write");
  const mayRefund = hasScope(viewer, "refunds:write");
  if (!mayWrite && !mayRefund) return [];
  const [parts, withdrawals] = await Promise.all([
    loadReturnedParts(context, row),
    row.withdrawalId === null ? [] : loaders.withdrawalsByOrder.load(row.orderId),
  ]);
  const withdrawal = withdrawals.find(({ id }) => id === row.withdrawalId);
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
    CLOSE: mayWrite && isClosable(row, parts),
  };
  return returnActions.filter((action) => possible[action]);
}

async function loadReturnedParts({ loaders }: Context, { id }: ReturnRow): Promise<ReturnedPart[]> {
  const [parts, refunds] = await Promise.all([loaders.partsByReturn.load(id), loaders.refundsByReturn.load(id)]);
  const refunded = await Promise.all(refunds.map((refund) => loaders.partsByRefund.load(refund.id)));
  return joinRefunds(parts, refunds, refunded.flat());
}

const returnActions: readonly ReturnAction[] = ["APPROVE", "REJECT", "RECEIVE", "REFUND", "CLOSE"];
