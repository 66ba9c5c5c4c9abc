/**
 * Delivery of one request to a service: an instance is chosen, a place among its requests waited for in the turn of the sender, the response
 * recorded, and a failed request repeated at another instance.
 */
import type { Ticket } from "../../runtime/fairness/fair-queues.ts";
import type { Sender } from "../../runtime/fairness/sender.ts";
import type { Log } from "../../runtime/log.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { isOpen, recordOutcome } from "./breaker.ts";
import { chooseInstance } from "./choice.ts";
import { type Deadline, type Exchange, passDeadline } from "./exchange.ts";
import { type Instance, isSilent, silentAfterMs } from "./instance.ts";
import type { Instances } from "./instances.ts";
import { askSilentInstance, noteAvailable, noteUnavailable, tryAgain } from "./readiness.ts";
import { earnRetry, spendRetry } from "./retry-budget.ts";
import { replaceIfStuck } from "./stuck-pool.ts";

/** One request. */
export type Delivery<Response> = {
  /** The sender in whose turn it is sent; undefined where senders are not told apart. */
  sender: Sender | undefined;
  /** Whether it may be sent again after a connection broke: true for reads only, because it may have arrived. */
  isRepeatable: boolean;
  /** Whether it waits at the service for news: then it says nothing about its silence. */
  isLongPoll?: boolean;
  deadline: Deadline;
  /** Whether a response with this status is a fault of the instance; absent: from 500 on. */
  isFault?(status: number): boolean;
  /** Whether its client has left: then it is not sent once a place is free. Absent: it is sent in any case. */
  isAbandoned?(): boolean;
  send(instance: Instance): Promise<Exchange<Response>>;
  /** Settles when a response that is streamed has ended: it holds its connection until then. */
  ended?(response: Response): Promise<void>;
  /** Called with each attempt that ended, and its time in seconds. */
  onEnd?(isAnswered: boolean, seconds: number): void;
};

type Parts = { runtime: Runtime; log: Log };

/** The delay before a retry at the same instance, in milliseconds, with jitter of half of it in both directions. */
const retryDelayMs = 40;
/** How long a request waits for the response whether an instance with an open breaker is ready. */
const trialWaitMs = 100;
/** The silence after which a new request asks whether the instance is ready: as long as a page waits for an optional part. */
const longSilenceMs = 2_000;

/**
 * Delivers a request. A request that reached no instance goes to another one, and so does a repeatable one whose connection broke; with one
 * instance only the repeatable one is sent again. The failed instance's retry budget pays.
 */
export async function deliver<Response>(
  parts: Parts,
  service: Instances,
  delivery: Delivery<Response>,
): Promise<Exchange<Response>> {
  const { runtime } = parts;
  const { isRepeatable, deadline } = delivery;
  const first = chooseInstance(service.list, runtime) ?? (await chooseAfterTrial(parts, service));
  if (!first) return { kind: "unreachable", cause: "the circuit breaker is open", isRefused: true };
  earnRetry(first.retries, runtime.monotonic());
  const outcome = await attempt(parts, service, first, delivery);
  const isUnsent = outcome.kind === "unreachable" && service.list.length > 1;
  const mayRepeat = isRepeatable && (outcome.kind === "unreachable" || outcome.kind === "broken");
  if (deadline.isPassed || !(isUnsent || mayRepeat) || !spendRetry(first.retries)) return outcome;
  const second = chooseInstance(service.list, runtime, first);
  if (!second || (second === first && !isRepeatable)) return outcome;
  if (second === first) await runtime.sleep(retryDelayMs * (0.5 + runtime.random()));
  return deadline.isPassed ? outcome : await attempt(parts, service, second, delivery);
}

/** Waits a moment for an instance whose pause is over to say that it is ready; undefined if none does. */
async function chooseAfterTrial(parts: Parts, service: Instances): Promise<Instance | undefined> {
  const { runtime } = parts;
  const trials = service.list.flatMap((instance) => tryAgain(parts, service.label, instance) ?? []);
  if (trials.length === 0) return undefined;
  const over = new AbortController();
  await Promise.race([...trials, runtime.sleep(trialWaitMs, over.signal)]);
  over.abort();
  return chooseInstance(service.list, runtime);
}

