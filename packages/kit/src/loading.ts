/** Batches for one request: what many fields ask for one by one, the store is asked for once. */
import DataLoader from "dataloader";
import type { Reader, Store } from "./store.ts";

/** The most keys in one statement: SQLite takes 32,766 parameters, and no page needs as many as this. */
const maxBatchSize = 10_000;

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
    { maxBatchSize },
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
    { maxBatchSize },
  );
}

/** Computes once for equal arguments, until it is told to forget. For what is asked with more than a key, as a page is. */
export function remembered<Args, Result>(
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

/** Forgets what was loaded, after something was changed. */
export function forgetLoaded(loaders: object): void {
  for (const loader of Object.values(loaders)) {
    if (canForget(loader)) loader.clearAll();
  }
}

function canForget(loader: unknown): loader is { clearAll(): unknown } {
  const isHolder = typeof loader === "function" || (typeof loader === "object" && loader !== null);
  return isHolder && "clearAll" in loader && typeof loader.clearAll === "function";
}

/** Makes of a function of the store one that a loader can call: each batch is one read. */
export function batchesOf(store: Store) {
  return <Rows>(find: (db: Reader, keys: readonly string[]) => Promise<Rows>) =>
    (keys: readonly string[]): Promise<Rows> =>
      store.read((db) => find(db, keys));
}
