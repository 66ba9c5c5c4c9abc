/**
 * SQLite's driver, in the version that this Node needs. Up to 12 it is compiled against Node's own headers, which from Node 24.19 on makes it
 * abort when a statement is collected; from 13 on it uses Node-API, brings its binaries along, and needs Node 22.
 */
import { createRequire } from "node:module";
import type DatabaseClass from "better-sqlite3";

const firstWithNodeApi = 22;
const name = Number.parseInt(process.versions.node, 10) >= firstWithNodeApi ? "better-sqlite3-13" : "better-sqlite3";

const Database: typeof DatabaseClass = createRequire(import.meta.url)(name);

export { Database };
