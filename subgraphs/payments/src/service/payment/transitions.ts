/** Transitions of payments and refunds, and the effect of provider reports on them. */
import type { ProviderPayment } from "../../providers/port.ts";
import { neverBegun, type PaymentRow, type PaymentState, type RefundState } from "../../store/tables.ts";

type ProviderState = ProviderPayment["state"];

/** States that may follow in the provider's reports. Any other state is a defect, ours or the provider's. */
const stateTransitions = {
  CREATED: ["REQUIRES_ACTION", "PROCESSING", "AUTHORIZED", "CAPTURED", "VOIDED", "FAILED"],
  REQUIRES_ACTION: ["PROCESSING", "AUTHORIZED", "CAPTURED", "VOIDED", "FAILED"],
  PROCESSING: ["AUTHORIZED", "CAPTURED", "VOIDED", "FAILED"],
  AUTHORIZED: ["CAPTURED", "VOIDED", "FAILED"],
  CAPTURED: [],
  VOIDED: [],
  FAILED: [],
} satisfies Record<ProviderState | "CREATED", ProviderState[]>;

/** States that may follow for a refund. Banks return succeeded refunds days later; FAILED is final. */
const refundTransitions = {
  PENDING: ["SUCCEEDED", "FAILED"],
  SUCCEEDED: ["FAILED"],
  FAILED: [],
} satisfies Record<RefundState, RefundState[]>;

/** Inconsistencies of money, stored and logged for a member of staff. */
export type Alarm =
  | "alarm_other_reference"
  | "alarm_other_amount"
  | "alarm_contradiction"
  | "alarm_unrequested"
  | "alarm_amount_exceeded"
  | "alarm_disputed"
  | "alarm_mismatch";
/** The effect of a report: it `moves` the payment, `repeats` its state, is `older`, or contradicts it, which leaves the state unchanged. */
export type ReportEffect = "moves" | "repeats" | "older" | "alarm_contradiction";
/** A report about another payment or amount, which is ignored. */
export type ForeignAlarm = "alarm_other_reference" | "alarm_other_amount";

/** The reason why a report is not about our payment; undefined if it is. Amounts must match exactly before anything is authorised or captured. */
export function findForeign(payment: PaymentRow, reported: ProviderPayment): ForeignAlarm | undefined {
  if (payment.providerRef !== null && reported.ref !== payment.providerRef) return "alarm_other_reference";
  const isAboutMoney = reported.state === "AUTHORIZED" || reported.state === "CAPTURED" || reported.captures.length > 0;
  const isOurs = reported.amountMinor === payment.amountMinor && reported.currency === payment.currency;
  return isAboutMoney && !isOurs ? "alarm_other_amount" : undefined;
}

/** Classifies the reported state. */
export function effectOf(payment: PaymentRow, reported: ProviderPayment): ReportEffect {
  const here = providerStateOf(payment.state);
  if (here === reported.state) return "repeats";
  const isTaken = payment.state === "PARTIALLY_CAPTURED";
  if (canFollow(here, reported.state))
    return isTaken && reported.state !== "CAPTURED" ? "alarm_contradiction" : "moves";
  if (here === "CREATED" || !canFollow(reported.state, here)) return "alarm_contradiction";
  return isNewAuthorization(payment, reported) ? "alarm_contradiction" : "older";
}

/** Whether the bank has decided: the money is authorised, captured, or refused. */
export function isDecided(state: PaymentState): boolean {
  return state !== "CREATED" && state !== "REQUIRES_ACTION" && state !== "PROCESSING";
}

/** Whether the provider declined the payment. One that was never begun there was not. */
export function isDeclined({ state, failureCode }: Pick<PaymentRow, "state" | "failureCode">): boolean {
  return state === "FAILED" && failureCode !== neverBegun;
}

/** Whether the money is authorised or captured, even if refunded since. */
export function isCertain(state: PaymentState): boolean {
  return isDecided(state) && state !== "VOIDED" && state !== "FAILED";
}

/** The state of a payment with certain money, from its amounts. It moves forward as they rise, and back only by a returned refund. */
export function stateByAmounts({
  authorizedMinor,
  capturedMinor,
  releasedMinor,
  refundedMinor,
}: Pick<PaymentRow, "authorizedMinor" | "capturedMinor" | "releasedMinor" | "refundedMinor">): PaymentState {
  if (capturedMinor === 0) return "AUTHORIZED";
  if (capturedMinor + releasedMinor < authorizedMinor) return "PARTIALLY_CAPTURED";
  if (refundedMinor === 0) return "CAPTURED";
  return refundedMinor < capturedMinor ? "PARTIALLY_REFUNDED" : "REFUNDED";
}

/** Whether the reported state moves a refund. If not, the report is a repetition or outdated. */
export function movesRefund(from: RefundState, to: RefundState): boolean {
  const next: RefundState[] = refundTransitions[from];
  return next.includes(to);
}

/** The provider's state for a payment in this state. */
function providerStateOf(state: PaymentState): ProviderState | "CREATED" {
  if (state === "PARTIALLY_CAPTURED") return "AUTHORIZED";
  return state === "PARTIALLY_REFUNDED" || state === "REFUNDED" ? "CAPTURED" : state;
}

/** A payment that failed before authorisation and is now reported as authorised. */
function isNewAuthorization({ state, authorizedMinor }: PaymentRow, reported: ProviderPayment): boolean {
  return state === "FAILED" && reported.state === "AUTHORIZED" && authorizedMinor === 0;
}

function canFollow(from: ProviderState | "CREATED", to: ProviderState | "CREATED"): boolean {
  const next: (ProviderState | "CREATED")[] = stateTransitions[from];
  return next.includes(to);
}
