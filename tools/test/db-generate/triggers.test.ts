/** Each trigger of each store, broken once on both engines: both refuse the same statement with the same words. */
import { expect, test } from "vitest";
import { type BothStores, openBoth, storeFolders } from "./support/both-stores.ts";
import { type Damage, damages, type Row } from "./support/trigger-damages.ts";

/** The triggers of full-text search, which PostgreSQL does without. */
const ofSearch = /^user_search_is_(extended|changed|reduced)$/;
const withTriggers = storeFolders.filter(({ name }) => name !== "router");

test.for(withTriggers)("both engines refuse what a trigger forbids: $name", async (store, context) => {
  const both = await openBoth(context, store);
  const triggers = both.sqlite
    .prepare<[], { name: string; sql: string }>(
      "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY name",
    )
    .all()
    .filter(({ name }) => !ofSearch.test(name));
  expect(triggers.length).toBeGreaterThan(0);
  for (const { name, sql } of triggers) {
    const damage = damages[name];
    if (damage === undefined) throw new Error(`${name} has no damage: write one in support/trigger-damages.ts`);
    const [, refusal] = /RAISE\(ABORT, '([^']+)'\)/.exec(sql) ?? [];
    expect(refusal === undefined, name).toBe(damage.wrote !== undefined);
    const expected = refusal ?? damage.wrote?.rows;
    expect([name, resultOnSqlite(both, damage)]).toEqual([name, expected]);
    expect([name, await resultOnPostgres(both, damage)]).toEqual([name, expected]);
  }
});

test("the table of damages is of triggers that exist", async (context) => {
  const names: unknown[] = [];
  for (const store of withTriggers) {
    const { sqlite } = await openBoth(context, store);
    names.push(...sqlite.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all());
  }
  expect(Object.keys(damages).filter((name) => !names.includes(name))).toEqual([]);
});

/** The words of the refusal, or the rows that the trigger wrote. */
function resultOnSqlite(both: BothStores, { rows, statement, wrote }: Damage): unknown {
  const { sqlite } = both;
  sqlite.exec("BEGIN");
  try {
    for (const row of rows) sqlite.exec(insertion(both, row));
    if (wrote === undefined) return messageOf(() => sqlite.exec(statement));
    sqlite.exec(statement);
    return sqlite.prepare(wrote.statement).raw().all();
  } finally {
    sqlite.exec("ROLLBACK");
  }
}

function messageOf(run: () => void): string | undefined {
  try {
    run();
  } catch (error) {
    if (error instanceof Error) return error.message;
  }
  return undefined;
}

async function resultOnPostgres(both: BothStores, { rows, statement, wrote }: Damage): Promise<unknown> {
  const { pg } = both;
  await pg.query("BEGIN");
  try {
    for (const row of rows) await pg.query(insertion(both, row));
    const refused = await pg.query(statement).then(
      () => undefined,
      (error) => error,
    );
    if (wrote === undefined) {
      expect(refused?.code, "the code of a broken CHECK").toBe("23514");
      return refused?.message;
    }
    const found = await pg.query<unknown[]>({ text: wrote.statement, rowMode: "array" });
    return found.rows.map((row) => row.map((value) => (/^\d+$/.test(String(value)) ? Number(value) : value)));
  } finally {
    await pg.query("ROLLBACK");
  }
}

/** The statement that inserts a row, with a value for each column that requires one. */
function insertion({ sqlite, booleans }: BothStores, { into, ...values }: Row): string {
  const columns = sqlite
    .prepare<[string, string], { name: string; type: string; isRequired: number }>(
      `SELECT name, lower(type) AS type, "notnull" AND dflt_value IS NULL AS "isRequired" FROM pragma_table_info(?)
        WHERE NOT (pk AND EXISTS (SELECT 1 FROM sqlite_schema WHERE name = ? AND sql LIKE '%AUTOINCREMENT%'))`,
    )
    .all(into, into);
  const filled = ({ name, type }: { name: string; type: string }) => {
    if (booleans.get(into)?.has(name)) return "FALSE";
    return type === "text" ? "'x'" : "0";
  };
  const given = new Map(columns.filter(({ isRequired }) => isRequired).map((column) => [column.name, filled(column)]));
  for (const [name, value] of Object.entries(values))
    given.set(name, typeof value === "string" ? `'${value}'` : String(value));
  const names = [...given.keys()].map((name) => `"${name}"`);
  return `INSERT INTO ${into} (${names.join(", ")}) VALUES (${[...given.values()].join(", ")})`;
}
