/** Keyset pagination in SQL: the rows beyond a cursor and their order, forward and backward, from one sort order. */
import { asc, Column, desc, is, type Placeholder, type SQL, sql } from "drizzle-orm";
import { CodedError } from "../runtime/errors.ts";
import { choice, type Fields, given, type Parameter, type Places, type Values } from "../store/parameters.ts";
import { type Built, statement } from "../store/statement.ts";
import type { Reader } from "../store/store.ts";
import type { Page } from "./pages.ts";

/**
 * The columns that sort a list, all in one direction; no two rows share the values of all of them. An expression is a number. Numbers are integers,
 * unless `hasFractions`.
 */
export type Keyset = { columns: readonly (Column | SQL<number>)[]; descending: boolean; hasFractions?: boolean };

/** The newest first: the order of most lists. */
export function newestFirst(time: Column, id: Column): Keyset {
  return { columns: [time, id], descending: true };
}

/** The earliest first: the order of lists that a reader follows to the end. */
export function oldestFirst(time: Column, id: Column): Keyset {
  return { columns: [time, id], descending: false };
}

/** The direction in which a page is read. */
type Direction = Pick<Page, "isBackward" | "isReversed">;

/** The terms of ORDER BY. A backward page is read from its end, which `connectionOf` turns round. */
export function orderOfPage(keyset: Keyset, page: Direction): SQL[] {
  return keyset.columns.map((column) => (isReadDescending(keyset, page) ? desc(column) : asc(column)));
}

function isReadDescending({ descending }: Keyset, { isBackward, isReversed }: Direction): boolean {
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
  const values = valuesOfCursor(keyset, page);
  return values && beyond(keyset, page, values);
}

function beyond(keyset: Keyset, direction: Direction, values: readonly unknown[]): SQL {
  const comparison = isReadDescending(keyset, direction) ? sql` < ` : sql` > `;
  const separator = sql`, `;
  const places = values.map((value) => sql`${value}`);
  return sql`(${sql.join([...keyset.columns], separator)})${comparison}(${sql.join(places, separator)})`;
}

function valuesOfCursor({ columns, hasFractions = false }: Keyset, { from }: Page): (string | number)[] | undefined {
  if (from === undefined) return undefined;
  if (from.length !== columns.length) throw foreignCursor();
  return columns.map((column, index) => {
    const value = isTextual(column) ? textFor(from[index]) : numberFor(from[index], hasFractions);
    if (value === undefined) throw foreignCursor();
    return value;
  });
}

/** A text of the cursor; undefined if a store may refuse it instead of finding nothing. */
function textFor(value: string | number | undefined): string | undefined {
  return typeof value === "string" && !value.includes("\0") ? value : undefined;
}

/** A number of the cursor, likewise. It may come as text, because the last value of a cursor is text. */
function numberFor(value: string | number | undefined, hasFractions: boolean): number | undefined {
  const number = value === undefined || value === "" ? Number.NaN : Number(value);
  return (hasFractions ? Number.isFinite(number) : Number.isSafeInteger(number)) ? number : undefined;
}

function isTextual(column: Column | SQL<number>): boolean {
  return is(column, Column) && column.dataType === "string";
}

function foreignCursor() {
  return new CodedError("BAD_USER_INPUT", "This cursor is not one of this list.");
}

/** The places of a page in a statement. Lists of one keyset differ in their columns only, such as those of an alias. */
export type Paging = {
  beyondCursor(keyset: Keyset): SQL | undefined;
  orderBy(keyset: Keyset): SQL[];
  limit: Placeholder;
};

/** Creates a function that reads a page. Its text is built once for each direction and set of given values, with and without a cursor. */
export function pageStatement<const Of extends readonly Parameter[], Response>(
  keyset: Keyset,
  parameters: Of,
  build: (db: Reader, paging: Paging, ...places: Places<Of>) => Built<Response>,
): (db: Reader, page: Page, ...values: Values<Of>) => Promise<Response>;
export function pageStatement(
  keyset: Keyset,
  parameters: readonly Parameter[],
  build: (db: Reader, paging: Paging, ...places: unknown[]) => Built<unknown>,
) {
  const cursor: Fields = Object.fromEntries(
    keyset.columns.map((column, index) => [index, isTextual(column) ? "text" : "number"]),
  );
  const run = statement(
    [given(cursor), choice<Direction>(), "number", ...parameters],
    (db: Reader, ...[from, direction, limit, ...places]) => {
      const values = Object.values(from);
      const paging: Paging = {
        beyondCursor: (keyset) => (values.length > 0 ? beyond(keyset, direction, values) : undefined),
        orderBy: (keyset) => orderOfPage(keyset, direction),
        limit,
      };
      return build(db, paging, ...places);
    },
  );
  return (db: Reader, page: Page, ...values: unknown[]): Promise<unknown> => {
    const { isBackward, isReversed } = page;
    const from = Object.fromEntries((valuesOfCursor(keyset, page) ?? []).entries());
    return run(db, from, { isBackward, isReversed }, limitOfPage(page), ...values);
  };
}
