/** State of the tabs: synchronised with the editor's, each with its role, and saved for the next visit. */
import type { GraphiQLProps } from "graphiql";
import { useCallback, useRef, useState } from "react";
import { guestRole } from "../roles.ts";
import { type SavedTabs, saveTabs } from "./saved-tabs.ts";
import type { Tab } from "./tabs.ts";

export type EditorTabs = Parameters<NonNullable<GraphiQLProps["onTabChange"]>>[0];

/** Follows the editor's tabs. `latest` is current between renderings too. */
export function useTabs(restored: SavedTabs) {
  const [saved, setSaved] = useState(restored);
  const latest = useRef(restored);
  const editorTabs = useRef<EditorTabs | undefined>(undefined);

  const change = useCallback((next: SavedTabs) => {
    latest.current = next;
    setSaved(next);
    saveTabs(next, localStorage);
  }, []);
  const onTabChange = useCallback(
    (state: EditorTabs) => {
      editorTabs.current = state;
      change(mergeEditorTabs(latest.current, state));
    },
    [change],
  );
  const setRole = useCallback(
    (role: string) => {
      const { tabs, open, ...rest } = latest.current;
      change({ ...rest, open, tabs: tabs.map((tab) => (tab.id === open ? { ...tab, role } : tab)) });
    },
    [change],
  );
  return { saved, latest, editorTabs, onTabChange, setRole };
}

/** The tabs after a change in the editor. A new tab has the role of the one that it was opened from. */
function mergeEditorTabs(
  { edition, tabs: before, open: opened }: SavedTabs,
  { tabs, activeTabIndex }: EditorTabs,
): SavedTabs {
  const roleOf = (id: string) => before.find((tab) => tab.id === id)?.role;
  const followed = tabs.map(
    ({ id, query, variables }): Tab => ({
      id,
      name: nameIn(query ?? ""),
      query: query ?? "",
      variables: variables ?? "",
      role: roleOf(id) ?? roleOf(opened) ?? guestRole,
    }),
  );
  return { edition, tabs: followed, open: tabs[activeTabIndex]?.id ?? "" };
}

/** The name of the first operation of a text. */
function nameIn(query: string): string {
  return /^(?!#).*?(?:query|mutation)\s+(\w+)/m.exec(query)?.[1] ?? "";
}
