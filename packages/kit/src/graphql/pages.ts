/** Pages of lists, in both directions: an opaque cursor holds the sort key of the last row, so that no rows are counted or skipped. */
import { parse } from "secure-json-parse";
import { z } from "zod";
import { CodedError } from "../runtime/errors.ts";
import { spendValues } from "../runtime/request-budget.ts";
import { currentTrace } from "../runtime/trace.ts";

/** The largest page of a list that has no limit of its own. */
export const maxPageSize = 100;

/** The most rows of a list that is read whole because a shop has few of them, such as its facets or shipping zones. */
export const maxListSize = 1_000;

/** The count of a list stops here, so that it costs the same in a shop of any size; more entries are counted as so many. */
export const maxCounted = 10_000;

/** The arguments of every connection: `first` and `after` read forward, `last` and `before` backward. */
export type PageArgs = {
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
};

/** The order of a list by time, as its reader chooses it. */
export type TimeSort = "NEWEST" | "OLDEST";

/**
 * A requested page: its size, the place beyond which it begins (none: at the end of the list), its direction, and whether the list has
 * the reverse of its usual order. A place consists of the sort values and, last, the row's id.
 */
export type Page = {
  size: number;
  from: readonly (string | number)[] | undefined;
  isBackward: boolean;
  isReversed: boolean;
};
/** A page whose cursors are good for one list in one order only. */
export type ListPage = Page & { list: string };

export type Connection<Node> = {
  edges: { cursor: string; node: Node }[];
  nodes: Node[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
};

/**
 * Reads the arguments of a connection. Refuses sizes outside 1 to `most`, arguments of both directions, and cursors of any other list or
 * order than `list` names; a list that gives no cursors needs no name.
 */
export function readPage(args: PageArgs, usual: number, list = "", most = maxPageSize): ListPage {
  const { first = null, after = null, last = null, before = null } = args;
  const isBackward = last !== null || before !== null;
  if (isBackward && (first !== null || after !== null))
    throw new CodedError("BAD_USER_INPUT", "Give first and after, or last and before.");
  const size = isBackward ? readSize(last, usual, "last", most) : readSize(first, usual, "first", most);
  const cursor = isBackward ? before : after;
  return { size, from: cursor === null ? undefined : readCursor(list, cursor), isBackward, isReversed: false, list };
}

/** Reads the arguments of a list by time, which has the order `usualSort` unless `sort` says another. A cursor is good for one order. */
export function readTimePage(
  args: PageArgs & { sort?: TimeSort | null | undefined },
  usual: number,
  list = "",
  usualSort: TimeSort = "NEWEST",
): ListPage {
  const isReversed = (args.sort ?? usualSort) !== usualSort;
  return { ...readPage(args, usual, isReversed ? `${list} reversed` : list), isReversed };
}

/** Reads the requested number of rows; `usual` if absent. Refuses sizes outside 1 to `most`. */
export function readSize(
  requested: number | null | undefined,
  usual: number,
  name = "first",
  most = maxPageSize,
): number {
  const size = requested ?? usual;
  if (size < 1 || size > most) throw new CodedError("BAD_USER_INPUT", `${name} must be from 1 to ${most}.`);
  return size;
}

/**
 * Creates a page of at most `page.size` from rows, of which one more was read; `placeOf` gives the sort values of a row. The rows of a
 * backward page come in reverse, as `keyset.ts` sorts them; its entries have the order of the list.
 */
export function connectionOf<Row>(
  page: ListPage,
  rowsAndOneMore: readonly Row[],
  placeOf: (row: Row) => readonly (string | number)[],
): Connection<Row> {
  const rows = rowsAndOneMore.slice(0, page.size);
  if (page.isBackward) rows.reverse();
  const budget = currentTrace()?.budget;
  if (budget) spendValues(budget, rows.length);
  const edges = rows.map((node) => ({ cursor: writeCursor(page.list, placeOf(node)), node }));
  const isThereMore = rowsAndOneMore.length > page.size;
  const isBesideAnother = page.from !== undefined;
  return {
    edges,
    nodes: rows,
    pageInfo: {
      hasNextPage: page.isBackward ? isBesideAnother : isThereMore,
      hasPreviousPage: page.isBackward ? isThereMore : isBesideAnother,
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
  throw new CodedError("BAD_USER_INPUT", "This cursor is not one of this list.");
}

function parseJson(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
