/** Prepares recorded statements on PostgreSQL, each in a schema with the tables of its store. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { type RecordedStatement, recordedStatement } from "@hansa/kit/testing";
import { Client } from "pg";
import { root, services } from "../../../../cli/host/shop.mjs";

/** The numbers of routers and of copies in the names of their files. */
const numbers = /-\d+(?=\.db$)/;
const migrationsOf = new Map(
  services.flatMap(({ stores }) =>
    stores.map(({ file, migrations }) => [path.basename(file).replace(numbers, ""), migrations]),
  ),
);

/** SQL that only SQLite has: the pragmas. */
const ofSqlite = /\bpragma_\w+\b/;

export type Preparation = { prepared: number; faults: string[] };

/** Prepares the statements of the files in this folder. It is a fault to find none. */
export async function prepareStatements(folder: string, url: string): Promise<Preparation> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(readFileSync(path.join(root, "packages/kit/src/store/engine/pg/prelude.sql"), "utf8"));
    const faults: string[] = [];
    let prepared = 0;
    for (const [file, migrations] of migrationsOf) {
      const texts = textsOf(folder, file);
      if (texts.size === 0) continue;
      await makeTables(client, `statements_${path.basename(path.dirname(migrations))}`, migrations);
      for (const text of texts) {
        const fault = await faultOf(client, text);
        if (fault !== undefined) faults.push(`${file}: ${fault}\n  ${text}`);
        prepared += 1;
      }
    }
    if (prepared === 0) faults.push("no statement was recorded");
    return { prepared, faults };
  } finally {
    await client.end();
  }
}

/** The texts of a store, each once. */
function textsOf(folder: string, file: string): Set<string> {
  const recorded = readdirSync(folder).flatMap((name) =>
    readFileSync(path.join(folder, name), "utf8")
      .split("\n")
      .flatMap((line): RecordedStatement[] => (line === "" ? [] : [recordedStatement.parse(JSON.parse(line))])),
  );
  const own = recorded.filter((one) => one.file.replace(numbers, "") === file && !ofSqlite.test(one.text));
  return new Set(own.map(({ text }) => text));
}

async function makeTables(client: Client, schema: string, migrations: string): Promise<void> {
  await client.query(
    `DROP SCHEMA IF EXISTS ${schema} CASCADE; CREATE SCHEMA ${schema}; SET search_path = ${schema}, hansa`,
  );
  const folder = path.join(root, `${migrations}-pg`);
  for (const name of readdirSync(folder).sort()) await client.query(readFileSync(path.join(folder, name), "utf8"));
}

/** The error with which PostgreSQL refuses a statement; undefined if it takes it. */
async function faultOf(client: Client, text: string): Promise<string | undefined> {
  try {
    await client.query(`PREPARE one AS ${text}`);
    await client.query("DEALLOCATE one");
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
