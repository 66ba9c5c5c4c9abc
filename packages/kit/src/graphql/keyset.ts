/** Keyset pagination in SQL: the rows beyond a cursor and their order, forward and backward, from one sort order. */
import { asc, Column, desc, is, type SQL, sql } from "drizzle-orm";
import { codedError } from "../runtime/errors.ts";
import type { Page } from "./pages.ts";

/** The columns that sort a list, all in one direction; no two rows share the values of all of them. An expression is a number. */
export type Keyset = { columns: readonly (Column | SQL<number>)[]; descending: boolean };

/** The newest first: the order of most lists. */
export function newestFirst(time: Column, id: Column): Keyset {
  return { columns: [time, id], descending: true };
}

/** The earliest first: the order of lists that a reader follows to the end. */
export function oldestFirst(time: Column, id: Column): Keyset {
  return { columns: [time, id], descending: false };
}

/** The terms of ORDER BY. A backward page is read from its end, which `connectionOf` turns round. */
export function orderOfPage(keyset: Keyset, page: Page): SQL[] {
  return keyset.columns.map((column) => (isReadDescending(keyset, page) ? desc(column) : asc(column)));
}

function isReadDescending({ descending }: Keyset, { isBackward, isReversed }: Page): boolean {
  return (descending !== isReversed) !== isBackward;
}

/** The number of rows to read: one more than the page shows, which tells whether there is another page. */
export function limitOfPage(page: Page): number {
  return page.size + 1;
}

/**
 * The rows beyond the cursor; undefined without one. Compared as a row value, so that an index is entered there instead of read up to it.
 * Throws BAD_USER_INPUT if the cursor does not fit the columns.
 */
export function beyondCursor(keyset: Keyset, page: Page): SQL | undefined {
  const { columns } = keyset;
  const { from } = page;
  if (from === undefined) return undefined;
  if (from.length !== columns.length) throw foreignCursor();
  const values = columns.map((column, index) => sql`${valueFor(column, from[index])}`);
  const comparison = isReadDescending(keyset, page) ? sql` < ` : sql` > `;
  const separator = sql`, `;
  return sql`(${sql.join([...columns], separator)})${comparison}(${sql.join(values, separator)})`;
}

/** A value of the cursor as its column holds it. A number may come as text, because the last value of a cursor is text. */
function valueFor(column: Column | SQL<number>, value: string | number | undefined): string | number {
  const isText = is(column, Column) && column.dataType === "string";
  if (isText && typeof value === "string") return value;
  if (!isText && value !== undefined && value !== "" && Number.isFinite(Number(value))) return Number(value);
  throw foreignCursor();
}

function foreignCursor() {
  return codedError("BAD_USER_INPUT", "This cursor is not one of this list.");
}
