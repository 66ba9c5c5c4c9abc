/** The engine of the stores that tests open. */
import { basename } from "node:path";
import { databaseVariables } from "../../src/service/database-config.ts";
import { testDatabase } from "../servers/postgres.ts";

/** The engine that `HANSA_TEST_STORES` names: SQLite if it is absent. */
const testedEngine = process.env.HANSA_TEST_STORES ?? "sqlite";

/** Whether tests open stores of SQLite. On another engine a test about SQLite itself is skipped, and a line on standard error says why. */
export function sqliteOnly(subject: string): boolean {
  if (testedEngine === "sqlite") return true;
  process.stderr.write(`\n!!! NOT RUN on ${testedEngine}: tests of ${subject}, which are SQLite's.\n\n`);
  return false;
}

/** The variables that put the store of a service where `HANSA_TEST_STORES` says: none on SQLite. */
export async function storeVariables(service: string, folder: string): Promise<Record<string, string>> {
  return testedEngine === "sqlite" ? {} : schemaVariables(service, folder);
}

/** The variables that put the store of a service into a schema of its own, named after the folder of its shop. */
export async function schemaVariables(service: string, folder: string): Promise<Record<string, string>> {
  const { url } = await testDatabase();
  const schema = `${basename(folder)}_${service}`.toLowerCase().replaceAll("-", "_");
  return { [databaseVariables(service).url]: `${url}?schema=${schema}` };
}
