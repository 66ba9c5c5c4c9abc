/** The sandbox with its faults: calls that are slow, fail, or take effect and are not answered. */
import type { World } from "@hansa/kit/world";
import type { Provider } from "../port.ts";
import { type CallFault, chance, type Faults, faultOfCall, strikesCalls } from "./faults.ts";

const shortestSlowMs = 1_000;
/** A call that is slow takes so long at most, before it takes effect or after. */
export const longestSlowMs = 30_000;
/** A call that is not answered is held for so long, if nobody gives up before. */
const holdMs = 60_000;

const brokenConnections = new WeakSet<Error>();

/** The fault of a call that took effect and whose answer is on no wire. */
export function connectionBroke(): Error {
  const broken = new Error("the connection broke before the answer came");
  brokenConnections.add(broken);
  return broken;
}

/** Whether this says that no answer must be given, not even that of a fault. */
export function isBrokenConnection(error: unknown): boolean {
  return error instanceof Error && brokenConnections.has(error);
}

/** The same provider, as unreliable as `faults` says at each moment. */
export function faulty(provider: Provider, faults: Faults, world: World): Provider {
  const tries = new Map<string, number>();

  function strike<T>(name: string, key: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const call = `${name}\n${key}`;
    const nth = (tries.get(call) ?? 0) + 1;
    const fault = faultOfCall(faults, name, key, nth);
    if (strikesCalls(faults)) tries.set(call, nth);
    if (!fault) return work();
    faults.struck[fault] += 1;
    const slowMs = shortestSlowMs + chance(faults.plan, "slow", key, nth) * (longestSlowMs - shortestSlowMs);
    const isLate = chance(faults.plan, "late", key, nth) < 0.5;
    return untilGivenUp(signal, suffer(world, fault, { slowMs, isLate }, signal, work));
  }

  return {
    ...provider,
    start: (begun, once) => strike("start", once.key, once.signal, () => provider.start(begun, once)),
    confirm: (payment, once) => strike("confirm", once.key, once.signal, () => provider.confirm(payment, once)),
    capture: (payment, once) => strike("capture", once.key, once.signal, () => provider.capture(payment, once)),
    void: (payment, once) => strike("void", once.key, once.signal, () => provider.void(payment, once)),
    refund: (payment, once) => strike("refund", once.key, once.signal, () => provider.refund(payment, once)),
    forgetMethod: (method, once) =>
      strike("forgetMethod", once.key, once.signal, () => provider.forgetMethod(method, once)),
    lookup: (payment, signal) => strike("lookup", payment.paymentId, signal, () => provider.lookup(payment, signal)),
    list: (since, after, signal) => strike("list", String(after), signal, () => provider.list(since, after, signal)),
    listMoved: (since, after, signal) =>
      strike("listMoved", String(after), signal, () => provider.listMoved(since, after, signal)),
  };
}

/** A slow call goes on when its caller has given up: that is what makes it dangerous. */
async function suffer<T>(
  world: World,
  fault: CallFault,
  { slowMs, isLate }: { slowMs: number; isLate: boolean },
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  if (fault === "error") throw new Error("the provider is out of order");
  if (fault === "slow" && isLate) await world.sleep(slowMs);
  const answer = await work();
  if (fault === "slow" && !isLate) await world.sleep(slowMs);
  if (fault === "timeout") await world.sleep(holdMs, signal);
  if (fault === "slow") return answer;
  throw connectionBroke();
}

/** Rejects as soon as the caller gives up, whatever becomes of the work. */
function untilGivenUp<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(connectionBroke());
    if (signal.aborted) giveUp();
    signal.addEventListener("abort", giveUp, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", giveUp));
  });
}
