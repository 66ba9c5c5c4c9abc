/** The page: a bar that says as whom one asks, and the editor below it. */
import { GraphiQL } from "graphiql";
import { useMemo, useRef, useState } from "react";
import type { Account, Notes } from "./notes.ts";
import { ask, fresh, type Session, signIn } from "./session.ts";
import { editorStorage } from "./storage.ts";
import type { Tab } from "./tabs.ts";
import { Who } from "./who.tsx";

export function Page({ notes, tabs }: { notes: Notes; tabs: Tab[] }) {
  const [first] = tabs;
  const storage = useMemo(editorStorage, []);
  const session = useRef<Session | undefined>(undefined);
  const [current, setCurrent] = useState<Account | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState("");

  // One function for the life of the page: a new one would make the editor ask for the schema again.
  const fetcher = useMemo(
    () => async (operation: object, options?: { headers?: Record<string, string> }) => {
      if (session.current) session.current = await fresh(session.current);
      const asWhom = headersOf(session.current, notes.guest);
      return ask(withoutStaleName(operation), { ...asWhom, ...options?.headers });
    },
    [notes],
  );

  async function choose(account: Account | undefined): Promise<void> {
    setBusy(true);
    setFault("");
    try {
      session.current = account ? await signIn(account) : undefined;
      setCurrent(account);
    } catch (error) {
      setFault(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <>
      <header>
        <img src="/playground/icon.svg" alt="" />
        <h1>Hansa playground</h1>
        <output>{fault || (current ? `Signed in as ${current.email}` : "")}</output>
        {notes.accounts.length > 0 && (
          <Who accounts={notes.accounts} current={current} busy={busy} onChoose={(account) => void choose(account)} />
        )}
      </header>
      <main>
        <GraphiQL
          fetcher={fetcher}
          storage={storage}
          {...(first ? { defaultTabs: tabs, initialQuery: first.query, initialVariables: first.variables } : {})}
          defaultEditorToolsVisibility="variables"
          shouldPersistHeaders={false}
        />
      </main>
    </>
  );
}

function headersOf(session: Session | undefined, guest: string | undefined): Record<string, string> {
  if (session) return { authorization: `Bearer ${session.token}` };
  return guest ? { "hansa-guest": guest } : {};
}

/** Just after a change of tabs the editor still names the operation of the tab before; the document has its own. */
function withoutStaleName(operation: { query?: string; operationName?: string | null }): object {
  const { operationName, ...rest } = operation;
  return operationName && rest.query?.includes(operationName) ? operation : rest;
}
