/** Provider calls: stored before they are made, and repeated with the same key until the outcome is certain. */

import { nextAttemptAt } from "@hansa/kit/messaging";
import { raiseAlarm } from "@hansa/kit/runtime";
import type { Reader, Tx } from "@hansa/kit/store";
import { inStoredTrace, sampledTraceparent } from "@hansa/kit/tracing";
import type { Deps } from "../../context.ts";
import type { ProviderPayment } from "../../providers/port.ts";
import { markRefused } from "../../store/movements/queries.ts";
import { findClosedAt } from "../../store/payments/closed-checkouts.ts";
import { mustFindPayment } from "../../store/payments/queries.ts";
import {
  countCalls,
  findCall,
  findDueCalls,
  findDueSearches,
  insertCall,
  lockCall,
  providerRetries,
  rescheduleCall,
  settleCall,
} from "../../store/provider-calls/queries.ts";
import { findUnasked } from "../../store/reconciliation/queries.ts";
import { type CallRequest, type CallRow, neverBegun, type PaymentRow } from "../../store/tables.ts";
import { processEach } from "../item-processing.ts";
import { deleteLostMethods } from "../methods/provider-methods.ts";
import { type ProviderReport, recordEvent } from "../payment/alarms.ts";
import { callKey } from "../payment/call-keys.ts";
import { settleDeclineCount } from "../payment/decline-limits.ts";
import { failRefund } from "../payment/refunds.ts";
import { applyReport } from "../payment/reports.ts";
import { lockMs, resolveCall } from "./outcomes.ts";

const stalled = "provider call: 20 attempts without an outcome, call is still repeated";

/** The result of an attempt: the outcome is stored, still unknown, or another process is making the call. */
export type CallResult = "settled" | "open" | { lockedUntil: number };

/** The capture or refund of a call: its row id and its own key. */
export type CallSubject = { id: string; key: string };

/** Writes a call, locked for the caller, who then makes it with `makeCall`. A payment has one open call at a time. */
export async function openCall(
  { store, runtime }: Deps,
  tx: Tx,
  payment: PaymentRow,
  { request, subject }: { request: CallRequest; subject?: CallSubject },
): Promise<CallRow> {
  const now = store.now();
  const opened: CallRow = {
    key: subject?.key ?? (await nextKey(tx, payment, request)),
    paymentId: payment.id,
    name: request.name,
    subjectId: subject?.id ?? null,
    request,
    outcome: "open",
    reason: null,
    attempts: 1,
    lockedUntil: now + lockMs,
    dueAt: now + lockMs,
    traceparent: sampledTraceparent(),
    createdAt: runtime.now(),
  };
  await insertCall(tx, opened);
  return opened;
}

async function nextKey(tx: Tx, payment: PaymentRow, { name }: CallRequest): Promise<string> {
  if (name === "capture" || name === "refund") throw new Error(`provider call: a ${name} needs the key of its row`);
  return callKey(payment, name, (await countCalls(tx, payment.id, name)) + 1);
}

/**
 * Makes a call that is locked for the caller. Without a certain response the call stays open and is never treated as failed. `finish` runs in
 * the transaction that settles the call with the provider's response.
 */
export async function makeCall(
  deps: Deps,
  made: CallRow,
  finish?: (tx: Tx) => Promise<void>,
): Promise<"settled" | "open"> {
  const { store } = deps;
  const { payment, closedAt } = await store.read((db) => findPaymentOfCall(db, made));
  const response = await resolveCall(deps, payment, made, closedAt);
  if (response === "nothing") {
    await failUnstartedPayment(deps, payment, made);
    return "settled";
  }
  if (!response || "knownFrom" in response) {
    const dueAt = response?.knownFrom ?? nextAttemptAt(deps, providerRetries, made.attempts);
    await store.write("reschedule-call", async (tx) => {
      await rescheduleCall(tx, made, store.now(), dueAt);
      if (mayAuthorize(made)) await settleDeclineCount(deps, tx, await mustFindPayment(tx, payment.id));
    });
    if (mayAuthorize(made)) deps.countResponse({ provider: payment.provider, outcome: "unanswered" });
    return "open";
  }
  const fact: ProviderReport = { source: response.source, providerEventId: null, reported: response.payment };
  const settle = async (tx: Tx) => {
    const isFirst = await settleCall(tx, made.key, response.refused);
    if (isFirst && response.refused !== null)
      await recordRefusal(deps, tx, made, { payment, reason: response.refused, fact });
    if (isFirst && response.gone) await deleteLostMethods(deps, tx, payment, response.gone);
    return isFirst;
  };
  await applyReport(deps, payment.id, fact, { name: "settle-call", also: settle, ...(finish && { finish }) });
  const outcome = response.refused === null ? "done" : "refused";
  deps.log.info({ paymentId: payment.id, call: made.name, outcome }, "provider call: settled");
  return "settled";
}

