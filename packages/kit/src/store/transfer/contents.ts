/** The contents of a store in a form that both engines share, and the sum of a table by which two are compared. */
import { hash } from "node:crypto";

/** Values in the order of the columns: whole numbers and truth values as digits, text as it is. */
export type Row = (string | null)[];
export type ColumnType = "bigint" | "boolean" | "text";
export type Table = { name: string; columns: readonly { name: string; type: ColumnType }[] };
/** The number of a table's rows, and the sum of their hashes, which does not depend on their order. */
export type Contents = { rows: number; sum: bigint };

/** One of the two stores of a transfer. */
export type Side = {
  /** Its place in words, without a password. */
  name: string;
  /** The rows of a table in the order of their insertion, in lists of bounded length. */
  read(table: Table): AsyncIterable<Row[]> | Iterable<Row[]>;
  /** The last numbers that were given to rows, by table; a table that never numbered one has none. */
  numbers(): Promise<Map<string, string>>;
  /** The time of the store's clock, in epoch milliseconds. */
  now(): Promise<number>;
  /** Marks the store, which is in another place from now on, so that no start opens it here. `at`: epoch milliseconds. */
  leave(place: string, at: number): Promise<void>;
  /** Frees the place. What was not committed is gone. */
  close(): Promise<void>;
};

/** The store that is filled, in one transaction. */
export type Target = Side & {
  isEmpty(tables: readonly Table[]): Promise<boolean>;
  /** Takes rules and references away that would judge, or number, copied rows. */
  suspendRules(tables: readonly Table[]): Promise<void>;
  insert(table: Table, rows: readonly Row[]): Promise<void>;
  setNumbers(numbers: ReadonlyMap<string, string>): Promise<void>;
  /** Sets the clock of the store to this time unless it is later. */
  raiseClock(at: number): Promise<void>;
  /** Brings rules and references back. Throws if the rows break a reference. */
  resumeRules(tables: readonly Table[]): Promise<void>;
  commit(): Promise<void>;
};

/** So many rows are in memory at once. */
export const rowsAtOnce = 500;
const modulus = 1n << 256n;

/** Sums up rows as they pass. */
export function openSum() {
  let rows = 0;
  let sum = 0n;
  return {
    add: (row: Row): void => {
      rows += 1;
      sum = (sum + BigInt(`0x${hash("sha256", JSON.stringify(row))}`)) % modulus;
    },
    contents: (): Contents => ({ rows, sum }),
  };
}

/** Reads a table and sums it up. */
export async function sumUp(side: Side, table: Table): Promise<Contents> {
  const sum = openSum();
  for await (const rows of side.read(table)) for (const row of rows) sum.add(row);
  return sum.contents();
}

/** A name in SQL. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Columns in SQL, with commas between them. */
export function columnList({ columns }: Table): string {
  return columns.map(({ name }) => quoted(name)).join(", ");
}

/** The refusal of a store of another version. A start finds it with its address, or without. */
export function otherMigrations(name: string, address: "with" | "without"): string {
  return `${name} is of another version of Hansa; start the shop once with this one, ${address} its addresses, stop it, and move it then`;
}
