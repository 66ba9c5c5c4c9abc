/** The databases of a chaos run: one of each service on a private server, behind a link of its own. */
import { chanceOf, type PostgresServer } from "@hansa/kit/testing";
import { createDatabase, startServer } from "../../harness/databases.ts";
import { type Link, type LinkFaultCounts, openLink } from "../faults/network-links.ts";
import { type ServiceName, serviceNames } from "./names.ts";

export type ShopDatabases = {
  /** The server that the links lead to. */
  server(): PostgresServer;
  /** The variables by which the processes find their databases. */
  variables: Readonly<Record<string, string>>;
  link(name: ServiceName): Link;
  /** Leads all to another server, as the name of a failed one comes to point to its standby. */
  lead(next: PostgresServer): void;
  close(): Promise<void>;
};

/** Starts a server with the databases of all services. `options` are those of its command line. Throws a UsageError without PostgreSQL. */
export async function openDatabases(seed: number, options = ""): Promise<ShopDatabases> {
  let server = await startServer(options);
  const variables: Record<string, string> = {};
  const links = new Map<ServiceName, Link>();
  const troubles: LinkFaultCounts = { delay: 0, cut: 0, lose: 0 };
  for (const name of serviceNames) {
    const link = await openLink(server.port, chanceOf(seed, `database of ${name}`), troubles);
    links.set(name, link);
    Object.assign(variables, await createDatabase(server, name, link.port));
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
