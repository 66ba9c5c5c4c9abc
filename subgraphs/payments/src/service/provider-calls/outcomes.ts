/** Outcomes of provider calls: the call is sent, and without a response the outcome is read from the payment at the provider. */
import { sum } from "@hansa/commerce/money";
import { callOutside } from "@hansa/kit/rpc";
import type { Deps } from "../../context.ts";
import {
  type CallAttempt,
  keyLifetimeMs,
  type Provider,
  type ProviderPayment,
  type ProviderResponse,
} from "../../providers/port.ts";
import { extendCallLock } from "../../store/provider-calls/queries.ts";
import type { CallRow, PaymentRow } from "../../store/tables.ts";
import type { ProviderReport } from "../payment/alarms.ts";

/** Timeout of one call to a provider. */
const deadlineMs = 4_000;
/** Lock time of a call: the call, the lookup after it, and the time to store the outcome. */
export const lockMs = 2 * deadlineMs + 1_000;
/** Timeout of a search through all payments of a provider for one without a known provider id. */
const searchMs = 60_000;

type SourcedResponse = ProviderResponse & { source: ProviderReport["source"] };

/**
 * The provider's response; "nothing" if the payment never existed there and never will; the time from which that is certain; undefined if unknown.
 */
export type Outcome = SourcedResponse | "nothing" | { knownFrom: number } | undefined;

/** Resolves the outcome of a call. `closedAt`: the time at which the checkout of a call that may authorise money was closed. */
export async function resolveCall(
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
async function searchPayment(deps: Deps, payment: PaymentRow, made: CallRow, latestAt: number) {
  if (payment.providerRef !== null) return lookUpPayment(deps, payment);
  const until = deps.store.now() + searchMs + deadlineMs;
  await deps.store.write("lock-call", (tx) => extendCallLock(tx, made, until));
  return lookUpPayment(deps, payment, { latestAt, withinMs: searchMs });
}

/**
 * Repeats a call whose key is still known, which is safe and completes half-done work, such as giving up a declined payment. From the second attempt
 * on, a call without a response is followed by a lookup.
 */
async function resolveRecent(deps: Deps, payment: PaymentRow, made: CallRow): Promise<SourcedResponse | undefined> {
  const response = await askProvider(deps, payment, made);
  if (response || made.attempts === 1) return response;
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

/** Sends the call; undefined if there is no response, which means an unknown outcome. */
async function askProvider(deps: Deps, payment: PaymentRow, made: CallRow): Promise<SourcedResponse | undefined> {
  const once = { key: made.key, signal: deps.runtime.deadline(deadlineMs) };
  try {
    const provider = requireProvider(deps, payment);
    const response = await callOutside(deps, `${provider.name}.${made.name}`, async () => {
      if (deps.store.now() >= made.lockedUntil)
        throw new Error("provider call: the lock expired before the call was sent");
      return sendCall(provider, payment, made, once);
    });
    return { ...response, source: "API" };
  } catch (error) {
    deps.log.warn(
      { err: error, call: made.name, paymentId: payment.id },
      "provider call: no response, outcome unknown, will be repeated",
    );
    return undefined;
  }
}

/** Sends a stored call. Throws if it has no request, or if the provider cannot know its payment yet. */
function sendCall(
  provider: Provider,
  payment: PaymentRow,
  { request, name }: CallRow,
  once: CallAttempt,
): Promise<ProviderResponse> {
  const { id: paymentId, amountMinor, currency, providerRef: ref } = payment;
  if (!request) throw new Error(`provider call: an open ${name} of ${paymentId} has no request`);
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

/** Reads the outcome of a call from the payment itself. */
function responseFrom(made: CallRow, found: ProviderPayment): SourcedResponse | undefined {
  const outcome = readOutcome(made, found);
  return outcome && { payment: found, ...outcome, source: "RECONCILIATION" };
}

/** The outcome of a call, from the payment; undefined if any doubt remains. */
function readOutcome(
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
  const isReleased = state === "VOIDED" || (state === "CAPTURED" && sum(captures.map(amountOf)) < amountMinor);
  return isReleased ? done : refused;
}

function amountOf({ amountMinor }: { amountMinor: number }): number {
  return amountMinor;
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
