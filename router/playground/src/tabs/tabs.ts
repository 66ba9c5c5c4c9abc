/** Ready operations, one per tab, each with the comment above it, variables that work on this shop, and its role. */
import { Kind, parse } from "graphql";
import type { Notes } from "../notes.ts";
import { readyRole } from "../roles.ts";

export type Tab = { id: string; name: string; query: string; variables: string; role: string };

/** Cuts a document into tabs, in its order. An operation without noted variables gets none. */
export function tabsOf(document: string, notes: Notes): Tab[] {
  return parse(document).definitions.flatMap((definition): Tab[] => {
    if (definition.kind !== Kind.OPERATION_DEFINITION || !definition.loc) return [];
    const { start, end } = definition.loc;
    const name = definition.name?.value ?? "";
    const query = `${commentAbove(document.slice(0, start))}${document.slice(start, end)}\n`;
    const variables = JSON.stringify(notes.variables[name] ?? {}, null, 2);
    return [{ id: `ready-${name}`, name, query, variables, role: readyRole(notes, name) }];
  });
}

/** The comment lines that end where the operation begins, without a blank line between. */
function commentAbove(text: string): string {
  return /(?:^#.*\n)*$/m.exec(text.slice(text.lastIndexOf("\n\n") + 2))?.[0] ?? "";
}
