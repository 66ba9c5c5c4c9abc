/** The place of a store: a file of SQLite, or a schema of a PostgreSQL database. */
import type { DatabasePlace } from "./engine/pg/place.ts";

export type StorePlace = { engine: "sqlite"; file: string } | DatabasePlace;
