/** Provider calls: written before they are made, and repeated with the same key until the outcome is certain. */
import { callOutside } from "@hansa/kit/rpc/outbound";
import type { Reader, Tx } from "@hansa/kit/store/store";
import type { Deps } from "../../context.ts";
import type { Provider, ProviderPayment, ProviderResponse } from "../../providers/port.ts";
import { findClosedAt } from "../../store/payments/closed-checkouts.ts";
import { mustFindPayment } from "../../store/payments/queries.ts";
import {
  countCalls,
  extendCallLock,
  findCall,
  insertCall,
  lockCall,
  postponeCall,
  settleCall,
} from "../../store/provider-calls/queries.ts";
import type { CallRequest, CallRow, PaymentRow } from "../../store/tables.ts";
import { deleteLostMethods } from "../methods/provider-methods.ts";
import type { ProviderReport } from "../payment/alarms.ts";
import { callKey } from "../payment/idempotency-keys.ts";
import { applyReport } from "../payment/reports.ts";
import { sendCall } from "./dispatch.ts";
import { failUnstartedPayment, recordRefusal } from "./failed-calls.ts";
import { mayAuthorize, readOutcome } from "./outcomes.ts";

/** Timeout of one call to a provider. */
const deadlineMs = 4_000;
/** Lock time of a call: the call, the lookup after it, and the time to store the outcome. */
const lockMs = 2 * deadlineMs + 1_000;
/** Timeout of a search through all payments of a provider for one without a known provider id. */
const searchMs = 60_000;
/** Back-off of calls without a certain response: doubled on each attempt. */
const minPauseMs = 5_000;
const maxPauseMs = 30_000;
/** Guaranteed lifetime of a key. Stripe keeps keys for at least 24 hours and repeats the call afterwards; the margin covers clock skew. */
const keyLifetimeMs = 20 * 60 * 60 * 1_000;

/** The result of an attempt: the outcome is stored, still unknown, or another process is making the call. */
export type CallResult = "settled" | "open" | { lockedUntil: number };

/** The capture or refund of a call: its row id and its own key. */
type Subject = { id: string; key: string };

/** Writes a call, locked for the caller, who then makes it with `makeCall`. A payment has one open call at a time. */
export async function openCall(
  { store, runtime }: Deps,
  tx: Tx,
  payment: PaymentRow,
  request: CallRequest,
  subject: Subject | null = null,
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
    createdAt: runtime.now(),
  };
  await insertCall(tx, opened);
  return opened;
}

async function nextKey(tx: Tx, payment: PaymentRow, { name }: CallRequest): Promise<string> {
  if (name === "capture" || name === "refund") throw new Error(`provider call: a ${name} needs the key of its row`);
  return callKey(payment, name, (await countCalls(tx, payment.id, name)) + 1);
}

