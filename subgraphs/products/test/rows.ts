/** Rows of a store, read beside the service that owns it. */
import { Database } from "@hansa/kit/sqlite";

/** What a statement finds in the store of this file. */
export function rowsOf(file: string, statement: string): unknown[] {
  const db = new Database(file, { readonly: true });
  try {
    return db.prepare(statement).all();
  } finally {
    db.close();
  }
}
