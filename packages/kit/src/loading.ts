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

/** Forgets what was loaded, after something was changed. */
export function forgetLoaded(loaders: object): void {
  for (const loader of Object.values(loaders)) {
    if (loader instanceof DataLoader) loader.clearAll();
  }
}

/** Makes of a function of the store one that a loader can call: each batch is one read. */
export function batchesOf(store: Store) {
  return <Rows>(find: (db: Reader, keys: readonly string[]) => Promise<Rows>) =>
    (keys: readonly string[]): Promise<Rows> =>
      store.read((db) => find(db, keys));
}