/** Makes a call that is locked for the caller. Without a certain response the call stays open and is never treated as failed. */
export async function makeCall(deps: Deps, made: CallRow): Promise<"settled" | "open"> {
  const { store } = deps;
  const { payment, closedAt } = await store.read((db) => findPaymentOfCall(db, made));
  const heard = await resolveCall(deps, payment, made, closedAt);
  if (heard === "nothing") {
    await failUnstartedPayment(deps, payment, made);
    return "settled";
  }
  if (!heard || "knownFrom" in heard) {
    const pause = Math.min(minPauseMs * 2 ** (made.attempts - 1), maxPauseMs);
    const dueAt = heard?.knownFrom ?? store.now() + pause;
    await store.write("postpone-call", (tx) => postponeCall(tx, made.key, store.now(), dueAt));
    return "open";
  }
  const fact: ProviderReport = { source: heard.source, providerEventId: null, said: heard.payment };
  await applyReport(deps, "settle-call", payment.id, fact, async (tx) => {
    const isNews = await settleCall(tx, made.key, heard.refused);
    if (isNews && heard.refused !== null) await recordRefusal(deps, tx, payment, made, heard.refused, fact);
    if (isNews && heard.gone) await deleteLostMethods(deps, tx, payment, heard.gone);
    return isNews;
  });
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

/** Repeats an open call, unless another process is making it. */
export async function resumeCall(deps: Deps, key: string): Promise<CallResult> {
  const { store } = deps;
  const now = store.now();
  const taken = await store.write("lock-call", (tx) => lockCall(tx, key, now, now + lockMs));
  if (taken) return makeCall(deps, taken);
  const other = await store.read((db) => findCall(db, key));
  return other?.outcome === "open" ? { lockedUntil: other.lockedUntil } : "settled";
}

/** The provider of a payment; undefined if it is no longer configured. */
export function providerOf(
  { providers }: Deps,
  { provider: name }: Pick<PaymentRow, "provider">,
): Provider | undefined {
  return providers.find((known) => known.name === name);
}

/** The provider of a payment, for a call. A provider that is no longer configured counts as unreachable. */
function requireProvider(deps: Deps, payment: Pick<PaymentRow, "provider">): Provider {
  const provider = providerOf(deps, payment);
  if (!provider) throw new Error(`provider ${payment.provider} is not configured`);
  return provider;
}

type SourcedResponse = ProviderResponse & { source: ProviderReport["source"] };

/** Sends the call; undefined if there is no response, which means an unknown outcome. */
async function askProvider(deps: Deps, payment: PaymentRow, made: CallRow): Promise<SourcedResponse | undefined> {
  const once = { key: made.key, signal: deps.runtime.deadline(deadlineMs) };
  try {
    const provider = requireProvider(deps, payment);
    const answer = await callOutside(deps, `${provider.name}.${made.name}`, async () => {
      if (deps.store.now() >= made.lockedUntil)
        throw new Error("provider call: the lock expired before the call was sent");
      return sendCall(provider, payment, made, once);
    });
    return { ...answer, source: "API" };
  } catch (error) {
    deps.log.warn(
      { err: error, call: made.name, paymentId: payment.id },
      "provider call: no response, outcome unknown, will be repeated",
    );
    return undefined;
  }
}

/**
 * The provider's response; "nothing" if the payment never existed there and never will; the time from which that is certain; undefined if unknown.
 */
type Outcome = SourcedResponse | "nothing" | { knownFrom: number } | undefined;

/** Resolves the outcome of a call. */
async function resolveCall(
  deps: Deps,
  payment: PaymentRow,
  made: CallRow,
  closedAt: number | undefined,
): Promise<Outcome> {
  if (closedAt !== undefined) return resolveClosed(deps, payment, made, closedAt);
  const isOld = deps.runtime.now() - made.createdAt > keyLifetimeMs;
  return isOld ? resolveExpired(deps, payment, made) : resolveRecent(deps, payment, made);
}

/**
 * Resolves a call whose checkout is closed: an existing payment counts, but the call is not repeated, as the payment is no longer wanted. Absence is
 * certain once no earlier attempt can be under way.
 */
async function resolveClosed(deps: Deps, payment: PaymentRow, made: CallRow, closedAt: number): Promise<Outcome> {
  const { store, runtime } = deps;
  const provider = providerOf(deps, payment);
  if (!provider) return undefined;
  const lastAt = closedAt + lockMs + provider.lateMs;
  const isQuiet = store.now() > lastAt;
  // Providers use wall-clock time.
  const found = await searchPayment(deps, payment, made, runtime.now() - store.now() + lastAt);
  if (found === undefined) return undefined;
  if (found === null && payment.providerRef !== null) return undefined;
  if (found === null) return isQuiet ? "nothing" : { knownFrom: lastAt + 1 };
  const refused = { payment: found, refused: "its checkout is closed", source: "RECONCILIATION" } as const;
  return responseFrom(made, found) ?? refused;
}

/** Looks the payment up by the provider's id or, if that is unknown, searches all payments created until `latestAt`. */
async function searchPayment(deps: Deps, payment: PaymentRow, { key }: CallRow, latestAt: number) {
  if (payment.providerRef !== null) return lookUpPayment(deps, payment);
  const until = deps.store.now() + searchMs + deadlineMs;
  await deps.store.write("lock-call", (tx) => extendCallLock(tx, key, until));
  return lookUpPayment(deps, payment, { latestAt, withinMs: searchMs });
}

/**
 * Repeats a call whose key is still known, which is safe and completes half-done work, such as giving up a declined payment. From the second attempt
 * on, a call without a response is followed by a lookup.
 */
async function resolveRecent(deps: Deps, payment: PaymentRow, made: CallRow): Promise<SourcedResponse | undefined> {
  const heard = await askProvider(deps, payment, made);
  if (heard || made.attempts === 1) return heard;
  const found = (await lookUpPayment(deps, payment)) ?? undefined;
  return found && responseFrom(made, found);
}

/**
 * Resolves a call whose key may have expired, so that a repetition could take effect twice. It is looked up first and repeated only if it was
 * certainly not done. A known payment that is now missing proves nothing.
 */
async function resolveExpired(deps: Deps, payment: PaymentRow, made: CallRow): Promise<SourcedResponse | undefined> {
  const found = await lookUpPayment(deps, payment);
  const isUnknown = found === undefined || (found === null && payment.providerRef !== null);
  if (isUnknown) return undefined;
  return (found && responseFrom(made, found)) ?? askProvider(deps, payment, made);
}

/** Reads the outcome of a call from the payment itself. */
function responseFrom(made: CallRow, found: ProviderPayment): SourcedResponse | undefined {
  const outcome = readOutcome(made, found);
  return outcome && { payment: found, ...outcome, source: "RECONCILIATION" };
}

type LookupSubject = Pick<PaymentRow, "id" | "provider" | "providerRef" | "createdAt">;

/** Looks a payment up by our id: null if the provider has none, undefined without a response. */
export async function lookUpPayment(
  deps: Deps,
  payment: LookupSubject,
  { withinMs, ...bounds }: { withinMs: number; latestAt?: number } = { withinMs: deadlineMs },
): Promise<ProviderPayment | null | undefined> {
  const sought = { paymentId: payment.id, ref: payment.providerRef, createdAt: payment.createdAt, ...bounds };
  try {
    const provider = requireProvider(deps, payment);
    const signal = deps.runtime.deadline(withinMs);
    return await callOutside(deps, `${provider.name}.lookup`, () => provider.lookup(sought, signal));
  } catch (error) {
    deps.log.warn({ err: error, paymentId: payment.id }, "provider call: payment lookup failed");
    return undefined;
  }
}
