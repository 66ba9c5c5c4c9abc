/** Filtered lists: pages and counts of a table's rows, with a text of their own for each set of given filters. */
import {
  and,
  type Column,
  count,
  eq,
  type GetColumnData,
  gte,
  type InferSelectModel,
  lt,
  type Placeholder,
  type SQL,
  sql,
} from "drizzle-orm";
import { CodedError } from "../runtime/errors.ts";
import type { StoreTable } from "../store/engine/columns.ts";
import { isAmong, withoutIndex } from "../store/engine/dialect.ts";
import { given } from "../store/parameters.ts";
import { statement } from "../store/statement.ts";
import type { Reader } from "../store/store.ts";
import { type Keyset, pageStatement } from "./keyset.ts";
import { maxCounted, type Page } from "./pages.ts";

/** A filter by one value of the type of `column`. */
type Filter<Of extends Column = Column> = {
  column: Of;
  matches(value: SQL): SQL | undefined;
  /** Whether the empty text is a value: by default it filters nothing. */
  acceptsEmpty?: boolean;
};
/** A filter by several values of the type of `column`, at most `most`: `isAmong` compares with them. */
type ListFilter<Of extends Column = Column> = { column: Of; most: number; matches(values: SQL): SQL | undefined };
type Filters = Readonly<Record<string, Filter | ListFilter>>;

type ValueOf<Of extends Filter | ListFilter> = Of extends ListFilter
  ? readonly GetColumnData<Of["column"], "raw">[]
  : GetColumnData<Of["column"], "raw">;

/** The values of a list's filters. Null filters nothing. */
export type FilterValues<Of extends Filters> = {
  readonly [Name in keyof Of]?: ValueOf<Of[Name]> | null | undefined;
};

/** The filter for rows whose column has the given value. */
export function equals<Of extends Column>(column: Of): Filter<Of> {
  return { column, matches: (value) => eq(column, value) };
}

/** The filter for rows whose column has one of the given values. It scans the list in its order: a single value is faster with `equals`. */
export function among<Of extends Column>(column: Of, most: number): ListFilter<Of> {
  return { column, most, matches: (values) => isAmong(withoutIndex(column), values) };
}

/** Refuses a list of values to filter by that is empty, or has more than `most`. */
export function checkFilterValues(values: readonly unknown[] | null | undefined, most: number): void {
  if (values && (values.length === 0 || values.length > most))
    throw new CodedError("BAD_USER_INPUT", `Name 1 to ${most} values to filter by.`);
}

/** The start of a period. */
export function from<Of extends Column>(column: Of): Filter<Of> {
  return { column, matches: (value) => gte(column, value) };
}

/** The end of a period, which does not belong to it. */
export function until<Of extends Column>(column: Of): Filter<Of> {
  return { column, matches: (value) => lt(column, value) };
}

type FilteredList<Row, Values> = {
  /** A page of the matching rows; one more than the page, to detect a next page. */
  findPage(db: Reader, filter: Values, page: Page): Promise<Row[]>;
  /** The number of matching rows, at most `maxCounted`. */
  count(db: Reader, filter: Values): Promise<number>;
};

/** Creates the statements of a list of the rows of `table` for which `condition` holds. */
export function filteredList<Table extends StoreTable, const Of extends Filters>(
  table: Table,
  keyset: Keyset,
  filters: Of,
  condition?: SQL,
): FilteredList<InferSelectModel<Table>, FilterValues<Of>>;
export function filteredList(
  table: StoreTable,
  keyset: Keyset,
  filters: Filters,
  condition?: SQL,
): FilteredList<Values, Values> {
  const columns = given(
    Object.fromEntries(
      Object.entries(filters).map(([name, filter]): [string, Column | "text"] => [
        name,
        isList(filter) ? "text" : filter.column,
      ]),
    ),
  );
  const matching = (values: Readonly<Record<string, SQL | Placeholder | undefined>>) =>
    and(
      condition,
      ...Object.entries(filters).map(([name, filter]) => values[name] && filter.matches(sql`${values[name]}`)),
    );
  const findPage = pageStatement(keyset, [columns], (db, paging, values) =>
    db
      .select()
      .from(table)
      .where(and(matching(values), paging.beyondCursor(keyset)))
      .orderBy(...paging.orderBy(keyset))
      .limit(paging.limit),
  );
  const countRows = statement([columns], (db: Reader, values) =>
    db.select({ rows: count() }).from(
      db
        .select({ one: sql<number>`1`.as("one") })
        .from(table)
        .where(matching(values))
        .limit(maxCounted)
        .as("counted"),
    ),
  );
  return {
    findPage: (db, filter, page) => findPage(db, page, present(filters, filter)),
    count: async (db, filter) => (await countRows(db, present(filters, filter)))[0]?.rows ?? 0,
  };
}

type Values = Readonly<Record<string, unknown>>;

/** The given values; several of one filter are a JSON text. */
function present(filters: Filters, values: Values): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]): [string, unknown][] => {
      const filter = filters[name];
      if (value === null || value === undefined || !filter) return [];
      if (isList(filter)) return [[name, listOf(value, filter.most)]];
      return value === "" && !filter.acceptsEmpty ? [] : [[name, value]];
    }),
  );
}

function isList(filter: Filter | ListFilter): filter is ListFilter {
  return "most" in filter;
}

function listOf(values: unknown, most: number): string {
  if (!Array.isArray(values)) throw new Error("this filter of a list takes several values");
  checkFilterValues(values, most);
  return JSON.stringify(values);
}
