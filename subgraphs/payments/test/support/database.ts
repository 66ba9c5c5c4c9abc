/** The file of a store, opened past its service: for rows that no API returns, and for defects. */
import { Database } from "@hansa/kit/store";
import type { Database as Connection } from "better-sqlite3";

/** Opens the file for `use` and closes it. */
export function withDatabase<T>(file: string, use: (db: Connection) => T): T {
  const db = new Database(file);
  try {
    return use(db);
  } finally {
    db.close();
  }
}
