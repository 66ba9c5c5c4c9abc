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
  type SQL,
  sql,
} from "drizzle-orm";
import type { StoreTable } from "../store/engine/columns.ts";
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
type Filters = Readonly<Record<string, Filter>>;

/** The values of a list's filters. Null filters nothing. */
export type FilterValues<Of extends Filters> = {
  readonly [Name in keyof Of]?: GetColumnData<Of[Name]["column"], "raw"> | null | undefined;
};

/** The filter for rows whose column has the given value. */
export function equals<Of extends Column>(column: Of): Filter<Of> {
  return { column, matches: (value) => eq(column, value) };
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
  const columns = given(Object.fromEntries(Object.entries(filters).map(([name, { column }]) => [name, column])));
  const matching = (values: Readonly<Record<string, SQL | undefined>>) =>
    and(condition, ...Object.entries(filters).map(([name, filter]) => values[name] && filter.matches(values[name])));
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

function present(filters: Filters, values: Values): Values {
  const isPresent = (name: string, value: unknown) => value !== null && (value !== "" || filters[name]?.acceptsEmpty);
  return Object.fromEntries(Object.entries(values).filter(([name, value]) => isPresent(name, value)));
}
