/** The ready operations, one a tab, each with the remark that stands above it and the variables that work on this shop. */
import { Kind, parse } from "graphql";
import type { Notes } from "./notes.ts";

export type Tab = { query: string; variables: string };

/** Cuts a document into tabs, in its order. An operation without noted variables gets none. */
export function tabsOf(document: string, variables: Notes["variables"]): Tab[] {
  return parse(document).definitions.flatMap((definition): Tab[] => {
    if (definition.kind !== Kind.OPERATION_DEFINITION || !definition.loc) return [];
    const { start, end } = definition.loc;
    const noted = variables[definition.name?.value ?? ""] ?? {};
    const query = `${remarkAbove(document.slice(0, start))}${document.slice(start, end)}\n`;
    return [{ query, variables: JSON.stringify(noted, null, 2) }];
  });
}

/** The comment lines that end where the operation begins, without a blank line between. */
function remarkAbove(text: string): string {
  return /(?:^#.*\n)*$/m.exec(text.slice(text.lastIndexOf("\n\n") + 2))?.[0] ?? "";
}
