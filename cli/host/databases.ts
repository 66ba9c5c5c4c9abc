/** Stores that are on PostgreSQL: those of the processes for which the environment names a database. */
import { services } from "./shop.mjs";

/** The names of the processes whose stores are in a database. */
export function inDatabases(environment: Readonly<Record<string, string | undefined>>): string[] {
  return services
    .map(({ name }) => name)
    .filter((name) => {
      const variable = `HANSA_${name.toUpperCase()}_DATABASE_URL`;
      return Boolean(environment[variable] || environment[`${variable}_FILE`]);
    });
}
