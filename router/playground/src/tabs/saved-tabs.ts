/**
 * Saved tabs: the text, variables and role of each tab are saved in the browser's local storage; responses, request headers, passwords and
 * access tokens never are. A reload signs in again.
 */
import type { Tab } from "./tabs.ts";

export type SavedTabs = {
  /** Identifies the ready tabs that these were made from. After another seed their ids are invalid, so the ready tabs are replaced. */
  edition: string;
  tabs: Tab[];
  /** The id of the open tab. */
  open: string;
};

const key = "hansa-playground";

/** Restores the tabs of the last visit, or the ready ones if none were saved. */
export function restoreTabs(ready: readonly Tab[], storage: Storage): SavedTabs {
  const edition = editionOf(ready);
  const saved = readSavedTabs(storage.getItem(key));
  const [first] = ready;
  if (!saved) return { edition, tabs: [...ready], open: first?.id ?? "" };
  const tabs = saved.edition === edition ? saved.tabs : [...ready, ...saved.tabs.filter(isOwn)];
  const open = tabs.find(({ id }) => id === saved.open) ?? tabs[0];
  return { edition, tabs, open: open?.id ?? "" };
}

/** Saves the tabs for the next visit. A full storage loses them, and nothing else. */
export function saveTabs(saved: SavedTabs, storage: Storage): void {
  try {
    storage.setItem(key, JSON.stringify(saved));
  } catch (error) {
    console.warn("playground: the tabs were not saved", error);
  }
}

/** Deletes all saved tabs: the next visit begins with the ready ones. */
export function deleteSavedTabs(storage: Storage): void {
  storage.removeItem(key);
}

/** Whether the tab was opened by the user. */
function isOwn({ id }: Tab): boolean {
  return !id.startsWith("ready-");
}

/** Computes an identifier of a set of ready tabs. */
function editionOf(ready: readonly Tab[]): string {
  const text = ready.map(({ query, variables, role }) => [query, variables, role].join()).join();
  let hash = 0;
  for (let at = 0; at < text.length; at += 1) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
  return `${text.length}.${hash}`;
}

function readSavedTabs(text: string | null): SavedTabs | undefined {
  try {
    const saved: unknown = JSON.parse(text ?? "null");
    return isSavedTabs(saved) ? saved : undefined;
  } catch {
    return undefined;
  }
}

function isSavedTabs(value: unknown): value is SavedTabs {
  if (typeof value !== "object" || value === null || !("tabs" in value) || !("open" in value)) return false;
  return "edition" in value && Array.isArray(value.tabs) && value.tabs.length > 0 && value.tabs.every(isTab);
}

function isTab(value: unknown): value is Tab {
  if (typeof value !== "object" || value === null) return false;
  const fields = new Map(Object.entries(value));
  return ["id", "name", "query", "variables", "role"].every((name) => typeof fields.get(name) === "string");
}
