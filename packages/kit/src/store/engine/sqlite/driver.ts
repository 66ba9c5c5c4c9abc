/** SQLite's driver. Only the kit opens stores with it. */
import Database from "better-sqlite3";

export { Database };
