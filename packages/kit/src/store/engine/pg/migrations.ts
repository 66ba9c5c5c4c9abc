/** Migrations of a database: those that a store has not are applied in one transaction, while no other process applies any. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CommandFailure } from "../../../command-line/failure.ts";
import type { EngineOptions } from "../engine.ts";
import { type Connection, unboundedMs } from "./connection.ts";
import { makeExtensions } from "./extensions.ts";
import { codeOfFault } from "./faults.ts";
import { installation } from "./marks.ts";
import { type DatabasePlace, functionSchema, nameOf } from "./place.ts";
import { lockText } from "./transaction.ts";

/** How long a starting process waits for another one that migrates. */
const startLockTimeoutMs = 60_000;
/** How long a migration waits for a table that a session uses: all others wait behind it meanwhile. It is tried again after a pause. */
const tableLockTimeoutMs = 1_000;
/** The table whose lock all migrations of a database take in turn: the functions of the prelude are shared by its schemas. */
const startLock = `${functionSchema}.start_lock`;
const lockTimedOut = "55P03";
const holderText = `SELECT pid, coalesce(nullif(application_name, ''), 'an unnamed program'), usename FROM pg_stat_activity
  WHERE pid <> pg_backend_pid() AND pid IN (SELECT pid FROM pg_locks JOIN pg_class ON pg_class.oid = relation
    WHERE granted AND relnamespace = $1::regnamespace) ORDER BY xact_start LIMIT 1`;
/** A schema, a table, or a row of theirs in the catalogue is there already. */
const madeMeanwhile = ["42P06", "42P07", "23505"];

/** Functions with SQLite's names. */
const preludeFile = new URL("./prelude.sql", import.meta.url);
const readPrelude = () => readFileSync(preludeFile, "utf8");
const tables = `CREATE TABLE IF NOT EXISTS migrations (name text PRIMARY KEY, hash text NOT NULL, applied_at bigint NOT NULL);
CREATE TABLE IF NOT EXISTS commits (n bigint PRIMARY KEY, token text NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS server_clock (id bigint PRIMARY KEY CHECK (id = 1), ahead bigint NOT NULL);
CREATE TABLE IF NOT EXISTS ${installation} (one bigint PRIMARY KEY CHECK (one = 1), id text NOT NULL);
INSERT INTO server_clock (id, ahead) VALUES (1, 0) ON CONFLICT DO NOTHING;`;

/**
 * Applies the migrations that stand beside those of SQLite, in a folder with `-pg` behind its name. The lock ends with the transaction, so that
 * a failed migration blocks no later start.
 */
export async function migrateDatabase(
  connection: Connection,
  place: DatabasePlace,
  { migrations, runtime, isReplaceable }: Pick<EngineOptions, "migrations" | "runtime" | "isReplaceable">,
): Promise<void> {
  const files = migrationsBeside(migrations);
  try {
    await makeStartLock(connection);
    await connection.command(
      `BEGIN; SET LOCAL lock_timeout = ${startLockTimeoutMs}; LOCK TABLE ${startLock} IN EXCLUSIVE MODE; SET LOCAL lock_timeout = ${tableLockTimeoutMs}`,
    );
    await makeSchema(connection, place.schema);
    await connection.command(readPrelude());
    await connection.command(tables);
    const applied = new Map(
      (await connection.ask("SELECT name, hash FROM migrations")).map(([name, hash]) => [name, hash]),
    );
    // Other processes of the service write, unless rows are migrated.
    if (files.some(({ name }) => !applied.has(name))) await connection.command(lockText);
    for (const { name, hash, text } of files) {
      const known = applied.get(name);
      if (known !== undefined && known !== hash) throw new Error(`migration ${name} was changed after it was applied`);
      if (known !== undefined) continue;
      await makeExtensions(connection, place, text);
      await connection.command(text, isReplaceable ? undefined : unboundedMs);
      await connection.ask("INSERT INTO migrations (name, hash, applied_at) VALUES ($1, $2, $3)", [
        name,
        hash,
        runtime.now(),
      ]);
    }
    await connection.command("COMMIT");
  } catch (error) {
    if (connection.isOpen()) await connection.command("ROLLBACK").catch(connection.drop);
    if (error instanceof CommandFailure) throw error;
    const why = error instanceof Error ? error.message : String(error);
    const holder = codeOfFault(error) === lockTimedOut ? await findHolder(connection, place.schema) : "";
    throw new CommandFailure(`${nameOf(place)} cannot be brought up to date: ${why}${holder}`, { cause: error });
  }
}

/** Makes what the tables of a dump need: the schema, our functions, and the extensions that the migrations name. */
export async function prepareSchema(connection: Connection, place: DatabasePlace, migrations: string): Promise<void> {
  await makeStartLock(connection);
  await connection.command(`BEGIN; LOCK TABLE ${startLock} IN EXCLUSIVE MODE`);
  await makeSchema(connection, place.schema);
  await connection.command(readPrelude());
  for (const { text } of migrationsBeside(migrations)) await makeExtensions(connection, place, text);
  await connection.command("COMMIT");
}

/** The session that has used a table of the schema for the longest time, with what ends it; empty if none is found. */
async function findHolder(connection: Connection, schema: string): Promise<string> {
  const [row] = await connection.ask(holderText, [schema]).catch(() => []);
  if (!row) return "";
  const [pid, program, user] = row.map(String);
  return `; the session ${pid} of ${program} (${user}) uses a table: wait for it, or SELECT pg_terminate_backend(${pid})`;
}

/** Makes the table of the lock. Of processes that do so at once the later ones fail, and find it then. */
async function makeStartLock(connection: Connection): Promise<void> {
  for (;;) {
    try {
      await makeSchema(connection, functionSchema);
      await connection.command(`CREATE TABLE IF NOT EXISTS ${startLock} ()`);
      return;
    } catch (error) {
      if (!madeMeanwhile.includes(codeOfFault(error) ?? "")) throw error;
    }
  }
}

/** Made only where it is missing: a role that may not make schemas uses one that was made for it. */
async function makeSchema(connection: Connection, schema: string): Promise<void> {
  const found = await connection.ask("SELECT 1 FROM pg_namespace WHERE nspname = $1", [schema]);
  if (found.length === 0) await connection.command(`CREATE SCHEMA "${schema}"`);
}

/** The migrations that stand beside those of SQLite, in their order. */
export function migrationsBeside(migrations: string): { name: string; hash: string; text: string }[] {
  const folder = `${migrations.replace(/\/$/, "")}-pg`;
  const names = readdirSync(folder).filter((name) => name.endsWith(".sql"));
  if (names.length === 0) throw new Error(`${folder} has no migrations`);
  return names.sort().map((name) => {
    const text = readFileSync(join(folder, name), "utf8");
    return { name: name.replace(/\.sql$/, ""), hash: createHash("sha256").update(text).digest("hex"), text };
  });
}
