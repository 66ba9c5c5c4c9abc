/** The place of a store in a PostgreSQL database. */

export type DatabasePlace = {
  engine: "pg";
  /** `postgres://user:password@host:port/database`, with further parameters of libpq. */
  url: string;
  /** The schema that has the tables of this store. */
  schema: string;
  /** The most connections of a process: one writes, the others read. */
  pool: number;
  /** The file of the store without its address: while it is there, its rows are not in the database, and no start opens that. */
  file?: string | undefined;
  /** The id of the shop, which is beside its keys. */
  shop?: string | undefined;
};

/** The note of the last commit of a database has the name of the store's file and this behind it. */
export const noteEnding = ".commits";

/** The schema of our functions in a database. */
export const functionSchema = "hansa";

/** The place in words, for logs and errors: never with the password. */
export function nameOf({ url, schema }: DatabasePlace): string {
  const { host, pathname } = new URL(url);
  return `postgres://${host}${pathname}, schema ${schema}`;
}
