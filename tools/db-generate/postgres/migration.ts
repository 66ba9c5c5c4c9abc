/** Migrations of PostgreSQL: each is translated from what SQLite's migrations made since the one before. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { CommandFailure } from "@hansa/kit/command-line";
import { booleanColumns, Database } from "@hansa/kit/store";
import { z } from "zod";
import { compareSchemas } from "./difference.ts";
import { Untranslatable } from "./expression.ts";
import { changesOfRows } from "./rows.ts";
import { readSchema, type Schema, type SearchForm } from "./schema.ts";
import { createSchema } from "./statements.ts";

const breakpoint = "\n--> statement-breakpoint\n";
/** The line that says how far a migration follows SQLite's. One that a person writes has it too. */
const headOf = (last: string) => `-- As SQLite's migrations up to ${last}.`;

/**
 * Writes the next migration in the folder beside `migrations`, which are SQLite's, and answers with its name; with undefined if there is nothing
 * to write. `tables` are the exports of the store's tables file. Throws if a person must write it.
 */
export function writeMigration(migrations: string, tables: Readonly<Record<string, unknown>>): string | undefined {
  const folder = `${migrations}-pg`;
  const tags = tagsOf(migrations);
  const done = lastFollowed(folder);
  const missing = tags.slice(done + 1);
  const [last] = missing.slice(-1);
  if (last === undefined) return undefined;
  const isFirst = done < 0;
  const number = String(namesIn(folder).length).padStart(4, "0");
  const name = `${number}_${isFirst ? "initial" : last.slice(5)}.sql`;
  const head = headOf(last.slice(0, 4));
  try {
    const later = schemaAfter(migrations, tags, tables);
    const replaced = new Set([...later.indexes, ...later.search].map(({ name }) => name));
    const without = later.leftOut.filter((part) => !replaced.has(part));
    const leftOut =
      without.length > 0 && isFirst ? [`-- Left out, since search is another one: ${without.join(", ")}.`] : [];
    const statements = isFirst ? createSchema(later) : stepsTo(later);
    mkdirSync(folder, { recursive: true });
    const text = [[head, ...leftOut, ""].join("\n"), statements.join(breakpoint), "\n"].join("");
    writeFileSync(path.join(folder, name), text, { flag: "wx" });
    return name;
  } catch (error) {
    if (!(error instanceof Untranslatable)) throw error;
    throw new CommandFailure(
      `${path.relative(process.cwd(), path.join(folder, name))} must be written by hand, with the first line "${head}": ${error.message}.`,
    );
  }

  function stepsTo(later: Schema): string[] {
    const { before, after } = compareSchemas(schemaAfter(migrations, tags.slice(0, done + 1), tables), later);
    const texts = missing.map((tag) => readFileSync(path.join(migrations, `${tag}.sql`), "utf8"));
    return [...before, ...changesOfRows(texts, later), ...after];
  }
}

/** The number of the last SQLite migration that those of PostgreSQL follow; -1 without any. */
export function lastFollowed(folder: string): number {
  const [last] = namesIn(folder).slice(-1);
  if (last === undefined) return -1;
  const [, number] =
    /^-- As SQLite's migrations up to (\d{4})\.$/m.exec(readFileSync(path.join(folder, last), "utf8")) ?? [];
  if (number === undefined) throw new CommandFailure(`${path.join(folder, last)} lacks the line "${headOf("NNNN")}"`);
  return Number.parseInt(number, 10);
}

/** The names of SQLite's migrations, without `.sql`, in their order. */
export function tagsOf(migrations: string): string[] {
  const journal: { entries: { tag: string }[] } = JSON.parse(
    readFileSync(path.join(migrations, "meta", "_journal.json"), "utf8"),
  );
  return journal.entries.map(({ tag }) => tag);
}

function namesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".sql"))
    .sort();
}

/** The schema that these migrations make. */
function schemaAfter(migrations: string, tags: readonly string[], tables: Readonly<Record<string, unknown>>): Schema {
  const store = new Database(":memory:");
  for (const tag of tags) store.exec(readFileSync(path.join(migrations, `${tag}.sql`), "utf8"));
  return readSchema(store, booleanColumns(tables), searchForms(tables));
}

/** PostgreSQL's forms of the tables of full-text search: the export `searchOnPostgres` of the store's tables. */
export function searchForms(tables: Readonly<Record<string, unknown>>): SearchForm[] {
  const { searchOnPostgres = {} } = tables;
  const forms = z.record(z.string(), z.array(z.string())).parse(searchOnPostgres);
  return Object.entries(forms).map(([name, statements]) => ({ name, statements }));
}
