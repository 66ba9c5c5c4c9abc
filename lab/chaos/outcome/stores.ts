/** The stores of a chaos run and the provider's books, opened read-only without code of the services. */

import { storeFile } from "../../../cli/host/shop.mjs";
import { loadDriver } from "../../../cli/host/sqlite.mjs";
import { type ServiceName, serviceNames } from "../processes/names.ts";

/** Paths that a run leaves behind: the folder of the shop's stores, the provider's books, and the clients' journal. */
export type Left = { data: string; books: string; journal: string };

/** `provider`: its books, which are there once it has run. */
type StoreName = ServiceName | "provider";

export type Stores = {
  /** One number that a statement gives. */
  number(store: StoreName, statement: string, ...values: string[]): number;
  rows(store: StoreName, statement: string): unknown[];
  close(): void;
};

export function openStores(data: string, books: string): Stores {
  const Database = loadDriver();
  const openFile = (file: string) => new Database(file, { readonly: true, timeout: 5_000 });
  const open = new Map<StoreName, ReturnType<typeof openFile>>(
    serviceNames.map((name) => [name, openFile(storeFile(data, name))]),
  );
  const prepare = (store: StoreName, statement: string) => {
    const database = open.get(store) ?? openFile(books);
    open.set(store, database);
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
