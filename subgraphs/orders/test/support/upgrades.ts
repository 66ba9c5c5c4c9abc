/** Statements of migrations that change rows, to run them on a store that a test has taken back to the state before. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { present } from "./mutations.ts";
import type { Shop } from "./shop.ts";

/** The statement with these words in the migration of this name, for the engine of the shop's store. */
export function upgradeStatement({ place }: Pick<Shop, "place">, name: string, words: string): string {
  const engine = place.engine === "sqlite" ? "migrations" : "migrations-pg";
  const folder = path.join(import.meta.dirname, "..", "..", engine);
  const file = present(readdirSync(folder).find((each) => each.endsWith(`_${name}.sql`)));
  const statements = readFileSync(path.join(folder, file), "utf8").split("--> statement-breakpoint");
  return present(statements.find((statement) => statement.includes(words)));
}
