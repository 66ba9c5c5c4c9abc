/** The changes of staff on withdrawals: recorded, confirmed, proved to be sent, and contested. */
import type {
  WithdrawalClosedCause,
  WithdrawalConfirmInput,
  WithdrawalContestInput,
  WithdrawalProofRecordInput,
  WithdrawalRecordInput,
} from "../../generated/graphql.ts";
import { doneOutcome } from "../../shop/changes/done.ts";
import { faultsAt, fieldAmong } from "../../shop/changes/problems.ts";
import { refusedOutcome } from "../../shop/changes/refusals.ts";
import { unitsField } from "../../shop/changes/units.ts";
import { type KnownOutcome, makeChange } from "../../shop/graph/change.ts";
import {
  WithdrawalConfirmDocument,
  WithdrawalContestDocument,
  WithdrawalProofDocument,
  WithdrawalRecordDocument,
} from "./documents.ts";
import { texts } from "./texts.ts";

export function confirm(input: WithdrawalConfirmInput): Promise<KnownOutcome> {
  return makeChange(
    WithdrawalConfirmDocument,
    { input },
    ({ withdrawalConfirm }) => withdrawalConfirm,
    (result) => (result.__typename === "WithdrawalConfirmed" ? doneOutcome() : refusedOutcome(result)),
  );
}

export function recordProof(input: WithdrawalProofRecordInput): Promise<KnownOutcome> {
  return makeChange(
    WithdrawalProofDocument,
    { input },
    ({ withdrawalProofRecord }) => withdrawalProofRecord,
    (result) => (result.__typename === "WithdrawalProofRecorded" ? doneOutcome() : refusedOutcome(result)),
  );
}

export function contest(input: WithdrawalContestInput): Promise<KnownOutcome> {
  return makeChange(
    WithdrawalContestDocument,
    { input },
    ({ withdrawalContest }) => withdrawalContest,
    (result) =>
      result.__typename === "WithdrawalContested"
        ? doneOutcome(result.warnings)
        : refusedOutcome(result, fieldAmong("note")),
  );
}

/** Records a letter or another message. `reference` is that of the withdrawal. */
export function record(input: WithdrawalRecordInput): Promise<KnownOutcome | (KnownOutcome & { reference: string })> {
  return makeChange(
    WithdrawalRecordDocument,
    { input },
    ({ withdrawalRecord }) => withdrawalRecord,
    (result) => {
      switch (result.__typename) {
        case "WithdrawalRecorded":
          return { ...doneOutcome(result.warnings), reference: result.withdrawal.reference };
        case "WithdrawalClosedError": {
          const { line, cause } = result;
          const reason = closedCauses[cause];
          // The whole order has no fields of units.
          if (!input.parts) return { text: texts.closed(line.title, reason) };
          return faultsAt([{ field: unitsField(line.id), text: reason }]);
        }
        default:
          return refusedOutcome(result, fieldAmong("channel", "sentOn", "note"));
      }
    },
  );
}

const closedCauses: Readonly<Record<WithdrawalClosedCause, string>> = {
  PERIOD_OVER: texts.periodOver,
  EXCLUDED: texts.excluded,
  NOTHING_LEFT: texts.nothingLeft,
};
