/** Direct access to the rows of a store. */
import { Database } from "@hansa/kit/store";

/** Executes statements on the store in this file. */
export function changeRows(file: string, statements: string): void {
  const db = new Database(file);
  try {
    db.exec(statements);
  } finally {
    db.close();
  }
}

/** Returns the rows of a statement on the store in this file. */
export function rowsOf(file: string, statement: string): unknown[] {
  const db = new Database(file, { readonly: true });
  try {
    return db.prepare(statement).all();
  } finally {
    db.close();
  }
}
