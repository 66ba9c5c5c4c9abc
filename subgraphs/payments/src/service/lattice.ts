/** Where a payment may go, and what a fact about it means: it moves on, is old news, or cannot be true. */
import type { ProviderPayment } from "../providers/port.ts";
import type { PaymentRow, PaymentState } from "../store/tables.ts";

/** What may follow. Whatever is not here is not a way back but a mistake, of ours or of the provider. */
const mayFollow = {
  CREATED: ["REQUIRES_ACTION", "PROCESSING", "AUTHORIZED", "CAPTURED", "VOIDED", "FAILED"],
  REQUIRES_ACTION: ["PROCESSING", "AUTHORIZED", "CAPTURED", "VOIDED", "FAILED"],
  PROCESSING: ["AUTHORIZED", "CAPTURED", "VOIDED", "FAILED"],
  AUTHORIZED: ["CAPTURED", "VOIDED"],
  CAPTURED: [],
  VOIDED: [],
  FAILED: [],
} satisfies Record<PaymentState, PaymentState[]>;

/** Money that does not fit together: written down and logged, for a person to mend. */
export type Alarm = "alarm_other_reference" | "alarm_other_amount" | "alarm_contradiction" | "alarm_not_asked_for";
/** What a fact means to a payment: it `moves` it, `repeats` where it is, is `older`, or does not fit: then nothing moves. */
type Meaning = "moves" | "repeats" | "older" | Alarm;

/** Judges a fact. Nothing is authorised or captured unless reference, amount and currency are exactly ours. */
export function meaningOf(payment: PaymentRow, said: ProviderPayment): Meaning {
  if (payment.providerRef !== null && said.ref !== payment.providerRef) return "alarm_other_reference";
  if (canFollow(payment.state, said.state)) {
    const isAboutMoney = said.state === "AUTHORIZED" || said.state === "CAPTURED";
    const isOurs = said.amountMinor === payment.amountMinor && said.currency === payment.currency;
    return isAboutMoney && !isOurs ? "alarm_other_amount" : "moves";
  }
  if (payment.state === said.state) return "repeats";
  return canFollow(said.state, payment.state) ? "older" : "alarm_contradiction";
}

/** Whether the bank has decided: the money is promised or taken, or will not be. */
export function isDecided(state: PaymentState): boolean {
  return state !== "CREATED" && state !== "REQUIRES_ACTION" && state !== "PROCESSING";
}

function canFollow(from: PaymentState, to: PaymentState): boolean {
  const next: PaymentState[] = mayFollow[from];
  return next.includes(to);
}
