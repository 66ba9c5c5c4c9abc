/** Calls to a provider: written down before they are made, and made again under the same key until the outcome is certain. */
import { call } from "@hansa/kit/outbound";
import type { Reader, Tx } from "@hansa/kit/store";
import type { Deps } from "../context.ts";
import type { Provider, ProviderAnswer, ProviderPayment } from "../providers/port.ts";
import { countCalls, findCall, insertCall, keepCall, lockCall, postponeCall, settleCall } from "../store/calls.ts";
import { findClosing } from "../store/closed-checkouts.ts";
import { mustFindPayment } from "../store/payments.ts";
import type { CallRequest, CallRow, PaymentRow } from "../store/tables.ts";
import type { Fact } from "./alarms.ts";
import { giveUpUnbegun, takeRefusal } from "./calls-in-vain.ts";
import { learn } from "./facts.ts";
import { loseMethods } from "./keeping-methods.ts";
import { callKey } from "./keys.ts";
import { mayPromise, outcomeShown } from "./outcomes.ts";
import { send } from "./sending.ts";

/** How long a provider may take for one call. */
const deadlineMs = 4_000;
/** How long a call belongs to whoever makes it: for the call, the enquiry after it, and a moment to write down what came of them. */
const lockMs = 2 * deadlineMs + 1_000;
/** How long a provider may take to look through all its payments for one that it has given no name. */
const searchMs = 60_000;
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
  const { payment, closedAt } = await store.read((db) => findStanding(db, made));
  const heard = await settle(deps, payment, made, closedAt);
  if (heard === "nothing") {
    await giveUpUnbegun(deps, payment, made);
    return "settled";
  }
  if (!heard || "knownFrom" in heard) {
    const pause = Math.min(shortestPauseMs * 2 ** (made.attempts - 1), longestPauseMs);
    const dueAt = heard?.knownFrom ?? store.now() + pause;
    await store.write("postpone-call", (tx) => postponeCall(tx, made.key, store.now(), dueAt));
    return "open";
  }
  const fact: Fact = { source: heard.source, providerEventId: null, said: heard.payment };
  await learn(deps, "settle-call", payment.id, fact, async (tx) => {
    const isNews = await settleCall(tx, made.key, heard.refused);
    if (isNews && heard.refused !== null) await takeRefusal(deps, tx, payment, made, heard.refused, fact);
    if (isNews && heard.gone) await loseMethods(deps, tx, payment, heard.gone);
    return isNews;
  });
  return "settled";
}

/** The payment that a call is made for, and since when its checkout is closed to whatever may promise money. */
async function findStanding(db: Reader, made: CallRow): Promise<{ payment: PaymentRow; closedAt: number | undefined }> {
  const payment = await mustFindPayment(db, made.paymentId);
  const { checkoutId, version } = payment;
  return { payment, closedAt: mayPromise(made) ? await findClosing(db, checkoutId, version) : undefined };
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

/** The provider that a payment was begun with; undefined if the shop names it no longer. */
export function providerOf(
  { providers }: Deps,
  { provider: name }: Pick<PaymentRow, "provider">,
): Provider | undefined {
  return providers.find((known) => known.name === name);
}

/** The same, to be asked. One that the shop names no longer does not answer, as one that is away does not. */
function mustReach(deps: Deps, payment: Pick<PaymentRow, "provider">): Provider {
  const provider = providerOf(deps, payment);
  if (!provider) throw new Error(`the provider ${payment.provider} is not configured`);
  return provider;
}

type Heard = ProviderAnswer & { source: Fact["source"] };

/** The provider's answer, or undefined: then the outcome is unknown. */
async function askProvider(deps: Deps, payment: PaymentRow, made: CallRow): Promise<Heard | undefined> {
  const once = { key: made.key, signal: deps.world.deadline(deadlineMs) };
  try {
    const provider = mustReach(deps, payment);
    const answer = await call(deps, `${provider.name}.${made.name}`, async () => {
      if (deps.store.now() >= made.lockedUntil)
        throw new Error("whoever was to make the call has slept, and it is theirs no more");
      return send(provider, payment, made, once);
    });
    return { ...answer, source: "API" };
  } catch (error) {
    deps.log.warn(
      { err: error, call: made.name, paymentId: payment.id },
      "a provider did not answer: unknown, not failed",
    );
    return undefined;
  }
}

/** The provider's word; "nothing" if it never had the payment and never will; from when on that can be known; undefined while it is unknown. */
type Outcome = Heard | "nothing" | { knownFrom: number } | undefined;

/** What came of a call. */
async function settle(deps: Deps, payment: PaymentRow, made: CallRow, closedAt: number | undefined): Promise<Outcome> {
  if (closedAt !== undefined) return settleClosed(deps, payment, made, closedAt);
  const isOld = deps.world.now() - made.createdAt > keyLifeMs;
  return isOld ? settleOld(deps, payment, made) : settleYoung(deps, payment, made);
}

/**
 * Its checkout is closed. What the provider has counts, but the call is not made again: that would begin now what nobody wants any more. Where
 * there is nothing, that is certain once no earlier try can be on its way.
 */
async function settleClosed(deps: Deps, payment: PaymentRow, made: CallRow, closedAt: number): Promise<Outcome> {
  const { store, world } = deps;
  const provider = providerOf(deps, payment);
  if (!provider) return undefined;
  const lastAt = closedAt + lockMs + provider.lateMs;
  const isQuiet = store.now() > lastAt;
  // What providers know of time is what the wall says.
  const found = await search(deps, payment, made, world.now() - store.now() + lastAt);
  if (found === undefined) return undefined;
  if (found === null && payment.providerRef !== null) return undefined;
  if (found === null) return isQuiet ? "nothing" : { knownFrom: lastAt + 1 };
  const refused = { payment: found, refused: "its checkout is closed", source: "RECONCILIATION" } as const;
  return heardFrom(made, found) ?? refused;
}

/** Asks for the payment by its name or, if the provider has given it none yet, looks for it among all that were begun until `latestAt`. */
async function search(deps: Deps, payment: PaymentRow, { key }: CallRow, latestAt: number) {
  if (payment.providerRef !== null) return askAbout(deps, payment);
  const until = deps.store.now() + searchMs + deadlineMs;
  await deps.store.write("lock-call", (tx) => keepCall(tx, key, until));
  return askAbout(deps, payment, { latestAt, withinMs: searchMs });
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

type Sought = Pick<PaymentRow, "id" | "provider" | "providerRef" | "createdAt">;

/** Asks the provider for a payment by our own id: null if it has none, undefined if it does not answer. */
export async function askAbout(
  deps: Deps,
  payment: Sought,
  { withinMs, ...bounds }: { withinMs: number; latestAt?: number } = { withinMs: deadlineMs },
): Promise<ProviderPayment | null | undefined> {
  const sought = { paymentId: payment.id, ref: payment.providerRef, createdAt: payment.createdAt, ...bounds };
  try {
    const provider = mustReach(deps, payment);
    const signal = deps.world.deadline(withinMs);
    return await call(deps, `${provider.name}.lookup`, () => provider.lookup(sought, signal));
  } catch (error) {
    deps.log.warn({ err: error, paymentId: payment.id }, "a payment could not be looked up");
    return undefined;
  }
}
