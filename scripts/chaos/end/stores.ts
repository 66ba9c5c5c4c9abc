/** The stores of a run, opened for reading only: by nobody's code but SQLite's. */
import path from "node:path";
import { loadDriver } from "../../sqlite.mjs";
import { type ServiceName, serviceNames } from "../shop/names.ts";

export type Stores = {
  /** One number that a statement gives. */
  number(store: ServiceName, statement: string, ...values: string[]): number;
  rows(store: ServiceName, statement: string): unknown[];
  close(): void;
};

export function openStores(data: string): Stores {
  const Database = loadDriver();
  const open = new Map(
    serviceNames.map((name) => [name, new Database(path.join(data, `${name}.db`), { readonly: true, timeout: 5_000 })]),
  );
  const prepare = (store: ServiceName, statement: string) => {
    const database = open.get(store);
    if (!database) throw new Error(`there is no store ${store}`);
    return database.prepare(statement);
  };
  return {
    rows: (store, statement) => prepare(store, statement).all(),
    number: (store, statement, ...values) =>
      Number(
        prepare(store, statement)
          .pluck()
          .get(...values) ?? 0,
      ),
    close: () => {
      for (const database of open.values()) database.close();
    },
  };
}
