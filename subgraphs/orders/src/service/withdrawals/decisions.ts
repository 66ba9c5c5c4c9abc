/** Decisions of staff about withdrawals: contested ones are set aside, and proofs of dispatch are recorded. */

import { recordAudit } from "@hansa/contracts/audit-log";
import { writeOnce } from "@hansa/kit/coordination";
import { cardNumberWarnings, invalid, isRefusal, notFound, problem, refusal } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import { z } from "zod";
import type { Context } from "../../context.ts";
import type { WithdrawalContestInput, WithdrawalProofRecordInput } from "../../generated/resolvers.ts";
import type { WithdrawalRow } from "../../store/tables.ts";
import { changeWithdrawal, findWithdrawal } from "../../store/withdrawals/withdrawals.ts";
import { createRequestKey, requireStaff } from "../access.ts";
import type { MutationResult } from "../mutation-results.ts";
import { applyWithdrawals } from "./effects.ts";

type Contested = MutationResult<"WithdrawalContestResult">;
type Recorded = MutationResult<"WithdrawalProofRecordResult">;
const storedResponse = z.object({ withdrawalId: z.string() });
type Stored = z.infer<typeof storedResponse>;
const maxNoteLength = 500;

/** Sets a withdrawal aside. Its effects on goods and money stay; one that waits for its confirmation holds the order no longer. */
export async function contestWithdrawal(context: Context, input: WithdrawalContestInput): Promise<Contested> {
  const note = input.note.trim();
  if (note === "" || note.length > maxNoteLength)
    return invalid([problem("note", "LENGTH", `A note has 1 to ${maxNoteLength} characters.`)]);
  requireStaff(context);
  const key = createRequestKey(context, "withdrawalContest", input.withdrawalId, input);
  const done = await writeOnce(context, { name: "contest-withdrawal", key, shape: storedResponse }, async (tx) => {
    const row = await findWithdrawal(tx, input.withdrawalId);
    if (!row) return notFound("withdrawal", ["input", "withdrawalId"]);
    if (row.state === "CONTESTED") return { withdrawalId: row.id };
    const change = { state: "CONTESTED", contestNote: note } as const;
    if (!(await changeWithdrawal(tx, row.id, ["RECEIVED", "UNCONFIRMED"], change))) return invalidTransition(row);
    await recordDecision(context, tx, row, { action: "withdrawal.contested", did: "Contested" });
    if (row.state === "UNCONFIRMED" && row.orderId !== null)
      await applyWithdrawals(context, tx, { id: row.orderId }, requireStaff(context));
    return { withdrawalId: row.id };
  });
  if (isRefusal(done)) return done;
  const warnings = cardNumberWarnings("note", note);
  return { __typename: "WithdrawalContested", withdrawal: await readWithdrawal(context, done), warnings };
}

/** Records a proof of dispatch, once: the returns of the withdrawal can be refunded from then on. */
export async function recordProof(context: Context, input: WithdrawalProofRecordInput): Promise<Recorded> {
  requireStaff(context);
  const key = createRequestKey(context, "withdrawalProofRecord", input.withdrawalId, input);
  const done = await writeOnce(context, { name: "record-withdrawal-proof", key, shape: storedResponse }, async (tx) => {
    const row = await findWithdrawal(tx, input.withdrawalId);
    if (!row) return notFound("withdrawal", ["input", "withdrawalId"]);
    if (row.proofRecordedAt !== null) return { withdrawalId: row.id };
    const change = { proofRecordedAt: context.runtime.now() };
    const recorded = await changeWithdrawal(tx, row.id, ["RECEIVED", "CONTESTED"], change);
    if (!recorded) return invalidTransition(row);
    await recordDecision(context, tx, row, { action: "withdrawal.proofRecorded", did: "Recorded a proof for" });
    return { withdrawalId: row.id };
  });
  if (isRefusal(done)) return done;
  return { __typename: "WithdrawalProofRecorded", withdrawal: await readWithdrawal(context, done) };
}

function recordDecision(
  { runtime, viewer }: Context,
  tx: Tx,
  { id, orderId }: WithdrawalRow,
  { action, did }: { action: string; did: string },
): Promise<void> {
  return recordAudit(runtime, tx, viewer, { action, subjectId: id, summary: `${did} ${id} of ${orderId}.` });
}

async function readWithdrawal({ store }: Context, { withdrawalId }: Stored): Promise<WithdrawalRow> {
  const row = await store.read((db) => findWithdrawal(db, withdrawalId));
  if (!row) throw new Error("a changed withdrawal does not exist");
  return row;
}

function invalidTransition({ state }: WithdrawalRow) {
  const message = `This cannot be done with a withdrawal that is ${state}.`;
  return { ...refusal("WithdrawalTransitionError", "WITHDRAWAL_TRANSITION", message), withdrawalState: state };
}
