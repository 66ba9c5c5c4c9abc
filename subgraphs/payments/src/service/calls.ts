/** Calls to a provider: written down before they are made, and made again under the same key until the outcome is certain. */
import { sum } from "@hansa/kit/money";
import { call } from "@hansa/kit/outbound";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../context.ts";
import type { Provider, ProviderAnswer, ProviderPayment } from "../providers/port.ts";
import { countCalls, findCall, findDueCalls, insertCall, lockCall, postponeCall, settleCall } from "../store/calls.ts";
import { markRefused } from "../store/captures.ts";
import { mustFindPayment } from "../store/payments.ts";
import type { CallRequest, CallRow, PaymentRow } from "../store/tables.ts";
import { type Fact, hear } from "./alarms.ts";
import { learn } from "./facts.ts";
import { failRefund } from "./giving-back.ts";
import { callKey } from "./keys.ts";
import { oneByOne } from "./one-by-one.ts";

/** How long a provider may take for one call. */
const deadlineMs = 4_000;
/** How long a call belongs to whoever makes it: for the call, the enquiry after it, and a moment to write down what came of them. */
const lockMs = 2 * deadlineMs + 1_000;
/** A call without a certain answer is made again after these pauses: doubled each time. */
const shortestPauseMs = 5_000;
const longestPauseMs = 30_000;
/** So long a key surely stands for its call. Stripe knows it for 24 hours at least, and then does the same again; the rest is for clocks that differ. */
const keyLifeMs = 20 * 60 * 60 * 1_000;

/** How trying a call ended: its outcome is certain and written down, is not, or somebody else is trying. */
export type Tried = "settled" | "open" | { lockedUntil: number };

/** What a capture or a refund is asked for under: its row, and a key of its own. */
type Subject = { id: string; key: string };

/** Writes a call down, as belonging to the caller, who then makes it with `makeCall`. A payment has one open call at a time. */
export async function openCall(
  { store, world }: Deps,
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
    createdAt: world.now(),
  };
  await insertCall(tx, opened);
  return opened;
}

async function nextKey(tx: Tx, payment: PaymentRow, { name }: CallRequest): Promise<string> {
  if (name === "capture" || name === "refund") throw new Error(`a ${name} has a key of its own`);
  return callKey(payment, name, (await countCalls(tx, payment.id, name)) + 1);
}

/** Makes a call that belongs to the caller. Without a certain answer it stays open: that is never taken for a failure. */
export async function makeCall(deps: Deps, made: CallRow): Promise<"settled" | "open"> {
  const { store } = deps;
  const payment = await store.read((db) => mustFindPayment(db, made.paymentId));
  const isOld = deps.world.now() - made.createdAt > keyLifeMs;
  const heard = isOld ? await settleOld(deps, payment, made) : await settleYoung(deps, payment, made);
  if (!heard) {
    const pause = Math.min(shortestPauseMs * 2 ** (made.attempts - 1), longestPauseMs);
    await store.write("postpone-call", (tx) => postponeCall(tx, made.key, store.now(), store.now() + pause));
    return "open";
  }
  const fact: Fact = { source: heard.source, providerEventId: null, said: heard.payment };
  await learn(deps, "settle-call", payment.id, fact, async (tx) => {
    const isNews = await settleCall(tx, made.key, heard.refused);
    if (isNews && heard.refused !== null) await takeRefusal(deps, tx, payment, made, heard.refused, fact);
    return isNews;
  });
  return "settled";
}

/** A refusal is written down, and whatever was to come of the call will not. */
async function takeRefusal(
  deps: Deps,
  tx: Tx,
  payment: PaymentRow,
  { name, subjectId }: CallRow,
  reason: string,
  fact: Fact,
): Promise<void> {
  await hear(deps, tx, payment, `${name}_refused`, fact);
  if (subjectId === null) return;
  if (name === "capture") await markRefused(tx, subjectId, reason, deps.world.now());
  if (name === "refund") await failRefund(deps, tx, subjectId, reason);
}

/** Makes an open call again, unless somebody else is making it this moment. */
export async function resumeCall(deps: Deps, key: string): Promise<Tried> {
  const { store } = deps;
  const now = store.now();
  const taken = await store.write("lock-call", (tx) => lockCall(tx, key, now, now + lockMs));
  if (taken) return makeCall(deps, taken);
  const other = await store.read((db) => findCall(db, key));
  return other?.outcome === "open" ? { lockedUntil: other.lockedUntil } : "settled";
}

/** Makes again whatever is open and due: after a crash, after a provider was away. */
export async function resumeDueCalls(deps: Deps): Promise<void> {
  const due = await deps.store.read((db) => findDueCalls(db, deps.store.now(), 100));
  await oneByOne(deps.log, due, (key) => resumeCall(deps, key));
}

/** The provider that a payment was begun with. Throws if the shop has it no longer. */
export function providerOf({ providers }: Deps, { provider: name }: Pick<PaymentRow, "provider">): Provider {
  const provider = providers.find((known) => known.name === name);
  if (!provider) throw new Error(`the provider ${name} is not configured`);
  return provider;
}

