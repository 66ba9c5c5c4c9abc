/** Provider reports: applies responses, messages and lookups to a payment, in any order and any number of times. */
import { events } from "@hansa/contracts/events";
import { appendEvent } from "@hansa/kit/messaging";
import { afterCommit } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { notifyPaymentChanged } from "../../peers/orders.ts";
import type { ProviderPayment } from "../../providers/port.ts";
import { mustFindPayment, type PaymentMove, updatePayment } from "../../store/payments/queries.ts";
import type { PaymentRow } from "../../store/tables.ts";
import { saveProviderMethod } from "../methods/provider-methods.ts";
import {
  authorizedPaymentOf,
  checkoutPaymentOf,
  type ProviderReport,
  raisePaymentAlarmOnce,
  recordEvent,
} from "./alarms.ts";
import { mergeCaptures } from "./captures.ts";
import { settleDeclineCount } from "./decline-limits.ts";
import { mergeDisputes } from "./disputes.ts";
import { mergeRefunds } from "./refunds.ts";
import {
  effectOf,
  type ForeignAlarm,
  findForeign,
  isCertain,
  isDecided,
  isDeclined,
  type ReportEffect,
  stateByAmounts,
} from "./transitions.ts";

/**
 * The transaction of a report: its name, and other writes in it. `also` runs first and returns false if the report is a duplicate; `finish`
 * sees the payment after the report.
 */
type ReportWrite = { name: string; also?: (tx: Tx) => Promise<boolean>; finish?: (tx: Tx) => Promise<void> };

/** Applies a report in one transaction, then notifies orders if it waits for this state. A duplicate changes nothing. */
export async function applyReport(
  deps: Deps,
  paymentId: string,
  fact: ProviderReport,
  { name, also = async () => true, finish }: ReportWrite,
): Promise<void> {
  const moved = await deps.store.write(name, async (tx) => {
    const changed = (await also(tx)) ? await applyToPayment(deps, tx, paymentId, fact) : undefined;
    await finish?.(tx);
    return changed;
  });
  if (moved && statesForOrders.has(moved.state)) await notifyPaymentChanged(deps.orders, deps.log, moved.checkoutId);
}

/** States that orders waits for. Captures and voids are requested by orders, which waits for their result and needs no notification. */
const statesForOrders: ReadonlySet<PaymentRow["state"]> = new Set(["AUTHORIZED", "FAILED"]);

/**
 * Applies a report to the payment and returns the payment if its state changed. State, movements, events and ledger change in one transaction. A
 * contradictory state is ignored, but its movements are applied and an alarm is raised.
 */
async function applyToPayment(
  deps: Deps,
  tx: Tx,
  paymentId: string,
  fact: ProviderReport,
): Promise<PaymentRow | undefined> {
  const payment = await mustFindPayment(tx, paymentId);
  const foreign = findForeign(payment, fact.reported);
  if (foreign) return ignoreForeign(deps, tx, payment, { alarm: foreign, fact });
  const meaning = effectOf(payment, fact.reported);
  if (meaning === "moves" || fact.source !== "RECONCILIATION")
    await recordEvent(deps, tx, payment, { kind: eventKindOf(fact.reported), fact });
  if (meaning === "alarm_contradiction") await raisePaymentAlarmOnce(deps, tx, payment, { alarm: meaning, fact });
  const moved = await applyState(deps, tx, payment, { meaning, fact });
  const applied = await applyMovements(deps, tx, moved, fact);
  // The response to our own call ends it; a message may come while it is made.
  const isCallEnded = fact.source !== "WEBHOOK" || isDecided(applied.state);
  const after = isCallEnded ? await settleDeclineCount(deps, tx, applied) : applied;
  if (fact.reported.savedMethod && after.keepsMethod)
    await saveProviderMethod(deps, tx, after, fact.reported.savedMethod);
  return after.state === payment.state ? undefined : after;
}

/** Ignores a foreign report, but stores the provider's id if it was unknown. */
async function ignoreForeign(
  deps: Deps,
  tx: Tx,
  payment: PaymentRow,
  { alarm, fact }: { alarm: ForeignAlarm; fact: ProviderReport },
): Promise<undefined> {
  if (fact.source !== "RECONCILIATION")
    await recordEvent(deps, tx, payment, { kind: eventKindOf(fact.reported), fact });
  await raisePaymentAlarmOnce(deps, tx, payment, { alarm, fact });
  if (payment.providerRef === null) await updatePayment(tx, payment, { providerRef: fact.reported.ref });
}

