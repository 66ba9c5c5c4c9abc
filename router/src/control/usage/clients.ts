/** Clients of the graph, as they name themselves in headers: a bounded number of them in each week. */
import type { IncomingHttpHeaders } from "node:http";
import { type NameUser, openCountedNames } from "../../identity/counted-names.ts";

export type Client = { readonly name: string; readonly version: string };

/** The name or version of a client that gives none. */
const unknown = "(unknown)";
/** Clients beyond the bound, and names and versions of another form. */
const other: Client = { name: "(other)", version: "(other)" };
/** The form of names and versions that are kept: it holds no e-mail address. */
const nameForm = /^[A-Za-z0-9._\-/ ()+]{1,60}$/;
/** Any caller can make up names: beyond so many of a week, new ones are counted together. */
const maxClients = 300;

/** A request with the headers in which its client names itself, and its sender. */
type NamingRequest = { headers: IncomingHttpHeaders; user: NameUser };

/** Opens the reading of clients from headers. It gives the same object for the same client of one week. */
export function openClients(): (request: NamingRequest, week: number) => Client {
  let versions = new Map<string, Map<string, Client>>();
  let hasPlace = openCountedNames(maxClients);
  let current = 0;

  function add(name: string, version: string, user: NameUser): Client {
    if (!hasPlace(`${name} ${version}`, user)) return other;
    const client = { name, version };
    const ofName = versions.get(name) ?? new Map<string, Client>();
    versions.set(name, ofName.set(version, client));
    return client;
  }

  return ({ headers, user }, week) => {
    if (week !== current) {
      current = week;
      versions = new Map();
      hasPlace = openCountedNames(maxClients);
    }
    const name = nameIn(headers["apollographql-client-name"] ?? headers["graphql-client-name"]);
    const version = nameIn(headers["apollographql-client-version"] ?? headers["graphql-client-version"]);
    return versions.get(name)?.get(version) ?? add(name, version, user);
  };
}

function nameIn(header: string | string[] | undefined): string {
  if (header === undefined || header === "") return unknown;
  return typeof header === "string" && nameForm.test(header) ? header : other.name;
}
