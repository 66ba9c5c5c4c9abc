/** The stores of a run, opened for reading only: by nobody's code but SQLite's. */
import path from "node:path";
import { loadDriver } from "../../sqlite.mjs";

const storeNames = ["products", "users", "orders", "payments"] as const;
export type StoreName = (typeof storeNames)[number];

export type Stores = {
  /** One number that a statement gives. */
  number(store: StoreName, statement: string): number;
  rows(store: StoreName, statement: string): unknown[];
  close(): void;
};

export function openStores(data: string): Stores {
  const Database = loadDriver();
  const open = new Map(
    storeNames.map((name) => [name, new Database(path.join(data, `${name}.db`), { readonly: true, timeout: 5_000 })]),
  );
  const prepare = (store: StoreName, statement: string) => {
    const database = open.get(store);
    if (!database) throw new Error(`there is no store ${store}`);
    return database.prepare(statement);
  };
  return {
    rows: (store, statement) => prepare(store, statement).all(),
    number: (store, statement) => Number(prepare(store, statement).pluck().get() ?? 0),
    close: () => {
      for (const database of open.values()) database.close();
    },
  };
}
