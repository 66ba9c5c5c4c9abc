/** Payment events and alarms: stores reports about a payment and alarms about inconsistent money. */
import type { AuthorizedPayment, CheckoutPayment } from "@hansa/contracts/payments";
import { raiseAlarm } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import type { ProviderPayment } from "../../providers/port.ts";
import { hasEvent, insertEvent } from "../../store/payments/events.ts";
import type { PaymentEventRow, PaymentRow } from "../../store/tables.ts";
import type { Alarm } from "./transitions.ts";

/** A provider report: the provider's statement about a payment, and its source. */
export type ProviderReport = EventSource & { reported: ProviderPayment };
type EventSource = Pick<PaymentEventRow, "source" | "providerEventId">;

/** The payment and its checkout, as events and responses to orders name them. */
export function checkoutPaymentOf({ id, checkoutId, version, amountMinor, currency }: PaymentRow): CheckoutPayment {
  return { paymentId: id, checkoutId, version, amount: { minor: amountMinor, currency } };
}

/** The payment with the time that its first authorisation took; none for a payment from before that was recorded. */
export function authorizedPaymentOf(payment: PaymentRow): AuthorizedPayment {
  const { startedAt, authorizedAt } = payment;
  const authorizedAfterMs = startedAt === null || authorizedAt === null ? 0 : authorizedAt - startedAt;
  return { ...checkoutPaymentOf(payment), authorizedAfterMs };
}

/** Stores an event of a payment with its source. */
export function recordEvent(
  { runtime }: Deps,
  tx: Tx,
  { id }: PaymentRow,
  { kind, fact }: { kind: string; fact: EventSource },
): Promise<void> {
  const { source, providerEventId } = fact;
  return insertEvent(tx, { paymentId: id, kind, source, providerEventId, at: runtime.now() });
}

/** An alarm and the report that causes it. `about`: further parts of its identity, such as a dispute and its outcome. */
type PaymentAlarm = { alarm: Alarm; fact: ProviderReport; about?: readonly (string | number)[] };

/** Stores and logs an alarm about a single occurrence, such as an unrequested movement. */
export async function raisePaymentAlarm(
  deps: Deps,
  tx: Tx,
  payment: PaymentRow,
  { alarm, fact }: PaymentAlarm,
): Promise<void> {
  await recordEvent(deps, tx, payment, { kind: alarm, fact });
  logPaymentAlarm(deps, payment, alarm, fact);
}

/** Stores and logs an alarm about a repeatable report once per payment and alarm, so that a timer does not fill the table. */
export async function raisePaymentAlarmOnce(
  deps: Deps,
  tx: Tx,
  payment: PaymentRow,
  { alarm, fact, about = [] }: PaymentAlarm,
): Promise<void> {
  const kind = [alarm, ...about].join(":");
  if (await hasEvent(tx, payment.id, kind, {})) return;
  await recordEvent(deps, tx, payment, { kind, fact });
  logPaymentAlarm(deps, payment, alarm, fact);
}

function logPaymentAlarm(deps: Deps, payment: PaymentRow, alarm: Alarm, fact: ProviderReport): void {
  const { ref, state, amountMinor, currency, captures, refunds, disputes } = fact.reported;
  const moved = { captures: captures.map(loggable), refunds: refunds.map(loggable), disputes: disputes.map(loggable) };
  const reported = { ref, state, amountMinor, currency, ...moved };
  raiseAlarm(
    deps,
    { name: alarm, subject: payment.id },
    { paymentId: payment.id, reported },
    "payment: the provider's report contradicts our record, check the money",
  );
}

/** A movement for the log, without its key: keys of calls can contain a checkout id, which is a guest's secret. */
function loggable({ ref, amountMinor }: { ref: string; amountMinor: number }) {
  return { ref, amountMinor };
}
