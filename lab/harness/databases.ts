/** Databases of a shop on a private server: each process has one, and a role that owns it and may do nothing else. */
import { serviceNames } from "@hansa/contracts/processes";
import { UsageError } from "@hansa/kit/command-line";
import { databaseVariables } from "@hansa/kit/service";
import { findPrograms, type PostgresServer, startPostgres } from "@hansa/kit/testing";
import { moveToDatabases } from "../../cli/commands/move/run.ts";

/** Starts a server; it ends with this process. `options` are those of its command line. Throws a UsageError without PostgreSQL. */
export function startServer(options = ""): Promise<PostgresServer> {
  const programs = findPrograms();
  if (programs === null) throw new UsageError("there is no PostgreSQL here; Debian has it in the package postgresql.");
  return startPostgres({ programs, options });
}

/** Creates a database of this name with its role; returns the variable by which the process of this name finds it at `port`. */
export async function createDatabase(
  server: PostgresServer,
  name: string,
  port = server.port,
): Promise<Record<string, string>> {
  await askServer(server, `CREATE ROLE ${name} LOGIN`);
  const sorted = "TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'";
  await askServer(server, `CREATE DATABASE ${name} OWNER ${name} ${sorted}`);
  return { [databaseVariables(name).url]: `postgres://${name}@127.0.0.1:${port}/${name}` };
}

/**
 * Moves the stores of all services in the folder `data` to the server; the router keeps its file, which no page reads. Returns the variables
 * by which the processes find them. Nothing of the shop may run.
 */
export async function moveToServer(
  server: PostgresServer,
  data: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Record<string, string>> {
  const databases = await Promise.all(serviceNames.map((name) => createDatabase(server, name)));
  const variables = Object.assign({}, ...databases);
  await moveToDatabases(data, { ...environment, HANSA_DATA: data, ...variables });
  return variables;
}

/** Executes statements as the superuser; resolves with what they print, a row in each line. */
export function askServer(server: PostgresServer, statements: string, database = "postgres"): Promise<string> {
  const where = `-h 127.0.0.1 -p $port -U postgres -d ${database}`;
  return server.execute(`"$programs/psql" ${where} -v ON_ERROR_STOP=1 -qAtc ${quoted(statements)}`);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
