/** The store work that code runs in. Apart from the store, so that a program without one, such as Apollo's gateway, loads no driver. */
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

/** Notes that the current write changes nothing but the leader's lease: nobody waits for it. */
export function markLease(): void {
  const work = insideStore.getStore();
  if (work) work.isLease = true;
}
