/** Close of returns by staff: goods that never came, were sent back to the buyer, or need no refund. */

import { recordAudit } from "@hansa/contracts/audit-log";
import { writeOnce } from "@hansa/kit/coordination";
import { type InputProblem, invalid, isRefusal, notFound, problem } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import { z } from "zod";
import type { Context } from "../../context.ts";
import type { ReturnCloseInput } from "../../generated/resolvers.ts";
import { findOrdersByIds } from "../../store/order/orders.ts";
import { changeReturn, findReturn } from "../../store/returns/returns.ts";
import type { OrderRow, ReturnRow } from "../../store/tables.ts";
import { createRequestKey, reloadOrder, requireStaff } from "../access.ts";
import { queueOrderMail } from "../email/order-mails.ts";
import type { MutationResult } from "../mutation-results.ts";
import { invalidReturnTransition } from "../order/refusals.ts";
import {
  findReturnedParts,
  missingUnits,
  type ReturnedPart,
  releaseMissingUnits,
  unrefundedUnits,
} from "../order/returned-units.ts";
import { recordOrderEvent } from "../order/timeline.ts";
import { settleWithdrawals } from "../withdrawals/effects.ts";
import { keepPrice, refuseUnits } from "./closed-units.ts";
import { applyReplacement, beginReplacement, endReplacement, type Replacement } from "./replacement.ts";
import { textProblems } from "./requests.ts";
import { nextStates } from "./transitions.ts";

type Closed = MutationResult<"ReturnCloseResult">;
const storedResponse = z.object({ returnId: z.string(), replacementId: z.string().nullable().default(null) });
/** The outcomes that staff chooses. */
type Outcome = Exclude<ReturnCloseInput["outcome"], "WITHDRAWN">;
type Ending = { row: ReturnRow; parts: readonly ReturnedPart[]; outcome: Outcome };
type Closing = Ending & { order: OrderRow; replacement: Replacement | undefined };

/** Closes an approved or received return, once. Its refunds stay. */
export async function closeReturn(context: Context, input: ReturnCloseInput): Promise<Closed> {
  const { outcome } = input;
  const problems = textProblems("note", input.note);
  if (outcome === "WITHDRAWN") return invalid([...problems, chosenByBuyers]);
  if (problems.length > 0) return invalid(problems);
  requireStaff(context);
  const replacement = outcome === "REPLACED" ? await beginReplacement(context, input.returnId) : undefined;
  if (isRefusal(replacement)) return replacement;
  const done = await endReturn(context, { ...input, outcome }, replacement);
  if (replacement && (isRefusal(done) || done.replacementId !== replacement.id))
    await endReplacement(context, replacement);
  if (isRefusal(done)) return done;
  const orderReturn = await context.store.read((db) => findReturn(db, done.returnId));
  if (!orderReturn) throw new Error("a closed return does not exist");
  return { __typename: "ReturnClosed", orderReturn, order: await reloadOrder(context, orderReturn.orderId) };
}

type CloseInput = ReturnCloseInput & { outcome: Outcome };

function endReturn(context: Context, input: CloseInput, replacement: Replacement | undefined) {
  const { outcome } = input;
  const acting = requireStaff(context);
  const key = createRequestKey(context, "returnClose", input.returnId, input);
  return writeOnce(context, { name: "close-return", key, shape: storedResponse }, async (tx) => {
    const row = await findReturn(tx, input.returnId);
    const [order] = row ? await findOrdersByIds(tx, [row.orderId]) : [];
    if (!row || !order) return notFound("return", ["input", "returnId"]);
    const closing = { row, order, parts: await findReturnedParts(tx, [row.id]), outcome, replacement };
    if (!mayBeClosed(closing)) return invalidReturnTransition(row, allowedStates(closing));
    const refused = checkUnits(closing);
    if (refused) return invalid([refused]);
    const ended = await applyOutcome(context, tx, closing);
    if (isRefusal(ended)) return ended;
    const change = {
      state: "CLOSED",
      outcome,
      closedAt: context.runtime.now(),
      note: input.note?.trim() || null,
    } as const;
    if (!(await changeReturn(tx, row.id, row.state, change))) throw new Error(`the return ${row.id} has another state`);
    await recordOrderEvent(context, tx, order, { kind: "RETURN_CLOSED", summary: summaries[outcome], ...acting });
    await queueOrderMail(context.runtime, tx, { orderId: order.id, kind: "RETURN_CLOSED", subjectId: row.id });
    await recordAudit(context.runtime, tx, context.viewer, {
      action: "return.closed",
      subjectId: row.id,
      summary: `Closed ${row.id} of ${order.id} as ${outcome}.`,
    });
    await settleWithdrawals(context, tx, order.id);
    return { returnId: row.id, replacementId: replacement?.id ?? null };
  });
}

