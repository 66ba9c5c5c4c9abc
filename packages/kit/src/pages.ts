/** Lists a page at a time: an opaque cursor says where the page before it ended, so that nothing is counted or skipped. */
import { codedError } from "./errors.ts";

/** The largest page that any list gives. */
export const largestPage = 100;

/** What a list was asked for: how many, and after which row. `after` holds the values by which the list is sorted. */
export type Page = { first: number; after: readonly (string | number)[] | undefined };

export type Connection<Node> = {
  edges: { cursor: string; node: Node }[];
  nodes: Node[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
};

/** Reads `first` and `after`. Refuses sizes outside 1 to 100 and cursors that are not ours. */
export function readPage(
  args: { first?: number | null | undefined; after?: string | null | undefined },
  usual: number,
): Page {
  const first = args.first ?? usual;
  if (first < 1 || first > largestPage) throw codedError("BAD_USER_INPUT", `first must be from 1 to ${largestPage}.`);
  return { first, after: args.after ? readCursor(args.after) : undefined };
}

/** Makes a page of at most `page.first` from rows of which one more was asked for; `key` gives the values a row is sorted by. */
export function connectionOf<Row>(
  page: Page,
  rowsAndOneMore: readonly Row[],
  key: (row: Row) => readonly (string | number)[],
): Connection<Row> {
  const rows = rowsAndOneMore.slice(0, page.first);
  const edges = rows.map((node) => ({ cursor: writeCursor(key(node)), node }));
  return {
    edges,
    nodes: rows,
    pageInfo: {
      hasNextPage: rowsAndOneMore.length > page.first,
      hasPreviousPage: page.after !== undefined,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

function writeCursor(values: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(values)).toString("base64url");
}

function readCursor(cursor: string): (string | number)[] {
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString());
    if (Array.isArray(values) && values.every((value) => typeof value === "string" || typeof value === "number"))
      return values;
  } catch {
    // Not JSON: the same refusal as any other cursor that is not ours.
  }
  throw codedError("BAD_USER_INPUT", "This cursor is not one of this list.");
}
