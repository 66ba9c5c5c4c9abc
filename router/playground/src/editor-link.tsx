/** The link from the page into the editor: shows another tab, fills in the variables of tabs that are not shown, and sets up its editors. */
import { useGraphiQL, useGraphiQLActions } from "@graphiql/react";
import { type RefObject, useEffect } from "react";
import { fillVariables, type TransferredId } from "./tabs/id-transfer.ts";
import type { EditorTabs } from "./tabs/use-tabs.ts";

export type EditorLink = { show(index: number): void; transferIds(handed: readonly TransferredId[]): void };

type Props = { link: RefObject<EditorLink | undefined>; editorTabs: RefObject<EditorTabs | undefined> };

/** Must stand inside the editor; shows nothing. */
export function LinkToEditor({ link, editorTabs }: Props) {
  const actions = useGraphiQLActions();
  const query = useGraphiQL((state) => state.queryEditor);
  const variables = useGraphiQL((state) => state.variableEditor);
  const headers = useGraphiQL((state) => state.headerEditor);
  const response = useGraphiQL((state) => state.responseEditor);
  const openTab = useGraphiQL((state) => state.activeTabIndex);
  useEffect(() => {
    link.current = {
      show: actions.changeTab,
      transferIds: (handed) => {
        // Text that was typed a moment ago is only in the editors yet; the change of tabs would put back the older one.
        actions.updateActiveTabValues({
          query: query?.getValue() ?? null,
          variables: variables?.getValue() ?? null,
          headers: headers?.getValue() ?? null,
        });
        const state = editorTabs.current;
        if (!state) return;
        const filled = state.tabs.map((tab, index) => {
          const text = fillVariables(tab.variables ?? "", tab.title, handed);
          return index === state.activeTabIndex || text === tab.variables ? tab : { ...tab, variables: text };
        });
        actions.moveTab(filled);
      },
    };
  }, [actions, query, variables, headers, link, editorTabs]);
  useEffect(() => {
    for (const editor of [variables, headers]) editor?.updateOptions({ wordWrap: "on" });
    // On a phone the wrapped comments would leave no room for the operation.
    if (matchMedia("(width > 900px)").matches) query?.updateOptions({ wordWrap: "on" });
    // Apostrophes and dashes of the shop's texts are no letters in disguise.
    response?.updateOptions({ unicodeHighlight: { ambiguousCharacters: false } });
  }, [query, variables, headers, response]);
  useEffect(() => {
    const tab = document.querySelectorAll('.graphiql-tabs > [role="tab"]')[openTab];
    tab?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [openTab]);
  return null;
}
