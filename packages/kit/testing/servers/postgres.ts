/** PostgreSQL for tests: a database of this process, on the server of `HANSA_TEST_PG` or on a private one of the distribution. */
import { randomBytes } from "node:crypto";
import { Socket } from "node:net";
import { Client } from "pg";
import { findPrograms, startPostgres } from "./postgres-server.ts";

type Environment = { HANSA_TEST_PG?: string | undefined; PATH?: string | undefined; CI?: string | undefined };

/** The address of a database, `postgres://user@host:port/name`. */
type TestDatabase = { url: string };

const noServer = "NOT RUN: no PostgreSQL. Debian has it in the package postgresql; HANSA_TEST_PG may name a server.";
const ownPrefix = "hansa_test_";
/** Of the lock under which databases are made and removed. */
const databaseLock = 5_433_277;

const ambient: Environment = process.env;
let ofThisProcess: Promise<TestDatabase> | undefined;

/**
 * The database of this process. It is empty at the first call; stores take a schema each. Its role is no superuser and owns it. Throws if there
 * is no server.
 */
export function testDatabase(env = ambient): Promise<TestDatabase> {
  ofThisProcess ??= openDatabase(env);
  return ofThisProcess;
}

/**
 * The database of this process. Without a server the test ends here, as skipped and with a line on standard error; in CI, where `CI` is set, it
 * fails instead.
 */
export async function requireDatabase(
  context: { skip(message: string): void },
  env = ambient,
  programs = findPrograms(env),
): Promise<TestDatabase> {
  if (!env.HANSA_TEST_PG && programs === null) {
    if (env.CI) throw new Error(noServer);
    process.stderr.write(`\n!!! ${noServer}\n\n`);
    context.skip(noServer);
  }
  return testDatabase(env);
}

/** The address of the database for sessions that may not ask for the cluster, as where an administrator has withdrawn the right. */
export async function refuseCluster({ url }: TestDatabase): Promise<string> {
  await withClient(url, (client) =>
    client.query(`CREATE SCHEMA IF NOT EXISTS refusing;
      CREATE OR REPLACE FUNCTION refusing.pg_control_system(OUT system_identifier bigint) LANGUAGE sql AS 'SELECT 1::bigint';
      REVOKE EXECUTE ON FUNCTION refusing.pg_control_system() FROM PUBLIC, CURRENT_USER`),
  );
  const refused = new URL(url);
  refused.searchParams.set("options", "-c search_path=refusing,pg_catalog");
  return refused.href;
}

async function openDatabase(env: Environment): Promise<TestDatabase> {
  if (env.HANSA_TEST_PG) return createDatabase(env.HANSA_TEST_PG);
  const programs = findPrograms(env);
  if (programs === null) throw new Error(noServer);
  const { administrator } = await startPostgres({ programs });
  await withClient(administrator, (client) => client.query("CREATE ROLE hansa LOGIN CREATEDB"));
  const server = new URL(administrator);
  server.username = "hansa";
  return createDatabase(server.href);
}

/**
 * Creates a database on the server at this address. A connection that stays open marks it as used: those of ended processes have none, and are
 * removed at this moment.
 */
async function createDatabase(server: string): Promise<TestDatabase> {
  const name = `${ownPrefix}${randomBytes(6).toString("hex")}`;
  const url = new URL(server);
  url.pathname = `/${name}`;
  const socket = new Socket();
  const mark = new Client({ connectionString: url.href, stream: () => socket });
  // Tests end connections, and restart servers.
  mark.on("error", () => {});
  await withClient(server, async (client) => {
    await client.query("SELECT pg_advisory_lock($1)", [databaseLock]);
    for (const unused of await findUnused(client)) await client.query(`DROP DATABASE IF EXISTS ${unused}`);
    await client.query(`CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'`);
    await mark.connect();
  });
  socket.unref();
  return { url: url.href };
}

async function findUnused(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT datname AS name FROM pg_database AS one JOIN pg_roles AS role ON role.oid = datdba
      WHERE datname LIKE $1 AND rolname = current_user
        AND NOT EXISTS (SELECT 1 FROM pg_stat_activity AS used WHERE used.datname = one.datname)`,
    [`${ownPrefix}%`],
  );
  return rows.map(({ name }) => name);
}

async function withClient(connectionString: string, ask: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    await ask(client);
  } finally {
    await client.end();
  }
}