/** The event kind of a provider state, in the provider's terms. */
function eventKindOf({ state, captures }: ProviderPayment): string {
  return state === "AUTHORIZED" && captures.length > 0 ? "partially_captured" : state.toLowerCase();
}

/** Applies the reported state, without captured amounts. */
async function applyState(
  deps: Deps,
  tx: Tx,
  before: PaymentRow,
  { meaning, fact }: { meaning: ReportEffect; fact: ProviderReport },
): Promise<PaymentRow> {
  if (meaning === "repeats") return refreshClientAction(tx, before, fact);
  if (meaning !== "moves") return before;
  const { reported } = fact;
  const isPromised = reported.state === "AUTHORIZED" || reported.state === "CAPTURED";
  if (isPromised && isCertain(before.state)) return before;
  const after = await updatePayment(tx, before, {
    ...detailsOf(before, reported),
    state: reported.state === "CAPTURED" ? "AUTHORIZED" : reported.state,
    ...(isPromised
      ? { authorizedMinor: before.amountMinor, authorizedAt: before.authorizedAt ?? deps.store.now() }
      : {}),
    changedAt: deps.runtime.now(),
  });
  await publishState(deps, tx, before, after);
  const isResponse = isPromised || isDeclined(after);
  const outcome = isPromised ? "authorized" : "declined";
  if (isResponse) afterCommit(() => deps.countResponse({ provider: after.provider, outcome }));
  return after;
}

/** The reported details of a payment. The card of an erased customer is not stored again. */
function detailsOf(before: PaymentRow, reported: ProviderPayment): PaymentMove {
  return {
    providerRef: reported.ref,
    card: before.erasedAt === null ? (reported.card ?? before.card) : null,
    clientAction: reported.clientAction,
    failureCode: reported.failure?.code ?? null,
    failureRetryable: reported.failure?.retryable ?? false,
  };
}

async function publishState({ runtime }: Deps, tx: Tx, before: PaymentRow, after: PaymentRow): Promise<void> {
  const facts = checkoutPaymentOf(after);
  if (after.authorizedMinor > before.authorizedMinor)
    await appendEvent(runtime, tx, events.paymentAuthorized, authorizedPaymentOf(after));
  if (after.state === "FAILED")
    await appendEvent(runtime, tx, events.paymentFailed, { ...facts, failureCode: after.failureCode ?? "unknown" });
  if (after.state === "VOIDED") await appendEvent(runtime, tx, events.paymentVoided, facts);
}

/** Applies the reported movements: captures, released remainder, refunds, then disputes. */
async function applyMovements(deps: Deps, tx: Tx, before: PaymentRow, fact: ProviderReport): Promise<PaymentRow> {
  const { captures, refunds, disputes } = fact.reported;
  const captured = captures.length > 0 ? await mergeCaptures(deps, tx, before, fact) : before;
  const closed = await releaseRest(deps, tx, captured, fact.reported);
  const refunded = refunds.length > 0 ? await mergeRefunds(deps, tx, closed, fact) : closed;
  return disputes.length > 0 ? mergeDisputes(deps, tx, refunded, fact) : refunded;
}

/** Releases the uncaptured remainder once the payment is closed for captures. */
async function releaseRest(
  { runtime }: Deps,
  tx: Tx,
  payment: PaymentRow,
  reported: ProviderPayment,
): Promise<PaymentRow> {
  const { capturedMinor, authorizedMinor, releasedMinor } = payment;
  const rest = authorizedMinor - capturedMinor - releasedMinor;
  if (reported.state !== "CAPTURED" || !isCertain(payment.state) || capturedMinor === 0 || rest === 0) return payment;
  const released = { ...payment, releasedMinor: releasedMinor + rest };
  return updatePayment(tx, payment, {
    releasedMinor: released.releasedMinor,
    state: stateByAmounts(released),
    changedAt: runtime.now(),
  });
}

/** Stores a new customer action of a response that did not change the state. */
async function refreshClientAction(
  tx: Tx,
  payment: PaymentRow,
  { source, reported }: ProviderReport,
): Promise<PaymentRow> {
  if (source !== "API" || payment.state !== "REQUIRES_ACTION") return payment;
  const { card, clientAction } = detailsOf(payment, reported);
  return updatePayment(tx, payment, { clientAction: clientAction ?? null, card: card ?? null });
}
