/** Changes that a document does not see itself: it slept in the browser's cache, or another tab has made them. */

/** Calls back when the document returns from the back/forward cache, where its scripts slept; returns how to end that. */
export function followReturn(callback: () => void): () => void {
  const onShow = ({ persisted }: PageTransitionEvent) => {
    if (persisted) callback();
  };
  addEventListener("pageshow", onShow);
  return () => removeEventListener("pageshow", onShow);
}

/** Calls back when another tab has changed this entry of the storage, or removed all; returns how to end that. */
export function followEntry(key: string, callback: () => void): () => void {
  const onStorage = (event: StorageEvent) => {
    if (event.key === key || event.key === null) callback();
  };
  addEventListener("storage", onStorage);
  return () => removeEventListener("storage", onStorage);
}
