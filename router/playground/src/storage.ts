/** Storage of the editor: its settings and history are persistent; its tabs are those of the page, which saves them itself. */
import type { SavedTabs } from "./tabs/saved-tabs.ts";

/** Keys that the page saves itself, or that are not saved. */
const ownNames = ["query", "variables", "headers", "operationName", "tabState"].map((name) => `graphiql:${name}`);

/** A storage for the editor, in which it finds these tabs. */
export function editorStorage({ tabs, open }: SavedTabs) {
  const visit = new Map<string, string>();
  const activeTabIndex = Math.max(
    tabs.findIndex(({ id }) => id === open),
    0,
  );
  const active = tabs[activeTabIndex];
  if (active) {
    visit.set("graphiql:query", active.query);
    visit.set("graphiql:variables", active.variables);
    visit.set("graphiql:tabState", JSON.stringify({ activeTabIndex, tabs: tabs.map(stateOf) }));
  }
  const isOwn = (key: string) => ownNames.includes(key);
  return {
    get length() {
      return localStorage.length + visit.size;
    },
    getItem: (key: string) => (isOwn(key) ? (visit.get(key) ?? null) : localStorage.getItem(key)),
    setItem: (key: string, value: string) => {
      if (isOwn(key)) visit.set(key, value);
      else localStorage.setItem(key, value);
    },
    removeItem: (key: string) => {
      if (isOwn(key)) visit.delete(key);
      else localStorage.removeItem(key);
    },
    clear: () => {
      visit.clear();
      localStorage.clear();
    },
  };
}

/** A tab in the editor's own form. */
function stateOf({ id, name, query, variables }: SavedTabs["tabs"][number]) {
  return {
    id,
    hash: null,
    title: name || "<untitled>",
    query,
    variables,
    headers: null,
    operationName: name || null,
    response: null,
  };
}
