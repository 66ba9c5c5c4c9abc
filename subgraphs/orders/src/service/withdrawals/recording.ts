/** Recording of declarations: a buyer's takes effect with it; a stranger's puts the order on hold, and takes effect when it is confirmed. */
import { invalid, isRefusal, problem } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import type { Context } from "../../context.ts";
import { findCancellation, insertOrderTask } from "../../store/processing/order-tasks.ts";
import { findOpenSaga } from "../../store/processing/sagas.ts";
import type { OrderRow, WithdrawalRow } from "../../store/tables.ts";
import {
  addParts,
  addWithdrawal,
  changeWithdrawal,
  countFurther,
  findWithdrawalsByOrders,
  insertUnmatched,
} from "../../store/withdrawals/withdrawals.ts";
import { type Actor, userIdOf } from "../access.ts";
import { requestCancellation } from "../cancellation/cancellation.ts";
import { queueOrderMail } from "../email/order-mails.ts";
import type { Part } from "../lifecycle/order-events.ts";
import { recordOrderEvent } from "../order/timeline.ts";
import { applyWithdrawals } from "./effects.ts";
import { isLastNameOf } from "./last-names.ts";
import { type Declaration, type Declared, isSurplus } from "./limits.ts";
import { findScope, isWholeOrder, type LineScope, selectUnits, withoutDeclared } from "./scope.ts";

const day = 24 * 60 * 60 * 1_000;
/** The shop has so long to refund. */
const refundPeriodMs = 14 * day;

/** Stores a declaration. Null if it fits no order, or if nothing can be withdrawn. The last name counts for strangers only. */
export async function recordDeclaration(
  context: Context,
  tx: Tx,
  declaration: Declaration,
  { order, isOwn }: Declared,
) {
  const isMatched = order !== undefined && order.email === declaration.email;
  if (isOwn && !isMatched)
    return invalid([problem("email", "MISMATCH", "This is not the e-mail address of the order.")]);
  const row = createRow(context, declaration);
  const isKept = isOwn || !(await isSurplus(context, tx, declaration));
  if (!isMatched || !(isOwn || isLastNameOf(declaration.lastName, order))) {
    await recordUnmatched(tx, row, isKept);
    return null;
  }
  const all = await findScope(tx, order, row.receivedAt);
  const scope = isOwn ? all : withoutDeclared(all, await findWithdrawalsByOrders(tx, [order.id]));
  const selected = selectUnits(scope, declaration.parts, { order, isOwn });
  if (isRefusal(selected)) return selected;
  if (selected.length === 0) {
    const isRepeated = scope.some((line) => line.isWithdrawn);
    if (!isRepeated) await recordUnmatched(tx, row, isKept);
    return null;
  }
  const fitting = { ...row, orderId: order.id, matched: true, refundDueBy: row.receivedAt + refundPeriodMs };
  const by = { actor: "CUSTOMER", actorId: userIdOf(context) } as const;
  if (isOwn) await recordEffective(context, tx, order, { row, scope, selected, by });
  else await recordStrangers(context, tx, order, { ...fitting, state: "UNCONFIRMED", declaredParts: selected });
  return { id: row.id, orderId: order.id };
}

/** Keeps a declaration that fits no order, or counts it at the newest one with its address: strangers can fill no more than these rows. */
async function recordUnmatched(tx: Tx, row: WithdrawalRow, isKept: boolean): Promise<void> {
  if (isKept || !(await countFurther(tx, row.email))) await insertUnmatched(tx, row);
}

type Recorded = { row: WithdrawalRow; scope: readonly LineScope[]; selected: readonly Part[]; by: Actor };

/** Stores a withdrawal of the order's buyer, which takes effect at once, and queues its e-mail. */
export async function recordEffective(
  context: Context,
  tx: Tx,
  order: OrderRow,
  { row, scope, selected, by }: Recorded,
): Promise<void> {
  const refundDueBy = row.receivedAt + refundPeriodMs;
  await addWithdrawal(tx, { ...row, orderId: order.id, matched: true, state: "RECEIVED", refundDueBy });
  const summary = "The customer has withdrawn from the purchase.";
  await recordOrderEvent(context, tx, order, { kind: "WITHDRAWAL_DECLARED", summary, ...by });
  await takeEffect(context, tx, order, { id: row.id, scope, selected, by });
  await queueOrderMail(context.runtime, tx, { ...receiptOf(row), orderId: order.id });
}

