/** Delivery of one request to a service: an instance is chosen, its answer recorded, and a failed request repeated at another one. */
import type { Log } from "../../runtime/log.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { isOpen, recordOutcome } from "./breaker.ts";
import { chooseInstance } from "./choice.ts";
import type { Deadline, Exchange } from "./exchange.ts";
import type { Instance } from "./instance.ts";
import type { Instances } from "./instances.ts";
import { earnRetry, spendRetry } from "./retry-budget.ts";

/** One request. */
export type Delivery<Response> = {
  /** Whether it may be sent again after a connection broke: true for reads only, because it may have arrived. */
  isRepeatable: boolean;
  deadline: Deadline;
  send(instance: Instance): Promise<Exchange<Response>>;
  /** Called with each attempt that ended, and its time in seconds. */
  onEnd?(isAnswered: boolean, seconds: number): void;
};

/** The delay before a retry at the same instance, in milliseconds, with jitter of half of it in both directions. */
const retryDelayMs = 40;

/**
 * Delivers a request. A request that reached no instance goes to another one, and so does a repeatable one whose connection broke; with one
 * instance only the repeatable one is sent again. The failed instance's retry budget pays.
 */
export async function deliver<Response>(
  parts: { runtime: Runtime; log: Log },
  service: Instances,
  delivery: Delivery<Response>,
): Promise<Exchange<Response>> {
  const { runtime } = parts;
  const { isRepeatable, deadline } = delivery;
  const first = chooseInstance(service.list, runtime);
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

async function attempt<Response>(
  { runtime, log }: { runtime: Runtime; log: Log },
  service: Instances,
  instance: Instance,
  { send, onEnd }: Delivery<Response>,
): Promise<Exchange<Response>> {
  const startedAt = runtime.monotonic();
  if (instance.pending === 0) instance.movedAt = startedAt;
  instance.pending += 1;
  const outcome = await send(instance);
  instance.pending -= 1;
  const endedAt = runtime.monotonic();
  instance.movedAt = endedAt;
  instance.endedMs += endedAt - startedAt;
  // A response that is too large is no failure of the service.
  const isAnswered = outcome.kind === "oversized" || (outcome.kind === "answered" && outcome.status < 500);
  recordAnswer({ log, service }, instance, isAnswered ? undefined : asFailure(outcome), endedAt);
  onEnd?.(isAnswered, (endedAt - startedAt) / 1_000);
  return outcome;
}

type Failure = { cause: string; isUnreachable: boolean; isRefused: boolean };

function asFailure(outcome: Exchange<unknown>): Failure {
  const cause = "cause" in outcome ? outcome.cause : `status ${outcome.status}`;
  const isUnreachable = outcome.kind === "unreachable";
  return { cause, isUnreachable, isRefused: isUnreachable && outcome.isRefused };
}

/**
 * Records the end of a request at its instance; `failure` is undefined if it was answered. Logs once that an instance became unavailable, which
 * is when nothing listens there or its breaker opens, and once that it is available again.
 */
function recordAnswer(
  { log, service }: { log: Log; service: Instances },
  instance: Instance,
  failure: Failure | undefined,
  now: number,
): void {
  const { name, breaker, awaySince, ended } = instance;
  const isStarting = service.mayStartLater && ended.answered === 0;
  const level = isStarting ? "debug" : "warn";
  ended[failure ? "failed" : "answered"] += 1;
  // A service that has not started yet is asked again at once, since a refusal takes no time. A host that is silent opens the breaker.
  if (!(isStarting && failure?.isRefused)) recordOutcome(breaker, failure === undefined, now);
  if (!failure) {
    if (awaySince === undefined) return;
    instance.awaySince = undefined;
    log[level]({ instance: name, awayMs: Math.round(now - awaySince) }, `${service.label}: available again`);
  } else if (awaySince === undefined && (failure.isUnreachable || isOpen(breaker))) {
    instance.awaySince = now;
    log[level]({ instance: name, cause: failure.cause }, `${service.label}: unavailable`);
  }
}
