/** Lists a page at a time: an opaque cursor says where the page before it ended, so that nothing is counted or skipped. */
import { z } from "zod";
import { codedError } from "./errors.ts";
import { spendValues } from "./request-budget.ts";
import { currentTrace } from "./trace.ts";

/** The largest page that any list gives. */
export const largestPage = 100;

/** The most rows of a list that is read whole because a shop has few of them, such as its facets or shipping zones. */
export const largestWholeList = 1_000;

/** What a list was asked for: how many, and after which place. A place is the values by which the list is sorted, and last the row's id. */
export type Page = { first: number; after: readonly (string | number)[] | undefined };
/** A page whose cursors are good for one list in one order only. */
export type ListPage = Page & { list: string };

export type Connection<Node> = {
  edges: { cursor: string; node: Node }[];
  nodes: Node[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
};

/**
 * Reads `first` and `after`. Refuses sizes outside 1 to 100 and cursors of any other list or order than `list` names;
 * a list that gives no cursors needs no name.
 */
export function readPage(
  args: { first?: number | null | undefined; after?: string | null | undefined },
  usual: number,
  list = "",
): ListPage {
  const first = args.first ?? usual;
  if (first < 1 || first > largestPage) throw codedError("BAD_USER_INPUT", `first must be from 1 to ${largestPage}.`);
  const { after } = args;
  return { first, after: after === null || after === undefined ? undefined : readCursor(list, after), list };
}

/** Makes a page of at most `page.first` from rows of which one more was asked for; `placeOf` says where a row stands. */
export function connectionOf<Row>(
  page: ListPage,
  rowsAndOneMore: readonly Row[],
  placeOf: (row: Row) => readonly (string | number)[],
): Connection<Row> {
  const rows = rowsAndOneMore.slice(0, page.first);
  const budget = currentTrace()?.budget;
  if (budget) spendValues(budget, rows.length);
  const edges = rows.map((node) => ({ cursor: writeCursor(page.list, placeOf(node)), node }));
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

function writeCursor(list: string, place: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify([list, ...place])).toString("base64url");
}

const cursorContent = z.tuple([z.string()], z.union([z.string(), z.number()]));

function readCursor(list: string, cursor: string): readonly (string | number)[] {
  const content = cursorContent.safeParse(parseJson(Buffer.from(cursor, "base64url").toString()));
  const [name, ...place] = content.data ?? [];
  if (name === list && place.length > 1 && typeof place.at(-1) === "string") return place;
  throw codedError("BAD_USER_INPUT", "This cursor is not one of this list.");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
