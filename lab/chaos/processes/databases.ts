/** Databases of a shop on a private server: each process has one, and a role that owns it and may do nothing else, behind a link of its own. */

import { UsageError } from "@hansa/kit/command-line";
import { databaseVariables } from "@hansa/kit/service";
import { chanceOf, findPrograms, type PostgresServer, startPostgres } from "@hansa/kit/testing";
import { type Link, type LinkFaultCounts, openLink } from "../faults/network-links.ts";
import { type ServiceName, serviceNames } from "./names.ts";

export type ShopDatabases = {
  /** The server that the links lead to. */
  server(): PostgresServer;
  /** The variables by which the processes find their databases. */
  variables: Readonly<Record<string, string>>;
  link(name: ServiceName): Link;
  troubles: LinkFaultCounts;
  /** Leads all to another server, as the name of a failed one comes to point to its standby. */
  lead(next: PostgresServer): void;
  close(): Promise<void>;
};

/** Starts a server with the databases of all services. `options` are those of its command line. Throws a UsageError without PostgreSQL. */
export async function openDatabases(seed: number, options = ""): Promise<ShopDatabases> {
  const programs = findPrograms();
  if (programs === null) throw new UsageError("there is no PostgreSQL here; Debian has it in the package postgresql.");
  let server = await startPostgres({ programs, options });
  const variables: Record<string, string> = {};
  const links = new Map<ServiceName, Link>();
  const troubles: LinkFaultCounts = { delay: 0, cut: 0, lose: 0 };
  for (const name of serviceNames) {
    await askServer(server, `CREATE ROLE ${name} LOGIN`);
    const sorted = "TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'";
    await askServer(server, `CREATE DATABASE ${name} OWNER ${name} ${sorted}`);
    const link = await openLink(server.port, chanceOf(seed, `database of ${name}`), troubles);
    links.set(name, link);
    variables[databaseVariables(name).url] = `postgres://${name}@127.0.0.1:${link.port}/${name}`;
  }
  const link = (name: ServiceName): Link => {
    const found = links.get(name);
    if (!found) throw new Error(`${name} has no database`);
    return found;
  };
  return {
    server: () => server,
    variables,
    link,
    troubles,
    lead: (next) => {
      server = next;
      for (const each of links.values()) each.lead(next.port);
    },
    close: async () => {
      for (const each of links.values()) each.close();
      await server.stop();
    },
  };
}

/** Executes statements as the superuser; resolves with what they print, a row in each line. */
export function askServer(server: PostgresServer, statements: string, database = "postgres"): Promise<string> {
  const where = `-h 127.0.0.1 -p $port -U postgres -d ${database}`;
  return server.execute(`"$programs/psql" ${where} -v ON_ERROR_STOP=1 -qAtc ${quoted(statements)}`);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
