/** What the editor remembers between visits: its look and its history. Each visit begins with the ready tabs, which fit the shop as it is. */

/** Kept for this visit only: yesterday's tabs may name what the shop no longer has. */
const forgotten = ["query", "variables", "headers", "operationName", "tabState"].map((name) => `graphiql:${name}`);

/** A storage for the editor. */
export function editorStorage() {
  const visit = new Map<string, string>();
  const isForgotten = (key: string) => forgotten.includes(key);
  return {
    get length() {
      return localStorage.length + visit.size;
    },
    getItem: (key: string) => (isForgotten(key) ? (visit.get(key) ?? null) : localStorage.getItem(key)),
    setItem: (key: string, value: string) => {
      if (isForgotten(key)) visit.set(key, value);
      else localStorage.setItem(key, value);
    },
    removeItem: (key: string) => {
      if (isForgotten(key)) visit.delete(key);
      else localStorage.removeItem(key);
    },
    clear: () => {
      visit.clear();
      localStorage.clear();
    },
  };
}
