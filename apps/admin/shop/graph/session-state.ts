/** Whether the shop has said that there is no session: the form to sign in lies over the page until there is one. */
import { useSyncExternalStore } from "react";

let hasEnded = false;
const listeners = new Set<() => void>();

/** The shop knows of no session. */
export function endSession(): void {
  change(true);
}

/** There is one again. */
export function beginSession(): void {
  change(false);
}

/** Whether the form is due. */
export function useSessionEnded(): boolean {
  return useSyncExternalStore(follow, () => hasEnded);
}

function follow(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function change(ended: boolean): void {
  if (hasEnded === ended) return;
  hasEnded = ended;
  for (const listener of listeners) listener();
}
