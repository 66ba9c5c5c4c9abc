/** Next actions of a withdrawal: those that the viewer may perform on it now, for buttons. */
import { hasScope } from "@hansa/kit/identity";
import type { Context } from "../../context.ts";
import type { WithdrawalAction } from "../../generated/resolvers.ts";
import type { WithdrawalRow } from "../../store/tables.ts";
import { loadShippingDue } from "../withdrawals/views.ts";
import { loadReturnActions } from "./return-actions.ts";

/** The actions in the order of the enum. */
export async function loadWithdrawalActions(context: Context, row: WithdrawalRow): Promise<WithdrawalAction[]> {
  const mayWrite = hasScope(context.viewer, "orders:write");
  const mayRefund = hasScope(context.viewer, "refunds:write");
  const { state, orderId, declaredParts, proofRecordedAt } = row;
  const possible: Record<WithdrawalAction, boolean> = {
    CONFIRM: mayWrite && orderId !== null && declaredParts !== null,
    RECORD_PROOF: mayWrite && proofRecordedAt === null && (state === "RECEIVED" || state === "CONTESTED"),
    CONTEST: mayWrite && (state === "RECEIVED" || state === "UNCONFIRMED"),
    REFUND: mayRefund && orderId !== null && (await isRefundable(context, { ...row, orderId })),
  };
  return withdrawalActions.filter((action) => possible[action]);
}

const withdrawalActions: readonly WithdrawalAction[] = ["CONFIRM", "RECORD_PROOF", "CONTEST", "REFUND"];

/** Whether a return of the withdrawal can be refunded, or its shipping is due. */
async function isRefundable(context: Context, row: WithdrawalRow & { orderId: string }): Promise<boolean> {
  const [returns, shipping] = await Promise.all([
    context.loaders.returnsByOrder.load(row.orderId),
    loadShippingDue(context, row),
  ]);
  const own = returns.filter(({ withdrawalId }) => withdrawalId === row.id);
  const actions = await Promise.all(own.map((one) => loadReturnActions(context, one)));
  return (shipping?.minor ?? 0) > 0 || actions.some((possible) => possible.includes("REFUND"));
}
