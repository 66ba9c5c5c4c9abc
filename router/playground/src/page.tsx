/** The page: a bar with the role of the open tab, the editor, and the explanation below the response. */
import { GraphiQL } from "graphiql";
import { useMemo, useRef, useState } from "react";
import type { Explanation } from "../../src/control/explain/explanation.ts";
import { Bar } from "./bar.tsx";
import { type EditorLink, LinkToEditor } from "./editor-link.tsx";
import { ExplanationPane } from "./explanation.tsx";
import type { Notes } from "./notes.ts";
import { accountOf, rolesOf } from "./roles.ts";
import { openSessions, sendOperation } from "./session.ts";
import { editorStorage } from "./storage.ts";
import { findGuestTokens, findMissingStep, findTransferredIds } from "./tabs/id-transfer.ts";
import { deleteSavedTabs, type SavedTabs } from "./tabs/saved-tabs.ts";
import type { Tab } from "./tabs/tabs.ts";
import { useTabs } from "./tabs/use-tabs.ts";

type Operation = { query?: string; operationName?: string | null; variables?: unknown };
type Options = { headers?: Record<string, string> };

/** The whole page, with the tabs of the last visit. */
export function Page({ notes, restored }: { notes: Notes; restored: SavedTabs }) {
  const storage = useMemo(() => editorStorage(restored), [restored]);
  const sessions = useMemo(openSessions, []);
  const { saved, latest, editorTabs, onTabChange, setRole } = useTabs(restored);
  const link = useRef<EditorLink | undefined>(undefined);
  const [explanations, setExplanations] = useState<ReadonlyMap<string, Explanation>>(new Map());
  const [fault, setFault] = useState("");
  const open = saved.tabs.find(({ id }) => id === saved.open);
  const account = open && accountOf(notes, open.role);

  // One function for the life of the page: a new one would make the editor ask for the schema again.
  const fetcher = useMemo(() => {
    async function headersOf({ role }: Tab): Promise<Record<string, string>> {
      const roleAccount = accountOf(notes, role);
      if (roleAccount) return { authorization: `Bearer ${await sessions(roleAccount)}` };
      const held = [...(notes.guest ? [notes.guest] : []), ...findGuestTokens(latest.current.tabs)];
      return held.length > 0 ? { "hansa-guest": held.join(",") } : {};
    }
    return async (operation: Operation, options?: Options) => {
      const tab = latest.current.tabs.find(({ id }) => id === latest.current.open);
      if (!tab || operation.operationName === "IntrospectionQuery") return sendOperation(operation, {});
      setFault("");
      const missing = findMissingStep(operation.variables);
      if (missing !== undefined) return { errors: [{ message: `Not sent: ${missing}` }] };
      const headers = { ...(await headersOf(tab)), "hansa-explain": "1", ...options?.headers };
      const { extensions, ...answer } = await sendOperation(withoutStaleName(operation), headers);
      const { explanation, ...rest } = extensions ?? {};
      if (explanation) setExplanations((known) => new Map(known).set(tab.id, explanation));
      const handed = findTransferredIds(tab.name, answer);
      if (handed.length > 0) link.current?.transferIds(handed);
      return Object.keys(rest).length > 0 ? { ...answer, extensions: rest } : answer;
    };
  }, [notes, sessions, latest]);

  function chooseRole(role: string): void {
    setRole(role);
    setFault("");
    const chosen = accountOf(notes, role);
    if (chosen) sessions(chosen).catch((error: unknown) => setFault(String(error)));
  }

  return (
    <>
      <Bar
        tabs={saved.tabs}
        open={open}
        roles={rolesOf(notes)}
        status={fault || (account ? `Asks as ${account.email}` : "Asks as a guest")}
        onShow={(index) => link.current?.show(index)}
        onRole={chooseRole}
        onReset={() => {
          deleteSavedTabs(localStorage);
          location.reload();
        }}
      />
      <main>
        <GraphiQL
          fetcher={fetcher}
          storage={storage}
          onTabChange={onTabChange}
          defaultEditorToolsVisibility="variables"
          shouldPersistHeaders={false}
        >
          <GraphiQL.Footer>
            <LinkToEditor link={link} editorTabs={editorTabs} />
            <ExplanationPane explanation={explanations.get(saved.open)} />
          </GraphiQL.Footer>
        </GraphiQL>
      </main>
    </>
  );
}

/** Just after a change of tabs the editor still names the operation of the tab before; the document has its own. */
function withoutStaleName(operation: Operation): object {
  const { operationName, ...rest } = operation;
  return operationName && rest.query?.includes(operationName) ? operation : rest;
}
