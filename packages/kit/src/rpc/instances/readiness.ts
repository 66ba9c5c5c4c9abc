/** The readiness request to an instance, on a connection of its own, which no other request can hold. */
import type { Log } from "../../runtime/log.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { closeBreaker, isOpen, isPauseOver, openBreaker } from "./breaker.ts";
import { type Exchange, exchange, passDeadline } from "./exchange.ts";
import { type Instance, isReady, recordPoll } from "./instance.ts";

type Parts = { runtime: Runtime; log: Log };
export type Readiness = "ready" | "not ready" | "no answer";

/** The most bytes of a response. */
const maxBytes = 16 * 1024;
/** How long a silent instance is waited for: one that gets a tenth of a processor answers within it. */
const silenceMs = 2_000;

/** Asks `/ready`. A server that does not know it answers, and is ready. */
export async function askReadiness(runtime: Runtime, instance: Instance, timeoutMs: number): Promise<Readiness> {
  const deadline = { isPassed: false, onPassed: undefined };
  const stopTimer = runtime.startTimer(timeoutMs, () => passDeadline(deadline));
  const request = { method: "GET", path: "/ready", headers: { accept: "application/json" } } as const;
  const response = await exchange(instance.readinessClient, request, { deadline, allowance: { bytes: maxBytes } });
  stopTimer();
  return verdictOf(response);
}

function verdictOf(response: Exchange): Readiness {
  if (response.kind !== "answered") return "no answer";
  if (response.status === 503) return "not ready";
  return response.status < 500 ? "ready" : "no answer";
}

/** Asks an instance that is silent, unless it is being asked: without a response its breaker opens. */
export function askSilentInstance(parts: Parts, label: string, instance: Instance): void {
  if (instance.trial === undefined && !isOpen(instance.breaker)) void tryInstance(parts, label, instance);
}

/** Asks an instance with an open breaker once its pause is over: one request for all who wait for it. Undefined during the pause. */
export function tryAgain(parts: Parts, label: string, instance: Instance): Promise<void> | undefined {
  if (instance.trial !== undefined) return instance.trial;
  return isPauseOver(instance.breaker, parts.runtime.monotonic()) ? tryInstance(parts, label, instance) : undefined;
}

function tryInstance(parts: Parts, label: string, instance: Instance): Promise<void> {
  const { runtime, log } = parts;
  const trial = askReadiness(runtime, instance, silenceMs).then((readiness) => {
    instance.trial = undefined;
    noteReadiness(parts, label, instance, readiness);
    if (readiness === "ready" || (readiness === "not ready" && !isOpen(instance.breaker))) return;
    openBreaker(instance.breaker, runtime.monotonic());
    noteUnavailable(log, label, instance, { cause: `${readiness} to /ready`, now: runtime.monotonic() });
  });
  instance.trial = trial;
  return trial;
}

/** Records the response to a poll or a trial, and logs what it changes. An instance that is ready has its breaker closed. */
export function noteReadiness({ runtime, log }: Parts, label: string, instance: Instance, readiness: Readiness): void {
  const wasReady = isReady(instance);
  recordPoll(instance, readiness);
  if (isReady(instance) !== wasReady)
    log.info({ instance: instance.name }, `${label}: instance is ${wasReady ? "not ready" : "ready again"}`);
  const now = runtime.monotonic();
  if (readiness !== "ready" || !isOpen(instance.breaker) || !isPauseOver(instance.breaker, now)) return;
  closeBreaker(instance.breaker);
  noteAvailable(log, label, instance, { now });
}

/** Logs once that an instance became unavailable: nothing listens there, or its breaker opens. A service that has not started yet is no news. */
export function noteUnavailable(
  log: Log,
  label: string,
  instance: Instance,
  { cause, now, isNews = true }: { cause: string; now: number; isNews?: boolean },
): void {
  if (instance.awaySince !== undefined) return;
  instance.awaySince = now;
  log[isNews ? "warn" : "debug"]({ instance: instance.name, cause }, `${label}: unavailable`);
}

/** Logs once that an instance is available again. */
export function noteAvailable(
  log: Log,
  label: string,
  instance: Instance,
  { now, isNews = true }: { now: number; isNews?: boolean },
): void {
  const { awaySince, name } = instance;
  if (awaySince === undefined) return;
  instance.awaySince = undefined;
  log[isNews ? "warn" : "debug"]({ instance: name, awayMs: Math.round(now - awaySince) }, `${label}: available again`);
}
