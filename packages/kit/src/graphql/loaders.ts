/** Loaders of one request: the reads of many fields become one statement. */
import DataLoader from "dataloader";
import { codeOf } from "../runtime/errors.ts";
import { afterTurns, nextTurn, spendRows } from "../runtime/request-budget.ts";
import { currentTrace } from "../runtime/trace.ts";
import { maxRowsPerStatement } from "../store/engine/statement-text.ts";
import type { Reader, Store } from "../store/store.ts";

/** The most keys in one statement: between two statements other requests are served, and a request that is over its budget ends. */
const maxBatchSize = 1_000;
/** The lists of which one statement reads a page each, where `find` sorts little more than it returns. */
const pagesPerStatement: StatementSizes = { first: 250, most: 250 };

/** Dispatches a batch once no resolver of its request waits for a turn. */
function batchScheduleFn(dispatch: () => void): void {
  afterTurns(currentTrace()?.budget, dispatch);
}

/** Loads one row for each key; null where there is none. */
export function loadOne<Row>(
  find: (keys: readonly string[]) => Promise<readonly Row[]>,
  keyOf: (row: Row) => string,
): DataLoader<string, Row | null> {
  return new DataLoader(
    async (keys) => {
      const byKey = new Map((await find(keys)).map((row) => [keyOf(row), row]));
      return keys.map((key) => byKey.get(key) ?? null);
    },
    { maxBatchSize, batchScheduleFn },
  );
}

/** Loads the rows of each key, in the order in which the store gave them; empty where there are none. */
export function loadMany<Row>(
  find: (keys: readonly string[]) => Promise<readonly Row[]>,
  keyOf: (row: Row) => string,
): DataLoader<string, Row[]> {
  return new DataLoader(
    async (keys) => {
      const byKey = new Map<string, Row[]>(keys.map((key) => [key, []]));
      for (const row of await find(keys)) byKey.get(keyOf(row))?.push(row);
      return keys.map((key) => byKey.get(key) ?? []);
    },
    { maxBatchSize, batchScheduleFn },
  );
}

/** A request for one page. `input` must be plain JSON: equal values share one statement. */
type PageRequest<Owner, PageInput> = { owner: Owner; input: PageInput };

/** The lists of the first statement, and the most of a later one; each has twice as many as the one before. */
type StatementSizes = { first: number; most: number };

/**
 * Loads a page of each of many lists. `find` reads those of several owners that are asked for alike, `ownerOf` says whose a row is, and an
 * owner of null is asked for alone. Rows keep the order of the store. Requests for the same page share one array. `sizes` bound the time of
 * one statement: between two of them other requests are served.
 */
export function loadPages<Owner extends string | null, PageInput, Row>(
  store: Store,
  find: (db: Reader, owners: readonly Owner[], input: PageInput) => Promise<readonly Row[]>,
  ownerOf: (row: Row) => Owner,
  sizes = pagesPerStatement,
): DataLoader<PageRequest<Owner, PageInput>, readonly Row[]> {
  const load = async (requests: readonly PageRequest<Owner, PageInput>[]) => {
    const groups = groupAlike(requests);
    const budget = currentTrace()?.budget;
    let size = sizes.first;
    let isFirst = true;
    for (const group of groups.values()) {
      const waiting = [...group.pages.keys()].toSorted((one, other) => Number(one !== null) - Number(other !== null));
      while (waiting.length > 0) {
        if (!isFirst) await nextTurn(budget);
        isFirst = false;
        const owners = waiting.splice(0, waiting[0] === null ? 1 : size);
        const rows = await readInParts(store, owners, (db, some) => find(db, some, group.input));
        for (const row of rows) group.pages.get(ownerOf(row))?.push(row);
        size = Math.min(size * 2, sizes.most);
      }
    }
    const responses = requests.map(({ owner, input }) => groups.get(inputKey(input))?.pages.get(owner) ?? []);
    countRows(responses.reduce((sum, page) => sum + page.length, 0));
    return responses;
  };
  return new DataLoader(load, { cache: false, maxBatchSize: 10_000, batchScheduleFn });

  function inputKey(input: PageInput): string {
    return JSON.stringify(input) ?? "";
  }

  function groupAlike(requests: readonly PageRequest<Owner, PageInput>[]) {
    const groups = new Map<string, { input: PageInput; pages: Map<Owner, Row[]> }>();
    for (const { owner, input } of requests) {
      const key = inputKey(input);
      const group = groups.get(key) ?? { input, pages: new Map<Owner, Row[]>() };
      groups.set(key, group);
      if (!group.pages.has(owner)) group.pages.set(owner, []);
    }
    return groups;
  }
}

/** Counts rows for the current request before they are used; throws when it is over its budget. */
function countRows(count: number): void {
  const budget = currentTrace()?.budget;
  if (budget) spendRows(budget, count);
}

/** Computes once for equal arguments, until it is cleared. For reads with more than a key, such as pages. */
export function memoize<Args, Result>(
  compute: (args: Args) => Result,
): ((args: Args) => Result) & { clearAll(): void } {
  const known = new Map<string, Result>();
  const ask = (args: Args): Result => {
    const key = JSON.stringify(args) ?? "";
    const earlier = known.get(key);
    if (earlier !== undefined) return earlier;
    const result = compute(args);
    known.set(key, result);
    return result;
  };
  return Object.assign(ask, { clearAll: () => known.clear() });
}

/** Clears the loaders after a change. */
export function clearLoaders(loaders: object): void {
  for (const loader of Object.values(loaders)) {
    if (isClearable(loader)) loader.clearAll();
  }
}

function isClearable(loader: unknown): loader is { clearAll(): unknown } {
  const isHolder = typeof loader === "function" || (typeof loader === "object" && loader !== null);
  return isHolder && "clearAll" in loader && typeof loader.clearAll === "function";
}

/** Adapts a function of the store to a loader: each batch is one read, or several if one would return too many rows. */
export function batchesOf(store: Store) {
  return <Row>(find: (db: Reader, keys: readonly string[]) => Promise<readonly Row[]>) =>
    async (keys: readonly string[]): Promise<readonly Row[]> => {
      const rows = await readInParts(store, keys, find);
      countRows(rows.length);
      return rows;
    };
}

/** Reads the rows of all keys. Where one statement would return too many, it reads each half of the keys by itself, with a turn for others. */
async function readInParts<Key, Row>(
  store: Store,
  keys: readonly Key[],
  find: (db: Reader, keys: readonly Key[]) => Promise<readonly Row[]>,
): Promise<readonly Row[]> {
  try {
    return await store.read((db) => find(db, keys));
  } catch (error) {
    if (keys.length < 2 || codeOf(error) !== "OPERATION_TOO_EXPENSIVE") throw error;
    countRows(maxRowsPerStatement);
    const half = Math.ceil(keys.length / 2);
    const first = await readInParts(store, keys.slice(0, half), find);
    await nextTurn(currentTrace()?.budget);
    return [...first, ...(await readInParts(store, keys.slice(half), find))];
  }
}
