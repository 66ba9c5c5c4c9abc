/** Stores that are on PostgreSQL: those of the processes for which the environment names a database. */
import { CommandFailure } from "@hansa/kit/command-line";
import { services } from "./shop.mjs";

/** Throws where a store is on PostgreSQL. `work` says what needs files. */
export function requireFilesOnly(work: string, environment: Readonly<Record<string, string | undefined>>): void {
  const elsewhere = inDatabases(environment);
  if (elsewhere.length === 0) return;
  const stores = `the ${elsewhere.length === 1 ? "store" : "stores"} of ${elsewhere.join(" and ")}`;
  throw new CommandFailure(
    `${work}, and ${stores} ${elsewhere.length === 1 ? "is" : "are"} on PostgreSQL (docs/owners/postgresql.md)`,
  );
}

/** The names of the processes whose stores are in a database. */
export function inDatabases(environment: Readonly<Record<string, string | undefined>>): string[] {
  return services
    .map(({ name }) => name)
    .filter((name) => {
      const variable = `HANSA_${name.toUpperCase()}_DATABASE_URL`;
      return Boolean(environment[variable] || environment[`${variable}_FILE`]);
    });
}
