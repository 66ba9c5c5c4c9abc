/**
 * The work on a store that runs in this context, and turns: jobs that run strictly one after the other outside of it. Apart from the store, so that a
 * program without one, such as the stock gateway, loads no driver.
 */
import { AsyncLocalStorage } from "node:async_hooks";

/** One read or write. `hasEvents`: it appends events to the outbox; `isLease`: it changes nothing but the leader's lease. */
export type StoreWork = { name: string; hasEvents: boolean; isLease: boolean };

export const insideStore = new AsyncLocalStorage<StoreWork>();

/** The name of the store work that the caller runs in, or undefined. Calls to the outside are rejected there. */
export function storeWorkInProgress(): string | undefined {
  return insideStore.getStore()?.name;
}

/** Notes that the current write appends events, for those who wait for them. */
export function markEvents(): void {
  const work = insideStore.getStore();
  if (work) work.hasEvents = true;
}

/** Notes that the current write changes nothing but the leader's lease: no request waits for it. */
export function markLease(): void {
  const work = insideStore.getStore();
  if (work) work.isLease = true;
}

/** Throws inside store work: a nested turn would wait for ever. */
export function assertOutsideStore(): void {
  const running = insideStore.getStore();
  if (running) throw new Error(`the store was asked again inside "${running.name}": pass the transaction on instead`);
}

/** Creates a queue that runs jobs strictly one after the other. */
export function serialQueue(): <T>(job: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return async (job) => {
    assertOutsideStore();
    const result = last.then(job);
    last = result.catch(() => undefined);
    return result;
  };
}
