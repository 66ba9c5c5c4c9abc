/** The tabs of the page: kept in step with the editor's, each with its role, and kept for the next visit. */
import type { GraphiQLProps } from "graphiql";
import { useCallback, useRef, useState } from "react";
import { type KeptTabs, keepTabs } from "./kept.ts";
import { guestRole } from "./roles.ts";
import type { Tab } from "./tabs.ts";

export type EditorTabs = Parameters<NonNullable<GraphiQLProps["onTabChange"]>>[0];

/** Follows the editor's tabs. `latest` is current between renderings too. */
export function useTabs(restored: KeptTabs) {
  const [kept, setKept] = useState(restored);
  const latest = useRef(restored);
  const editorTabs = useRef<EditorTabs | undefined>(undefined);

  const change = useCallback((next: KeptTabs) => {
    latest.current = next;
    setKept(next);
    keepTabs(next, localStorage);
  }, []);
  const onTabChange = useCallback(
    (state: EditorTabs) => {
      editorTabs.current = state;
      change(follow(latest.current, state));
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
  return { kept, latest, editorTabs, onTabChange, setRole };
}

/** The tabs after a change in the editor. A new tab has the role of the one that it was opened from. */
function follow({ edition, tabs: before, open: opened }: KeptTabs, { tabs, activeTabIndex }: EditorTabs): KeptTabs {
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
