/** The API with faults: slow, failing and unanswered calls. */
import type { Runtime } from "@hansa/kit/runtime";
import type { SandboxApi } from "../protocol.ts";
import { affectsCalls, type CallFault, type Faults, faultOfCall, seededFraction } from "./fault-plan.ts";

const minSlowMs = 1_000;
/** Maximum delay of a slow call, before or after its effect. */
export const maxSlowMs = 30_000;
/** Maximum time that an unanswered call is kept open. */
const unansweredMs = 60_000;

const brokenConnections = new WeakSet<Error>();

/** The error of a call that took effect and whose response was lost. */
export function connectionError(): Error {
  const broken = new Error("the connection broke before the answer came");
  brokenConnections.add(broken);
  return broken;
}

/** Whether the error forbids any response, even an error response. */
export function isBrokenConnection(error: unknown): boolean {
  return error instanceof Error && brokenConnections.has(error);
}

/** Wraps the API with the faults that `faults` currently has. */
export function withFaults(api: SandboxApi, faults: Faults, runtime: Runtime): SandboxApi {
  const tries = new Map<string, number>();

  function strike<T>(name: string, key: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const call = `${name}\n${key}`;
    const nth = (tries.get(call) ?? 0) + 1;
    const fault = faultOfCall(faults, name, key, nth);
    if (affectsCalls(faults)) tries.set(call, nth);
    if (!fault) return work();
    faults.counts[fault] += 1;
    const slowMs = minSlowMs + seededFraction(faults.plan, "slow", key, nth) * (maxSlowMs - minSlowMs);
    const isLate = seededFraction(faults.plan, "late", key, nth) < 0.5;
    return untilAborted(signal, applyFault(runtime, { fault, slowMs, isLate }, signal, work));
  }

  return {
    start: (request, once) => strike("start", once.key, once.signal, () => api.start(request, once)),
    confirm: (payment, once) => strike("confirm", once.key, once.signal, () => api.confirm(payment, once)),
    capture: (payment, once) => strike("capture", once.key, once.signal, () => api.capture(payment, once)),
    void: (payment, once) => strike("void", once.key, once.signal, () => api.void(payment, once)),
    refund: (payment, once) => strike("refund", once.key, once.signal, () => api.refund(payment, once)),
    removeMethod: (method, once) => strike("removeMethod", once.key, once.signal, () => api.removeMethod(method, once)),
    lookup: (payment, signal) => strike("lookup", payment.paymentId, signal, () => api.lookup(payment, signal)),
    list: (since, after, signal) => strike("list", String(after), signal, () => api.list(since, after, signal)),
    listMoved: (since, after, signal) =>
      strike("listMoved", String(after), signal, () => api.listMoved(since, after, signal)),
  };
}

/** A slow call continues after its caller has given up, which makes it dangerous. */
async function applyFault<T>(
  runtime: Runtime,
  { fault, slowMs, isLate }: { fault: CallFault; slowMs: number; isLate: boolean },
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  if (fault === "error") throw new Error("sandbox: injected provider error");
  if (fault === "slow" && isLate) await runtime.sleep(slowMs);
  const response = await work();
  if (fault === "slow" && !isLate) await runtime.sleep(slowMs);
  if (fault === "timeout") await runtime.sleep(unansweredMs, signal);
  if (fault === "slow") return response;
  throw connectionError();
}

/** Rejects as soon as the caller aborts; the work continues. */
function untilAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(connectionError());
    if (signal.aborted) giveUp();
    signal.addEventListener("abort", giveUp, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", giveUp));
  });
}
