/** A schema of a database with the store in it, as commands find it in a stopped shop. */
import { CommandFailure } from "../../../command-line/failure.ts";
import { type Connection, createConnection, unboundedMs } from "./connection.ts";
import { assertSameShop } from "./marks.ts";
import { migrationsBeside, prepareSchema } from "./migrations.ts";
import { explainOpening } from "./opening-faults.ts";
import { type DatabasePlace, nameOf } from "./place.ts";
import { readFacts } from "./requirements.ts";
import { requireUnused } from "./sessions.ts";
import { lockText } from "./transaction.ts";

/** A schema of a database for a command. */
export type DatabaseSchema = {
  /** The place in words, without a password. */
  name: string;
  /** The engine, such as "PostgreSQL 15.18". */
  engine: string;
  /** Whether a store was ever opened in the schema. */
  hasStore: boolean;
  /** The schemas of the database that have a store. */
  schemas: readonly string[];
  /** Whether nothing is in the schema. */
  isEmpty: boolean;
  /** Throws while a process of the shop is connected to the database. */
  requireUnused(): Promise<void>;
  /** Makes what the tables of a dump need: the schema, our functions and extensions. */
  prepare(migrations: string): Promise<void>;
  /** Throws if the store has migrations that are not in this folder: a newer version has made it. */
  requireKnown(migrations: string): Promise<void>;
  /** Throws if the store is of another shop. */
  requireSameShop(): Promise<void>;
  /** Removes the store: the tables and functions of its schema, which stays. Throws if the role does not own one of them, or it is of another shop. */
  empty(): Promise<void>;
  close(): Promise<void>;
};

/** Each store has this table. */
const storesText = "SELECT schemaname FROM pg_tables WHERE tablename = 'migrations' ORDER BY schemaname";
const tablesText = `SELECT count(*) FROM pg_class JOIN pg_namespace AS one ON one.oid = relnamespace WHERE nspname = $1
  AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e')`;
/** Statements that remove what is in a schema. Objects of extensions stay. */
const removalText = `SELECT format('DROP %s IF EXISTS %s CASCADE', CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW'
    WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, one.oid::regclass) FROM pg_class AS one
  WHERE relnamespace = $1::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S')
    AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = one.oid AND deptype IN ('e', 'i'))
  UNION ALL SELECT format('DROP ROUTINE IF EXISTS %s CASCADE', one.oid::regprocedure) FROM pg_proc AS one
  WHERE pronamespace = $1::regnamespace AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = one.oid AND deptype = 'e')`;

/** Whether a store was ever opened in this schema of the connection's database. */
export async function hasTables(connection: Pick<Connection, "ask">, schema: string): Promise<boolean> {
  return (await schemasOf(connection)).includes(schema);
}

async function schemasOf(connection: Pick<Connection, "ask">): Promise<string[]> {
  return (await connection.ask(storesText)).map(([schema]) => String(schema));
}

/** Looks at the schema of a place. Throws if the server cannot be reached. */
export async function openDatabaseSchema(place: DatabasePlace): Promise<DatabaseSchema> {
  const connection = createConnection(place, { isReplaceable: false, patienceMs: unboundedMs, command: "look" });
  const name = nameOf(place);
  try {
    await connection.ready();
    const schemas = await schemasOf(connection);
    const [[tables] = []] = await connection.ask(tablesText, [place.schema]);
    const { name: engine } = await readFacts(connection, place);
    return {
      name,
      engine,
      isEmpty: tables === 0,
      hasStore: schemas.includes(place.schema),
      schemas,
      requireUnused: () => requireUnused(connection, name),
      prepare: (migrations) => prepareSchema(connection, place, migrations),
      requireKnown: async (migrations) => {
        const known = migrationsBeside(migrations).map(({ name: migration }) => migration);
        const applied = await connection.ask("SELECT name FROM migrations");
        if (applied.every(([migration]) => known.includes(String(migration)))) return;
        throw new CommandFailure(`${name} was made by a newer version of Hansa. Restore it with that version.`);
      },
      requireSameShop: () => assertSameShop(connection, place),
      empty: () => emptySchema(connection, place),
      close: connection.close,
    };
  } catch (error) {
    await connection.close();
    throw explainOpening(place, error);
  }
}

/** One transaction: a store is whole or not there. */
async function emptySchema(connection: Connection, place: DatabasePlace): Promise<void> {
  if (!(await hasTables(connection, place.schema))) return;
  await assertSameShop(connection, place);
  await connection.command(`BEGIN; ${lockText} NOWAIT`);
  const found = await connection.ask(removalText, [place.schema]);
  for (const [statement] of found) await connection.command(String(statement));
  const tag = await connection.command("COMMIT");
  if (tag !== "COMMIT") throw new CommandFailure(`${nameOf(place)} was not emptied: the commit ended with ${tag}`);
}