async function recordStrangers(context: Context, tx: Tx, order: OrderRow, row: WithdrawalRow): Promise<void> {
  await addWithdrawal(tx, row);
  const by = { actor: "CUSTOMER", actorId: null } as const;
  const summary = "A withdrawal from the purchase was declared. It waits for its confirmation.";
  await recordOrderEvent(context, tx, order, { kind: "WITHDRAWAL_DECLARED", summary, ...by });
  if (order.state === "PENDING_PAYMENT") await awaitPlacement(context, tx, order, row.id);
  await applyWithdrawals(context, tx, order, by);
  await queueOrderMail(context.runtime, tx, { ...receiptOf(row), orderId: order.id });
}

/** The e-mail that confirms the receipt of a declaration. */
function receiptOf({ id: subjectId }: WithdrawalRow) {
  return { kind: "WITHDRAWAL_RECEIVED", subjectId } as const;
}

/** Confirms a stranger's declaration: it takes effect on those of its units that can still be withdrawn, as at the time of its receipt. */
export async function confirmDeclaration(
  context: Context,
  tx: Tx,
  order: OrderRow,
  { withdrawal, by }: { withdrawal: WithdrawalRow; by: Actor },
): Promise<void> {
  const { id, declaredParts, receivedAt } = withdrawal;
  const scope = await findScope(tx, order, receivedAt);
  const selected = selectUnits(scope, declaredParts ?? [], { order, isOwn: false });
  if (isRefusal(selected)) throw new Error("a selection for nobody's order was refused");
  const change = { state: "RECEIVED", declaredParts: null, contestNote: null } as const;
  if (!(await changeWithdrawal(tx, id, ["UNCONFIRMED", "CONTESTED"], change)))
    throw new Error(`the withdrawal ${id} does not wait for a confirmation`);
  const summary = "The withdrawal from the purchase was confirmed.";
  await recordOrderEvent(context, tx, order, { kind: "WITHDRAWAL_CONFIRMED", summary, ...by });
  await takeEffect(context, tx, order, { id, scope, selected, by });
}

type Effective = { id: string; scope: readonly LineScope[]; selected: readonly Part[]; by: Actor };

async function takeEffect(
  context: Context,
  tx: Tx,
  order: OrderRow,
  { id, scope, selected, by }: Effective,
): Promise<void> {
  const parts = selected.map(({ lineId, quantity }) => ({ lineId, quantity, cancelled: [], returned: [] }));
  await addParts(
    tx,
    parts.map((part) => ({ withdrawalId: id, ...part })),
  );
  if (order.state === "PENDING_PAYMENT") {
    const isRequested = (await findCancellation(tx, order.id)) !== undefined;
    if (!isRequested && isWholeOrder(scope, selected) && (await findOpenSaga(tx, order.id)))
      await requestCancellation(context, tx, order, { reason: "CUSTOMER", note: null, ...by });
    await awaitPlacement(context, tx, order, id);
  }
  await applyWithdrawals(context, tx, order, by);
}

/** While the order is being placed, its saga rolls the whole order back, or the withdrawal is applied after the confirmation. */
async function awaitPlacement({ store }: Context, tx: Tx, order: OrderRow, id: string): Promise<void> {
  await insertOrderTask(tx, { orderId: order.id, kind: "WITHDRAW", subjectId: id }, store.now());
}

/** The row of a declaration that fits no order. */
export function createRow(
  { runtime }: Context,
  { orderNumber, email, lastName, reference }: Omit<Declaration, "parts">,
): WithdrawalRow {
  return {
    id: runtime.newId("wdr"),
    orderNumber,
    email,
    lastName,
    reference,
    orderId: null,
    matched: false,
    state: "UNMATCHED",
    receivedAt: runtime.now(),
    refundDueBy: null,
    proofRecordedAt: null,
    contestNote: null,
    settledAt: null,
    declaredParts: null,
    channel: "ONLINE",
    sentOn: null,
    note: null,
    further: 0,
  };
}
