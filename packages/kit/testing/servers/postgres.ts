/** PostgreSQL for tests: a database of this process, on the server of `HANSA_TEST_PG` or on a private one of the distribution. */
import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chownSync, existsSync, globSync } from "node:fs";
import { Socket } from "node:net";
import path from "node:path";
import { text } from "node:stream/consumers";
import { Client } from "pg";
import { freePort } from "../ports.ts";
import { temporaryFolder } from "../subgraph-client.ts";

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

async function openDatabase(env: Environment): Promise<TestDatabase> {
  if (env.HANSA_TEST_PG) return createDatabase(env.HANSA_TEST_PG);
  const programs = findPrograms(env);
  if (programs === null) throw new Error(noServer);
  return createDatabase(await startServer(programs, env));
}

/** The folder of the newest server's programs, null without one. Debian has no server on the search path. */
function findPrograms({ PATH = "" }: Environment): string | null {
  const ofDebian = globSync("/usr/lib/postgresql/*/bin").sort((one, other) => versionIn(other) - versionIn(one));
  const isComplete = (folder: string) => ["initdb", "pg_ctl"].every((name) => existsSync(path.join(folder, name)));
  return [...ofDebian, ...PATH.split(path.delimiter)].find(isComplete) ?? null;
}

function versionIn(folder: string): number {
  return Number.parseFloat(path.basename(path.dirname(folder)));
}

/**
 * The shell that owns the server: it ends the server and removes the folder once its standard input closes, which the system does however the
 * process ends that started it.
 */
const keeper = `
  trap '' PIPE
  trap 'rm -rf "$folder"' EXIT
  {
    "$programs/initdb" -D data -U postgres -E UTF8 --locale=C -A trust --no-sync &&
    "$programs/pg_ctl" start -w -D data -l log -o "-h 127.0.0.1 -p $port -k '' $settings"
  } >steps 2>&1 || { cat steps >&2; [ ! -f log ] || cat log >&2; exit 1; }
  echo ready
  cat >/dev/null
  "$programs/pg_ctl" stop -D data -m immediate >steps 2>&1
`;

/** Stores of tests are many and small. A commit waits for the disk as in a shop: one without is refused. */
const settings = "-c max_connections=400 -c max_locks_per_transaction=256 -c shared_buffers=64MB -c jit=off";

/** Starts a private server on a free port, as an ordinary user; answers with the address of a role that may create databases. */
async function startServer(programs: string, { PATH }: Environment): Promise<string> {
  const { path: folder } = temporaryFolder();
  const user = ordinaryUser();
  if (user) chownSync(folder, user.uid, user.gid);
  const port = String(await freePort());
  const shell = spawn("/bin/sh", ["-c", keeper], {
    ...user,
    cwd: folder,
    // A group of its own: an interrupt from the terminal is for the tests, and their end is the server's.
    detached: true,
    env: { PATH, LC_ALL: "C", folder, programs, port, settings },
  });
  const faults = text(shell.stderr);
  const [isReady] = await Promise.race([once(shell.stdout, "data"), once(shell, "close")]);
  if (!(isReady instanceof Buffer)) throw new Error(`PostgreSQL did not start: ${await faults}`);
  shell.unref();
  for (const stream of [shell.stdin, shell.stdout, shell.stderr]) if (stream instanceof Socket) stream.unref();

  const server = `127.0.0.1:${port}/postgres`;
  await withClient(`postgres://postgres@${server}`, (client) => client.query("CREATE ROLE hansa LOGIN CREATEDB"));
  return `postgres://hansa@${server}`;
}

/** The user of the server where this process is root's, which PostgreSQL refuses. */
function ordinaryUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ["postgres", "nobody"]) {
    const [uid, gid] = ["-u", "-g"].map((option) =>
      spawnSync("id", [option, name], { encoding: "utf8" }).stdout.trim(),
    );
    if (uid && gid) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error("PostgreSQL does not run as root, and this machine has neither a user postgres nor nobody");
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