const summaries: Record<Outcome, string> = {
  NOT_ARRIVED: "A return was closed: its goods did not arrive.",
  REFUSED: "A return was closed: its goods are sent back to the customer.",
  NOTHING_DUE: "A return was closed: nothing is due for its goods.",
  REPLACED: "A return was closed: its goods are replaced.",
};

const chosenByBuyers = problem("outcome", "VALUE", "Only the withdrawal of the buyer has this outcome.");

/** The outcomes with which staff can close the return now. */
export function possibleOutcomes(row: ReturnRow, parts: readonly ReturnedPart[]): Outcome[] {
  return outcomes.filter((outcome) => mayBeClosed({ row, parts, outcome }) && !checkUnits({ row, parts, outcome }));
}

const outcomes: readonly Outcome[] = ["NOT_ARRIVED", "REFUSED", "NOTHING_DUE", "REPLACED"];

/** Whether the state allows the outcome. A refunded return is closed only without the units that never came. */
function mayBeClosed({ row, parts, outcome }: Ending): boolean {
  if (row.withdrawalId !== null && isSentAgain(outcome)) return false;
  if (row.state === "REFUNDED") return outcome === "NOT_ARRIVED" && parts.some((part) => missingUnits(part) > 0);
  return row.state === "APPROVED" || row.state === "RECEIVED";
}

/** Whether the buyer keeps the purchase and gets goods: not after a withdrawal. */
function isSentAgain(outcome: Outcome): boolean {
  return outcome === "REFUSED" || outcome === "REPLACED";
}

function allowedStates({ row, outcome }: Ending): ReturnRow["state"][] {
  const isOther = row.withdrawalId !== null && isSentAgain(outcome);
  return nextStates(row.state).filter((next) => !isOther || next !== "CLOSED");
}

/** The problem if the return has no units with the outcome, or a restocked one that cannot be sent back. */
function checkUnits({ row, parts, outcome }: Ending): InputProblem | undefined {
  const isMissing = parts.some((part) => missingUnits(part) > 0);
  const isUnrefunded = parts.some((part) => unrefundedUnits(part) > 0);
  if (outcome === "NOT_ARRIVED" && !isMissing)
    return problem("outcome", "ALL_ARRIVED", "All units of the return have arrived.");
  if (outcome !== "NOT_ARRIVED" && row.state === "RECEIVED" && !isUnrefunded)
    return problem("outcome", "ALL_REFUNDED", "All units that have arrived are refunded, or being refunded.");
  if (outcome === "REFUSED" && parts.some((part) => unrefundedUnits(part) > 0 && part.restocked > 0))
    return problem("outcome", "RESTOCKED", "A unit that was restocked is not sent back. Refund it.");
  return undefined;
}

/** Moves the units of the return. Units that did not come leave it with every outcome. */
async function applyOutcome(context: Context, tx: Tx, closing: Closing) {
  const { row, order, parts, outcome } = closing;
  if (outcome === "REFUSED") await refuseUnits(tx, row, parts);
  const replaced = outcome === "REPLACED" ? await applyReplacement(context, tx, closing) : undefined;
  if (isRefusal(replaced)) return replaced;
  const kept = outcome === "NOTHING_DUE" ? await keepPrice(context, tx, { row, order, parts }) : undefined;
  if (isRefusal(kept)) return kept;
  await releaseMissingUnits(tx, row.id);
  return undefined;
}
