/** The database of a process, from three variables of its own: without an address its stores are files in its folder. */
import { readFileSync } from "node:fs";
import type { DatabasePlace } from "../store/engine/pg/place.ts";

type Variables = Readonly<Record<string, string | undefined>>;

/** The most connections of a process unless it is told: one writes, four read. */
const defaultPool = 5;
const maxPool = 100;

/** The variables of a process, such as HANSA_ORDERS_DATABASE_URL. */
export function databaseVariables(self: string): { url: string; file: string; pool: string } {
  const prefix = `HANSA_${self.toUpperCase()}_DATABASE`;
  return { url: `${prefix}_URL`, file: `${prefix}_URL_FILE`, pool: `${prefix}_POOL` };
}

/** The faults of the variables, one line each. */
export function databaseFaults(self: string, values: Variables): string[] {
  const names = databaseVariables(self);
  const { url, file, pool } = given(self, values);
  if (url === undefined && file === undefined) return [];
  if (url !== undefined && file !== undefined) return [`  ${names.url}: is set beside ${names.file}; set one`];
  const read = addressIn(self, values);
  return [
    ...(read && "fault" in read ? [`  ${read.name}: ${read.fault}`] : []),
    ...(pool === undefined || (/^\d+$/.test(pool) && Number(pool) >= 2 && Number(pool) <= maxPool)
      ? []
      : [`  ${names.pool}: is a number from 2 to ${maxPool}`]),
  ];
}

/** The database of the process, undefined without one. Call it after `databaseFaults` has found none. */
export function readDatabase(self: string, values: Variables): DatabasePlace | undefined {
  const read = addressIn(self, values);
  if (read === undefined || "fault" in read) return undefined;
  return { engine: "pg", ...read, pool: Number(given(self, values).pool ?? defaultPool) };
}

/** The same with the schema of another store of the process in that database. */
export function beside(place: DatabasePlace, store: string): DatabasePlace {
  return { ...place, schema: place.schema === defaultSchema ? store : `${place.schema}_${store}` };
}

const defaultSchema = "public";

function given(self: string, values: Variables) {
  const { url, file, pool } = databaseVariables(self);
  const read = (name: string) => values[name] || undefined;
  return { url: read(url), file: read(file), pool: read(pool) };
}

/** The address and the schema, which the address may name as its parameter `schema`; undefined without an address. */
function addressIn(self: string, values: Variables) {
  const names = databaseVariables(self);
  const { url, file } = given(self, values);
  if (url === undefined && file === undefined) return undefined;
  const name = url === undefined ? names.file : names.url;
  try {
    const address = new URL(url ?? readFileSync(file ?? "", "utf8").trim());
    if (!/^postgres(ql)?:$/.test(address.protocol) || address.pathname.length < 2)
      return { name, fault: "is no address such as postgres://user:password@host:5432/database" };
    const schema = address.searchParams.get("schema") ?? defaultSchema;
    if (!/^[a-z_][a-z0-9_]{0,62}$/.test(schema) || /^(hansa|pg_.*)$/.test(schema))
      return { name, fault: "names a schema that is no word of a to z, 0 to 9 and _, or one that is taken" };
    address.searchParams.delete("schema");
    const foreign = [...address.searchParams.keys()].find((parameter) => !parameter.startsWith("ssl"));
    if (foreign !== undefined)
      return { name, fault: `has the parameter ${foreign}; an address takes schema and those of TLS, such as sslmode` };
    return { url: address.href, schema };
  } catch (error) {
    const why =
      error instanceof Error && "code" in error && error.code === "ENOENT" ? "there is no such file" : undefined;
    return { name, fault: why ?? "is no address such as postgres://user:password@host:5432/database" };
  }
}
