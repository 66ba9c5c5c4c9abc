/** Texts of statements: their names in traces, and the bound of their rows. */

/** The most rows that one statement of a request returns: reading them takes about 100 ms. */
export const maxRowsPerStatement = 10_000;

/** The most characters of a statement in a span. */
const maxTracedText = 2_000;
const firstWord = /^\s*(\w+)/;
const firstTable = /\b(?:from|into|update)\s+"?(\w+)/i;
const isQuery = /^\s*(select|with)\b/i;
const endsWithLimit = /\blimit\s+\S+(\s+offset\s+\S+)?\s*$/i;

/** The name of a statement's span: its first word and its first table. */
export function spanNameOf(text: string): string {
  return [firstWord, firstTable].map((part) => part.exec(text)?.[1] ?? "").join(" ");
}

/** The text of a statement in a span. */
export function tracedText(text: string): string {
  return text.slice(0, maxTracedText);
}

/** The query with a limit of its rows, which is one above the most; undefined if it has a limit of its own, or is no query. */
export function limitedText(text: string): string | undefined {
  return isQuery.test(text) && !endsWithLimit.test(text) ? `${text} LIMIT ${maxRowsPerStatement + 1}` : undefined;
}
