/**
 * Tabs between visits: the text, variables and role of each tab are kept in the browser's local storage; answers, request headers, passwords
 * and access tokens never are. Signing in happens anew after a reload.
 */
import type { Tab } from "./tabs.ts";

export type KeptTabs = {
  /** The ready tabs that these were made from. After another seed their ids lead nowhere, so ready tabs begin afresh. */
  edition: string;
  tabs: Tab[];
  /** The id of the open tab. */
  open: string;
};

const key = "hansa-playground";

/** The tabs of this visit: those that were kept, and the ready ones where none are. */
export function restoreTabs(ready: readonly Tab[], storage: Storage): KeptTabs {
  const edition = editionOf(ready);
  const kept = readKept(storage.getItem(key));
  const [first] = ready;
  if (!kept) return { edition, tabs: [...ready], open: first?.id ?? "" };
  const tabs = kept.edition === edition ? kept.tabs : [...ready, ...kept.tabs.filter(isOwn)];
  const open = tabs.find(({ id }) => id === kept.open) ?? tabs[0];
  return { edition, tabs, open: open?.id ?? "" };
}

/** Keeps the tabs for the next visit. A full storage loses them, and nothing else. */
export function keepTabs(kept: KeptTabs, storage: Storage): void {
  try {
    storage.setItem(key, JSON.stringify(kept));
  } catch (error) {
    console.warn("the tabs were not kept", error);
  }
}

/** Forgets all tabs: the next visit begins with the ready ones. */
export function forgetTabs(storage: Storage): void {
  storage.removeItem(key);
}

/** Whether the tab was opened by the user. */
function isOwn({ id }: Tab): boolean {
  return !id.startsWith("ready-");
}

/** Tells one set of ready tabs from another. */
function editionOf(ready: readonly Tab[]): string {
  const text = ready.map(({ query, variables, role }) => [query, variables, role].join()).join();
  let hash = 0;
  for (let at = 0; at < text.length; at += 1) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
  return `${text.length}.${hash}`;
}

function readKept(text: string | null): KeptTabs | undefined {
  try {
    const kept: unknown = JSON.parse(text ?? "null");
    return isKept(kept) ? kept : undefined;
  } catch {
    return undefined;
  }
}

function isKept(value: unknown): value is KeptTabs {
  if (typeof value !== "object" || value === null || !("tabs" in value) || !("open" in value)) return false;
  return "edition" in value && Array.isArray(value.tabs) && value.tabs.length > 0 && value.tabs.every(isTab);
}

function isTab(value: unknown): value is Tab {
  if (typeof value !== "object" || value === null) return false;
  const fields = new Map(Object.entries(value));
  return ["id", "name", "query", "variables", "role"].every((name) => typeof fields.get(name) === "string");
}
