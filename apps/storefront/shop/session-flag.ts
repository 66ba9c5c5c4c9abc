/** The flag of a session: whether an account is signed in with this browser. The shop decides whether the session still lives. */

const key = "hansa.session.1";
/** Told to this document when the flag changes; other tabs are told by the browser. */
const changed = "hansa-session";

export function isSignedIn(): boolean {
  try {
    return localStorage.getItem(key) !== null;
  } catch {
    return false;
  }
}

export function startSession(): void {
  if (!isSignedIn()) write(() => localStorage.setItem(key, "1"));
}

export function endSession(): void {
  if (isSignedIn()) write(() => localStorage.removeItem(key));
}

/** Calls back whenever the flag changes, in this tab or in another one; returns how to end that. */
export function followSession(callback: () => void): () => void {
  const onStorage = (event: StorageEvent) => {
    if (event.key === key || event.key === null) callback();
  };
  addEventListener(changed, callback);
  addEventListener("storage", onStorage);
  return () => {
    removeEventListener(changed, callback);
    removeEventListener("storage", onStorage);
  };
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
