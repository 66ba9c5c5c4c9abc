/** Where a payment may go, and what a fact about it means: it moves on, is old news, or cannot be true. */
import type { ProviderPayment } from "../providers/port.ts";
import type { PaymentRow, PaymentState, RefundState } from "../store/tables.ts";

type Said = ProviderPayment["state"];

/** What a provider may say next. Whatever is not here is not a way back but a mistake, of ours or of the provider. */
const mayFollow = {
  CREATED: ["REQUIRES_ACTION", "PROCESSING", "AUTHORIZED", "CAPTURED", "VOIDED", "FAILED"],
  REQUIRES_ACTION: ["PROCESSING", "AUTHORIZED", "CAPTURED", "VOIDED", "FAILED"],
  PROCESSING: ["AUTHORIZED", "CAPTURED", "VOIDED", "FAILED"],
  AUTHORIZED: ["CAPTURED", "VOIDED", "FAILED"],
  CAPTURED: [],
  VOIDED: [],
  FAILED: [],
} satisfies Record<Said | "CREATED", Said[]>;

/** What may yet become of a refund. Banks send back what had succeeded, days later; that it failed is the end of it. */
const mayBecome = {
  PENDING: ["SUCCEEDED", "FAILED"],
  SUCCEEDED: ["FAILED"],
  FAILED: [],
} satisfies Record<RefundState, RefundState[]>;

/** Money that does not fit together: written down and logged, for a person to mend. */
export type Alarm =
  | "alarm_other_reference"
  | "alarm_other_amount"
  | "alarm_contradiction"
  | "alarm_not_asked_for"
  | "alarm_more_than_there_is"
  | "alarm_disputed"
  | "alarm_mismatch";
/** What a fact means to a payment: it `moves` it, `repeats` where it is, is `older`, or contradicts it: then its state stays. */
export type Meaning = "moves" | "repeats" | "older" | "alarm_contradiction";
/** A fact that is about another payment, or other money, than ours: nothing of it counts. */
export type Foreign = "alarm_other_reference" | "alarm_other_amount";

/** What keeps a fact from being about our payment; undefined if nothing does. Nothing is authorised or taken unless all is exactly ours. */
export function foreignTo(payment: PaymentRow, said: ProviderPayment): Foreign | undefined {
  if (payment.providerRef !== null && said.ref !== payment.providerRef) return "alarm_other_reference";
  const isAboutMoney = said.state === "AUTHORIZED" || said.state === "CAPTURED" || said.captures.length > 0;
  const isOurs = said.amountMinor === payment.amountMinor && said.currency === payment.currency;
  return isAboutMoney && !isOurs ? "alarm_other_amount" : undefined;
}

/** Judges what a fact says about the state. */
export function meaningOf(payment: PaymentRow, said: ProviderPayment): Meaning {
  const here = saidOf(payment.state);
  if (here === said.state) return "repeats";
  const isTaken = payment.state === "PARTIALLY_CAPTURED";
  if (canFollow(here, said.state)) return isTaken && said.state !== "CAPTURED" ? "alarm_contradiction" : "moves";
  if (here === "CREATED" || !canFollow(said.state, here)) return "alarm_contradiction";
  return isNewPromise(payment, said) ? "alarm_contradiction" : "older";
}

/** Whether the bank has decided: the money is promised or taken, or will not be. */
export function isDecided(state: PaymentState): boolean {
  return state !== "CREATED" && state !== "REQUIRES_ACTION" && state !== "PROCESSING";
}

/** Whether the money is certain: promised, or taken, be it given back since. */
export function isCertain(state: PaymentState): boolean {
  return isDecided(state) && state !== "VOIDED" && state !== "FAILED";
}

/** What the state of a payment with certain money is, by its amounts. A way down the list, as these rise; back only by a refund that comes back. */
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

/** Whether a refund moves on by what is said of it. If not, it was so before, or is old news. */
export function movesRefund(from: RefundState, to: RefundState): boolean {
  const next: RefundState[] = mayBecome[from];
  return next.includes(to);
}

/** What the provider would say of a payment in this state. */
function saidOf(state: PaymentState): Said | "CREATED" {
  if (state === "PARTIALLY_CAPTURED") return "AUTHORIZED";
  return state === "PARTIALLY_REFUNDED" || state === "REFUNDED" ? "CAPTURED" : state;
}

/** A payment that failed before anything was promised, and now is to be promised after all. */
function isNewPromise({ state, authorizedMinor }: PaymentRow, said: ProviderPayment): boolean {
  return state === "FAILED" && said.state === "AUTHORIZED" && authorizedMinor === 0;
}

function canFollow(from: Said | "CREATED", to: Said | "CREATED"): boolean {
  const next: (Said | "CREATED")[] = mayFollow[from];
  return next.includes(to);
}
