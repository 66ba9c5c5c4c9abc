/**
 * Paces of senders at an instance: how many requests of each are sent at once. A sender begins with few, gets one more with each response that took little of
 * the instance's event loop, and falls to as many as take it for a fifth of a second: they wait at the router, where others pass them.
 */
import { toldLoopMs } from "../../runtime/fairness/loop-time.ts";
import type { Runtime } from "../../runtime/runtime.ts";

export type SenderPaces = {
  /** The most requests of the sender with this id. */
  mostOf(id: string): number;
  /** Notes a response, and the time of the event loop that it took in milliseconds; undefined for one that is not worth telling. */
  note(id: string, loopMs: number | undefined): void;
};

/** More than a page asks of one service at once. */
const first = 6;
const least = 2;
/** Half of the places of an instance, which a lone sender has at most. */
const most = 32;
const sharedMs = 200;
const forgottenAfterMs = 10_000;
/** Each has about 150 bytes. The one that came first is forgotten. */
const maxSenders = 5_000;

/** Opens the paces at an instance. */
export function openSenderPaces(runtime: Pick<Runtime, "monotonic">): SenderPaces {
  const paces = new Map<string, { most: number; at: number }>();

  function mostOf(id: string): number {
    const known = paces.get(id);
    return known && runtime.monotonic() - known.at < forgottenAfterMs ? known.most : first;
  }

  return {
    mostOf,
    note: (id, loopMs = 0) => {
      const before = mostOf(id);
      const slow = Math.max(least, Math.floor(sharedMs / Math.max(loopMs, 1)));
      const next = loopMs < toldLoopMs ? Math.min(most, before + 1) : Math.min(before, slow);
      paces.delete(id);
      paces.set(id, { most: next, at: runtime.monotonic() });
      for (const [oldest] of paces) {
        if (paces.size <= maxSenders) break;
        paces.delete(oldest);
      }
    },
  };
}
