/** Folders of migrations for tests of databases. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { temporaryFolder } from "../../../testing/subgraph-client.ts";

/** A folder of migrations, beside a folder of SQLite's that is not read. */
export function migrationsOf(texts: Record<string, string>): string {
  const folder = temporaryFolder();
  onTestFinished(() => folder.remove());
  mkdirSync(join(folder.path, "migrations-pg"));
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(folder.path, "migrations-pg", name), text);
  return join(folder.path, "migrations");
}

/** The texts of the PostgreSQL migrations beside this folder. */
export function readMigrations(folder: string): Record<string, string> {
  const beside = `${folder.replace(/\/$/, "")}-pg`;
  const files = readdirSync(beside).filter((name) => name.endsWith(".sql"));
  return Object.fromEntries(files.map((name) => [name, readFileSync(join(beside, name), "utf8")]));
}
