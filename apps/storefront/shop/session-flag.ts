/** The flag of a session: whether an account is signed in with this browser. The shop decides whether the session still lives. */
import { followEntry, followReturn } from "@hansa/front/document";

export const sessionKey = "hansa.session.1";
/** Told to this document when the flag changes; other tabs are told by the browser. */
const changed = "hansa-session";

const live = "1";
/** The shop has ended it, which the person did not ask for: what is theirs is not gone. */
const ended = "0";

export function isSignedIn(): boolean {
  return readFlag() === live;
}

/** Whether a session has ended that nothing has taken the place of: pages say so, where they would show something of the account. */
export function hasSessionEnded(): boolean {
  return readFlag() === ended;
}

export function startSession(): void {
  if (!isSignedIn()) write(() => localStorage.setItem(sessionKey, live));
}

/** The shop knows of no session any more. */
export function endSession(): void {
  if (isSignedIn()) write(() => localStorage.setItem(sessionKey, ended));
}

/** The person has ended it. */
export function forgetSession(): void {
  if (readFlag() !== null) write(() => localStorage.removeItem(sessionKey));
}

/** Calls back whenever the flag may have changed, in this tab or in another one; returns how to end that. */
export function followSession(callback: () => void): () => void {
  const ends = [followEntry(sessionKey, callback), followReturn(callback)];
  addEventListener(changed, callback);
  return () => {
    removeEventListener(changed, callback);
    for (const end of ends) end();
  };
}

function readFlag(): string | null {
  try {
    return localStorage.getItem(sessionKey);
  } catch {
    return null;
  }
}

/** A browser that keeps nothing asks the shop again on each page. */
function write(change: () => void): void {
  try {
    change();
  } catch {
    return;
  }
  dispatchEvent(new Event(changed));
}
