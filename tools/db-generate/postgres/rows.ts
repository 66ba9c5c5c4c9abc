/** Statements of SQLite's migrations that change rows, for PostgreSQL. */
import { translate, Untranslatable } from "./expression.ts";
import type { Schema } from "./schema.ts";
import { isToken, type Token, tokensOf } from "./tokens.ts";

const verbs = ["INSERT", "UPDATE", "DELETE"];

/** The statements of these migrations that change rows of a table of `schema`. Throws `Untranslatable`. */
export function changesOfRows(migrations: readonly string[], schema: Schema): string[] {
  const statements = migrations.flatMap((text) => text.split("--> statement-breakpoint"));
  return statements.flatMap((statement) => {
    const tokens = tokensOf(statement).filter((token) => !isToken(token, ";"));
    const [first] = tokens;
    if (first === undefined || ["CREATE", "DROP", "ALTER", "PRAGMA"].some((word) => isToken(first, word))) return [];
    const isOfSearch = schema.leftOut.includes(targetOf(tokens) ?? "");
    return isCopyOfTable(tokens) || isOfSearch ? [] : [translateChange(tokens, schema)];
  });
}

/** drizzle-kit rebuilds a table by copying its rows. A copy that changes values is a change of rows. */
function isCopyOfTable(tokens: readonly Token[]): boolean {
  const text = tokens.map((token) => token.text).join(" ");
  const [, target, columns, copied, source] =
    /^INSERT INTO (\S+) \( (.+?) \) SELECT (.+?) FROM (\S+)$/.exec(text) ?? [];
  return target !== undefined && target === `__new_${source}` && columns === copied;
}

/** The table that a statement changes: the name after UPDATE, or after INSERT INTO or DELETE FROM. */
function targetOf([first, second, third]: readonly Token[]): string | undefined {
  return (isToken(first, "UPDATE") ? second : third)?.text;
}

function translateChange(tokens: readonly Token[], { tables, triggers }: Schema): string {
  const [first] = tokens;
  const verb = verbs.find((word) => isToken(first, word));
  const table = targetOf(tokens);
  const told = `${first?.text} of ${table}`;
  const isOwn = tables.some(({ name }) => name === table);
  if (verb === undefined || !isOwn) throw new Untranslatable(`${told}: no plain change of rows of a table`);
  // SQLite's migration drops the trigger, or it lets the change pass.
  if (triggers.some((trigger) => trigger.table === table)) throw new Untranslatable(`${told}: the table has triggers`);
  const columns = tables.flatMap((one) => one.columns);
  const names = {
    columns: new Set(columns.map(({ name }) => name)),
    booleans: new Set(columns.filter(({ type }) => type === "boolean").map(({ name }) => name)),
  };
  try {
    return `${translate(tokens, names)};`;
  } catch (error) {
    if (error instanceof Untranslatable) throw new Untranslatable(`${told}: ${error.message}`);
    throw error;
  }
}
