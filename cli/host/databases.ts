/** Stores that are on PostgreSQL: those of the processes for which the environment names a database. */
import { processNames } from "@hansa/contracts/processes";
import { environmentFor, readVariables } from "./keys/key-folder.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Whether a store with facts of the shop is in a database; that of a router has none. */
export function hasDatabases(environment: Environment, data: string): boolean {
  return inDatabases(environment, data).some((name) => name !== "router");
}

/** The names of the processes whose stores are in a database. The address of one may be in its file of keys alone. */
export function inDatabases(environment: Environment, data: string): string[] {
  return processNames.filter((name) => {
    const own = environmentFor(name, environment, data);
    const values = own.HANSA_KEYS_FILE ? { ...own, ...readVariables(own.HANSA_KEYS_FILE) } : own;
    const variable = `HANSA_${name.toUpperCase()}_DATABASE_URL`;
    return Boolean(values[variable] || values[`${variable}_FILE`]);
  });
}
