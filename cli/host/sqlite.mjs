/** SQLite's driver for tools, which share no code with the services. */
import { createRequire } from "node:module";

/** Loads it; throws when it is not installed. @returns {typeof import("better-sqlite3")} */
export function loadDriver() {
  return createRequire(import.meta.url)("better-sqlite3");
}
