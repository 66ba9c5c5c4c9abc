/** Reloads of a document whose files cannot be loaded: they may be of a build that is gone, and a new document names others. */
import { keepTyped } from "./typed.ts";

const key = "hansa.reloaded.1";
/** A second failure so soon is none that a reload mends, in milliseconds. */
const pauseMs = 60_000;

/** Reloads the document, unless it was reloaded just now, or the browser is offline and would lose the page. False: it stays. */
export function reloadOnce(now: number): boolean {
  if (!navigator.onLine) return false;
  try {
    if (now - Number(sessionStorage.getItem(key)) < pauseMs) return false;
    sessionStorage.setItem(key, String(now));
  } catch {
    // A browser that keeps nothing would reload for ever.
    return false;
  }
  reload();
  return true;
}

/** Reloads the document; the tab keeps what was typed into its forms, also of islands that have not started. */
export function reload(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-kept]"))
    keepTyped(form.dataset.kept ?? "", form);
  location.reload();
}
