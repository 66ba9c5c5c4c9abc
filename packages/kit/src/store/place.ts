/** The place of a store: a file of SQLite. */
export type StorePlace = { engine: "sqlite"; file: string };
