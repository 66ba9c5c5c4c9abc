/** The session, as far as the shop has told: the form to sign in lies over the page once it has ended, and a line says that it cannot be verified. */
import { useSyncExternalStore } from "react";

/** `unverified`: accounts are away, so that the shop neither answers nor ends it. */
type SessionState = "live" | "unverified" | "ended";

let state: SessionState = "live";
const listeners = new Set<() => void>();

/** The shop knows of no session. */
export function endSession(): void {
  change("ended");
}

/** The shop cannot tell whether there is one. */
export function doubtSession(): void {
  if (state !== "ended") change("unverified");
}

/** There is one. */
export function beginSession(): void {
  change("live");
}

export function useSessionState(): SessionState {
  return useSyncExternalStore(follow, () => state);
}

function follow(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function change(next: SessionState): void {
  if (state === next) return;
  state = next;
  for (const listener of listeners) listener();
}
