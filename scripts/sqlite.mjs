/** SQLite's driver for the scripts, chosen as the kit chooses it, but sharing nothing with the services. */
import { createRequire } from "node:module";

/** The package that works in this Node: see docs/decisions/0010. */
export const driverName = Number.parseInt(process.versions.node, 10) >= 22 ? "better-sqlite3-13" : "better-sqlite3";

/** Loads it; throws when it is not installed or not built. @returns {typeof import("better-sqlite3")} */
export function loadDriver() {
  return createRequire(import.meta.url)(driverName);
}