async function attempt<Response>(
  parts: Parts,
  service: Instances,
  instance: Instance,
  delivery: Delivery<Response>,
): Promise<Exchange<Response>> {
  const { runtime } = parts;
  const { isLongPoll = false, deadline, isFault = isServerError } = delivery;
  const startedAt = runtime.monotonic();
  if (!isLongPoll) beginWait(parts, service, instance, startedAt);
  const outcome = await sendInPlace(instance, delivery);
  const endedAt = runtime.monotonic();
  // A response that is too large is no failure of the service.
  const isAnswered = outcome.kind === "oversized" || (outcome.kind === "answered" && !isFault(outcome.status));
  const isLate = deadline.isPassed && outcome.kind !== "answered" && outcome.kind !== "oversized";
  // A refused long poll takes no time: its caller repeats it, and would open the breaker for the requests of others.
  const isRefusedPoll = isLongPoll && outcome.kind === "answered" && !isAnswered;
  if (!isLate) instance.movedAt = endedAt;
  if (isLate && delivery.isRepeatable && !isLongPoll) askIfSilent(parts, service, instance, silentAfterMs);
  else if (!isLate && !isRefusedPoll)
    recordResponse(parts.log, service, instance, isAnswered ? undefined : asFailure(outcome));
  if (!isLongPoll) instance.pending -= 1;
  instance.ended[isAnswered ? "answered" : "failed"] += 1;
  instance.endedMs += endedAt - startedAt;
  delivery.onEnd?.(isAnswered, (endedAt - startedAt) / 1_000);
  return outcome;
}

function isServerError(status: number): boolean {
  return status >= 500;
}

function beginWait(parts: Parts, service: Instances, instance: Instance, now: number): void {
  if (instance.pending === 0) instance.movedAt = now;
  else askIfSilent(parts, service, instance, longSilenceMs);
  instance.pending += 1;
}

/** Has those instances asked whether they are ready that have answered nothing for two seconds: a client that waited for one of them has left. */
export function askSilentInstances(parts: Parts, service: Instances): void {
  for (const instance of service.list) askIfSilent(parts, service, instance, longSilenceMs);
}

/**
 * Has an instance asked whether it is ready, if it has answered nothing for so long. A late request is no fault of the instance by itself, since its
 * sender may have made it slow.
 */
function askIfSilent(parts: Parts, service: Instances, instance: Instance, ms: number): void {
  if (!isSilent(instance, parts.runtime.monotonic(), ms)) return;
  replaceIfStuck(parts, service.label, instance);
  askSilentInstance(parts, service.label, instance);
}

/** Sends a request in a place of its sender, which a streamed response holds to its end. */
async function sendInPlace<Response>(instance: Instance, delivery: Delivery<Response>): Promise<Exchange<Response>> {
  const ticket = await enterPlace(instance, delivery);
  if (!ticket) return noPlace;
  const outcome = await delivery.send(instance);
  const end = () => {
    if (outcome.kind === "answered" && delivery.sender) instance.paces.note(delivery.sender.id, outcome.loopMs);
    instance.places.end(ticket);
  };
  if (delivery.ended && outcome.kind === "answered") void delivery.ended(outcome.response).finally(end);
  else end();
  return outcome;
}

const noPlace: Exchange<never> = {
  kind: "unreachable",
  cause: "no connection was free within the deadline",
  isRefused: false,
};

/** Takes a place at the instance; undefined if there was none for the sender within the deadline. */
async function enterPlace<Response>(
  { places }: Instance,
  { sender, deadline, isAbandoned = () => false }: Delivery<Response>,
): Promise<Ticket | undefined> {
  let begin = () => {};
  const ticket = places.enter(sender, { begin: () => begin() });
  if (ticket.state === "waiting") {
    await new Promise<void>((resolve) => {
      begin = resolve;
      deadline.onPassed = resolve;
      if (deadline.isPassed) passDeadline(deadline);
    });
    deadline.onPassed = undefined;
    if (isAbandoned()) passDeadline(deadline);
  }
  if (!deadline.isPassed) return ticket;
  places.end(ticket);
  return undefined;
}

type Failure = { cause: string; isUnreachable: boolean; isRefused: boolean };

function asFailure(outcome: Exchange<unknown>): Failure {
  const cause = "cause" in outcome ? outcome.cause : `status ${outcome.status}`;
  const isUnreachable = outcome.kind === "unreachable";
  return { cause, isUnreachable, isRefused: isUnreachable && outcome.isRefused };
}

/** Records the response that an instance gave just now, or a fault of its connection or status, which `failure` describes. */
function recordResponse(log: Log, service: Instances, instance: Instance, failure: Failure | undefined): void {
  const { breaker, ended, movedAt: now } = instance;
  const isStarting = service.mayStartLater && ended.answered === 0;
  // A service that has not started yet is asked again at once, since a refusal takes no time. A host that is silent opens the breaker.
  if (!(isStarting && failure?.isRefused)) recordOutcome(breaker, failure === undefined, now);
  const isNews = !isStarting;
  if (!failure) noteAvailable(log, service.label, instance, { now, isNews });
  else if (failure.isUnreachable || isOpen(breaker))
    noteUnavailable(log, service.label, instance, { cause: failure.cause, now, isNews });
}
