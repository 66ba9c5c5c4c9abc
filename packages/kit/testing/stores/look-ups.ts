/** Look-ups in a store past its service: for facts that no API shows, and for defects. */
import type { Database as FileConnection } from "better-sqlite3";
import pg from "pg";
import type { DatabasePlace } from "../../src/store/engine/pg/place.ts";
import { typeParsers } from "../../src/store/engine/pg/values.ts";
import { Database } from "../../src/store/engine/sqlite/driver.ts";
import type { StorePlace } from "../../src/store/place.ts";
import { currentTrial } from "./trial.ts";

/** How long a look-up waits for a lock of the file. */
const busyTimeoutMs = 5_000;

/** The look-ups of a test's shop in its store. */
export function lookUpsIn(place: StorePlace) {
  return {
    place,
    /** Rows of the store, for facts that no API shows. */
    rows: (statement: string) => rowsOf(place, statement),
    /** Executes statements on the store, as a defect of ours would. */
    corruptStore: (statements: string) => changeStore(place, statements),
  };
}

/** Look-ups that come often, on one connection; after it was lost, on the next. */
export function openLookUps(place: StorePlace): {
  rows(statement: string): Promise<unknown[]>;
  close(): Promise<void>;
} {
  if (place.engine === "sqlite") {
    const connection = new Database(place.file, { readonly: true, timeout: busyTimeoutMs });
    return {
      rows: async (statement) => connection.prepare(statement).all(),
      close: async () => void connection.close(),
    };
  }
  const sessions = new pg.Pool({ ...sessionOn(place), max: 1 });
  // The server ended a connection that was not in use.
  sessions.on("error", () => {});
  return { rows: async (statement) => (await sessions.query(statement)).rows, close: () => sessions.end() };
}

/** Returns the rows of a statement, by column name, with the values that SQLite gives. */
export async function rowsOf(place: StorePlace, statement: string): Promise<unknown[]> {
  if (place.engine === "sqlite") return inFile(place.file, (connection) => connection.prepare(statement).all());
  return inSession(place, async (session) => (await session.query(statement)).rows);
}

type Change = {
  /** Without them, rows may go that others refer to. */
  foreignKeys?: boolean;
};

/** Executes statements on the store, as a defect of ours would. */
export async function changeStore(
  place: StorePlace,
  statements: string,
  { foreignKeys = true }: Change = {},
): Promise<void> {
  if (place.engine === "pg") {
    await inSession(place, (session) => session.query(`${foreignKeys ? "" : dropForeignKeys} ${statements}`));
    return;
  }
  inFile(place.file, (connection) => {
    connection.pragma(`foreign_keys = ${foreignKeys ? "ON" : "OFF"}`);
    connection.exec(statements);
  });
}

/** Only a superuser can do without them for a session. */
const dropForeignKeys = `DO $$ DECLARE one record; BEGIN
  FOR one IN SELECT conrelid::regclass AS owner, conname FROM pg_constraint
    WHERE contype = 'f' AND connamespace = current_schema()::regnamespace
  LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', one.owner, one.conname); END LOOP; END $$;`;

function inFile<T>(file: string, use: (connection: FileConnection) => T): T {
  const connection = new Database(file, { fileMustExist: true });
  try {
    // The trial of the stores is that of the look-ups too: an order that none of them names is none.
    if (currentTrial().order === "reverse") connection.pragma("reverse_unordered_selects = ON");
    // As the service does: pages that a change splits keep no copy of a row.
    connection.pragma("secure_delete = ON");
    return use(connection);
  } finally {
    connection.close();
  }
}

function sessionOn({ url, schema }: DatabasePlace): pg.ClientConfig {
  return { connectionString: url, options: `-c search_path="${schema}",hansa`, types: typeParsers };
}

async function inSession<T>(place: DatabasePlace, use: (session: pg.Client) => Promise<T>): Promise<T> {
  const session = new pg.Client(sessionOn(place));
  await session.connect();
  try {
    return await use(session);
  } finally {
    await session.end();
  }
}