/** Finds the payment of a call, and the time at which its checkout was closed if the call may authorise money. */
async function findPaymentOfCall(
  db: Reader,
  made: CallRow,
): Promise<{ payment: PaymentRow; closedAt: number | undefined }> {
  const payment = await mustFindPayment(db, made.paymentId);
  const { checkoutId, version } = payment;
  return { payment, closedAt: mayAuthorize(made) ? await findClosedAt(db, checkoutId, version) : undefined };
}

/** Whether a call may authorise money that was not authorised before. Without a token, a confirmation only reads the state. */
function mayAuthorize({ request }: CallRow): boolean {
  return request?.name === "start" || (request?.name === "confirm" && request.token !== null);
}

/** Stores a refusal and fails the capture or refund of the call. */
async function recordRefusal(
  deps: Deps,
  tx: Tx,
  { name, subjectId }: CallRow,
  { payment, reason, fact }: { payment: PaymentRow; reason: string; fact: ProviderReport },
): Promise<void> {
  await recordEvent(deps, tx, payment, { kind: `${name}_refused`, fact });
  if (subjectId === null) return;
  if (name === "capture") await markRefused(tx, subjectId, reason, deps.runtime.now());
  if (name === "refund") await failRefund(deps, tx, subjectId, reason);
}

/** Marks a payment as failed that never started at the provider. If a message arrived during the search, the payment keeps its reported state. */
async function failUnstartedPayment(deps: Deps, payment: PaymentRow, made: CallRow): Promise<void> {
  const fact: ProviderReport = { source: "RECONCILIATION", providerEventId: null, reported: unstartedPayment(payment) };
  const settle = async (tx: Tx) => {
    const isFirst = await settleCall(tx, made.key, null);
    return isFirst && (await mustFindPayment(tx, payment.id)).state === "CREATED";
  };
  await applyReport(deps, payment.id, fact, { name: "settle-call", also: settle });
}

/** The payment as failed, for one that does not and will not exist at the provider. The card itself may be valid. */
function unstartedPayment({ amountMinor, currency }: PaymentRow): ProviderPayment {
  const failure = { code: neverBegun, retryable: true };
  const nothing = { clientAction: null, card: null, captures: [], refunds: [], disputes: [], savedMethod: null };
  return { ref: null, state: "FAILED", amountMinor, currency, failure, ...nothing };
}

/** Repeats an open call, unless another process is making it or a restored shop has not asked its providers yet. */
export async function resumeCall(deps: Deps, key: string): Promise<CallResult> {
  const { store } = deps;
  const now = store.now();
  const taken = await store.write("lock-call", async (tx) => {
    if (await findUnasked(tx)) return "closed" as const;
    const locked = await lockCall(tx, key, now, now + lockMs);
    // Each attempt locks once, so the alarm is raised once, and also if the last attempt of the limit ended with its process.
    if (locked?.attempts === providerRetries.maxAttempts + 1)
      raiseAlarm(
        deps,
        { name: "provider_call_stalled", subject: locked.paymentId },
        { call: locked.name, paymentId: locked.paymentId },
        stalled,
      );
    return locked;
  });
  if (taken === "closed") return "open";
  if (taken) {
    const part = { kind: "consumer", name: taken.name } as const;
    return inStoredTrace(taken.traceparent, part, () => makeCall(deps, taken));
  }
  const other = await store.read((db) => findCall(db, key));
  return other?.outcome === "open" ? { lockedUntil: other.lockedUntil } : "settled";
}

/** Repeats open calls that are due, after a crash or an outage of the provider. */
export async function resumeDueCalls(deps: Deps): Promise<void> {
  const due = await deps.store.read((db) => findDueCalls(db, deps.store.now(), 100));
  await processEach(deps.log, due, (key) => resumeCall(deps, key));
}

/** Looks up starts of closed checkouts. A separate job, so that long searches do not delay other calls. */
export async function searchForPayments(deps: Deps): Promise<void> {
  const due = await deps.store.read((db) => findDueSearches(db, deps.store.now(), 100));
  await processEach(deps.log, due, (key) => resumeCall(deps, key));
}
