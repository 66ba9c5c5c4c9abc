/** Reads stores of a shop from outside, without code of the services. */
import { storeFile } from "../../cli/host/shop.mjs";
import { loadDriver } from "../../cli/host/sqlite.mjs";

/** The first row that a statement gives in the store of a service; undefined without any. `data`: the folder of the shop. */
export function readRow(data: string, service: string, statement: string, ...values: readonly string[]): unknown {
  const Database = loadDriver();
  const store = new Database(storeFile(data, service), { readonly: true, fileMustExist: true });
  try {
    return store.prepare(statement).get(...values);
  } finally {
    store.close();
  }
}