type Heard = ProviderAnswer & { source: Fact["source"] };

/** The provider's answer, or undefined: then the outcome is unknown. */
async function askProvider(deps: Deps, payment: PaymentRow, made: CallRow): Promise<Heard | undefined> {
  const provider = providerOf(deps, payment);
  const once = { key: made.key, signal: deps.world.deadline(deadlineMs) };
  try {
    const answer = await call(deps, `${provider.name}.${made.name}`, () => send(provider, payment, made, once));
    return { ...answer, source: "API" };
  } catch (error) {
    deps.log.warn(
      { err: error, call: made.name, paymentId: payment.id },
      "a provider did not answer: unknown, not failed",
    );
    return undefined;
  }
}

function send(
  provider: Provider,
  payment: PaymentRow,
  { request, name }: CallRow,
  once: { key: string; signal: AbortSignal },
): Promise<ProviderAnswer> {
  const { id: paymentId, amountMinor, currency, providerRef: ref } = payment;
  if (!request) throw new Error(`a ${name} of ${paymentId} is open and does not say what it asks`);
  if (request.name === "start") {
    const { name: _start, ...how } = request;
    return provider.start({ paymentId, amountMinor, currency, ...how }, once);
  }
  if (ref === null) throw new Error(`${paymentId} is not known to ${provider.name} yet`);
  const made = { paymentId, ref };
  if (request.name === "confirm") return provider.confirm({ ...made, token: request.token }, once);
  if (request.name === "void") return provider.void(made, once);
  if (request.name === "refund") return provider.refund({ ...made, amountMinor: request.amountMinor }, once);
  return provider.capture({ ...made, amountMinor: request.amountMinor, isLast: request.isLast }, once);
}

/**
 * By its key it is safe to ask again, and asking finishes what was left half done: a payment that was declined is given up then. From the second
 * try on, what has no answer is looked up.
 */
async function settleYoung(deps: Deps, payment: PaymentRow, made: CallRow): Promise<Heard | undefined> {
  const heard = await askProvider(deps, payment, made);
  if (heard || made.attempts === 1) return heard;
  const found = (await askAbout(deps, payment)) ?? undefined;
  return found && heardFrom(made, found);
}

/**
 * Asked again, it might be done again: its key may be forgotten. So it is looked up first, and asked again only if the provider says for certain
 * that it was not done. A payment that the provider has named, and now does not have, says nothing of that kind.
 */
async function settleOld(deps: Deps, payment: PaymentRow, made: CallRow): Promise<Heard | undefined> {
  const found = await askAbout(deps, payment);
  const isUnknown = found === undefined || (found === null && payment.providerRef !== null);
  if (isUnknown) return undefined;
  return (found && heardFrom(made, found)) ?? askProvider(deps, payment, made);
}

/** The payment itself may show what came of a call. */
function heardFrom(made: CallRow, found: ProviderPayment): Heard | undefined {
  const outcome = outcomeShown(made, found);
  return outcome && { payment: found, ...outcome, source: "RECONCILIATION" };
}

/** What came of a call, by the payment as it is found; undefined if that leaves any doubt. */
function outcomeShown(
  { name, key }: CallRow,
  { state, amountMinor, captures, refunds }: ProviderPayment,
): { refused: string | null } | undefined {
  const done = { refused: null };
  const refused = { refused: `it is ${state}` };
  const isClosed = state === "CAPTURED" || state === "VOIDED" || state === "FAILED";
  if (name === "start") return done;
  if (name === "confirm") return state === "REQUIRES_ACTION" ? undefined : done;
  if (name === "refund") return refunds.some((refund) => refund.key === key) ? done : undefined;
  if (name === "capture" && captures.some((capture) => capture.key === key)) return done;
  if (!isClosed) return undefined;
  if (name === "capture") return refused;
  const isLetGo = state === "VOIDED" || (state === "CAPTURED" && sum(captures.map(taken)) < amountMinor);
  return isLetGo ? done : refused;
}

function taken({ amountMinor }: { amountMinor: number }): number {
  return amountMinor;
}

type Sought = Pick<PaymentRow, "id" | "provider" | "providerRef" | "createdAt">;

/** Asks the provider for a payment by our own id: null if it has none, undefined if it does not answer. */
export async function askAbout(deps: Deps, payment: Sought): Promise<ProviderPayment | null | undefined> {
  const provider = providerOf(deps, payment);
  const sought = { paymentId: payment.id, ref: payment.providerRef, createdAt: payment.createdAt };
  try {
    const signal = deps.world.deadline(deadlineMs);
    return await call(deps, `${provider.name}.lookup`, () => provider.lookup(sought, signal));
  } catch (error) {
    deps.log.warn({ err: error, paymentId: payment.id }, "a payment could not be looked up");
    return undefined;
  }
}
