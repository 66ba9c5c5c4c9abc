/** Statements of a run are prepared on PostgreSQL, in the tables of their store. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { type RecordedStatement, requireDatabase, temporaryFolder } from "@hansa/kit/testing";
import { expect, onTestFinished, test } from "vitest";
import { prepareStatements } from "./support/statements/preparation.ts";

/** A folder in which two processes have recorded these statements. */
function recordedBy(first: readonly RecordedStatement[], second: readonly RecordedStatement[] = []): string {
  const folder = temporaryFolder();
  onTestFinished(() => folder.remove());
  for (const [name, statements] of Object.entries({ first, second }))
    writeFileSync(
      path.join(folder.path, `${name}.jsonl`),
      statements.map((statement) => `${JSON.stringify(statement)}\n`).join(""),
    );
  return folder.path;
}

const carts = { file: "orders.db", text: 'select "id" from "carts" where "carts"."updated_at" < $1 and not ordered' };
const usage = { file: "router-2.db", text: 'select count(*) from "usage_counts"' };

test("statements that are valid are counted once, also those of a second router", async (context) => {
  const { url } = await requireDatabase(context);
  const folder = recordedBy([carts, usage], [carts]);
  expect(await prepareStatements(folder, url)).toEqual({ prepared: 2, faults: [] });
});

test("a statement that PostgreSQL refuses is named with its store and the reason", async (context) => {
  const { url } = await requireDatabase(context);
  const faulty = { file: "orders.db", text: 'select "id" from "carts" where ordered = 0' };
  const elsewhere = { file: "payments.db", text: carts.text };
  const { prepared, faults } = await prepareStatements(recordedBy([carts, faulty, elsewhere]), url);
  expect(prepared).toBe(3);
  expect(faults).toEqual([
    expect.stringMatching(/^orders\.db: operator does not exist: boolean = integer\n.*ordered = 0$/),
    expect.stringMatching(/^payments\.db: relation "carts" does not exist\n/),
  ]);
});

test("a run without a statement is faulty, and one of SQLite's own pragmas is none", async (context) => {
  const { url } = await requireDatabase(context);
  const pragma = { file: "products.db", text: "SELECT name FROM pragma_table_info($1)" };
  const none = { prepared: 0, faults: ["no statement was recorded"] };
  expect(await prepareStatements(recordedBy([]), url)).toEqual(none);
  expect(await prepareStatements(recordedBy([pragma]), url)).toEqual(none);
});
