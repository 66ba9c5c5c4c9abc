/** The rules of stock movements that PostgreSQL checks without their order find what the rules of SQLite find. */
import { Database } from "@hansa/kit/store";
import { type SQL, sql } from "drizzle-orm";
import { SQLiteAsyncDialect } from "drizzle-orm/sqlite-core";
import fc from "fast-check";
import { expect, test } from "vitest";
import * as pg from "../../src/store/reservations/movement-rules.pg.ts";
import * as sqlite from "../../src/store/reservations/movement-rules.sqlite.ts";

type Rule = (newest: SQL) => SQL;
type Movement = { variant: string; delta: number; after: number };

const newest = sql`(SELECT rowid, * FROM stock_ledger)`;

/** The verdict of a rule on each variant or movement. */
function judge(rule: Rule, movements: readonly Movement[], levels: Readonly<Record<string, number>>): unknown[] {
  const db = new Database(":memory:");
  db.exec(`CREATE TABLE stock_ledger (id text PRIMARY KEY, variant_id text, delta integer, on_hand_after integer);
    CREATE TABLE stock_levels (variant_id text PRIMARY KEY, on_hand integer)`);
  const move = db.prepare("INSERT INTO stock_ledger VALUES (?, ?, ?, ?)");
  for (const [index, { variant, delta, after }] of movements.entries()) move.run(`mov_${index}`, variant, delta, after);
  const count = db.prepare("INSERT INTO stock_levels VALUES (?, ?)");
  for (const [variant, onHand] of Object.entries(levels)) count.run(variant, onHand);
  const query = new SQLiteAsyncDialect().sqlToQuery(
    sql`SELECT about, holds IS TRUE FROM (${rule(newest)}) AS judged ORDER BY about`,
  );
  const found = db
    .prepare(query.sql)
    .raw()
    .all(...query.params);
  db.close();
  return found;
}

/** Movements that continue from one another, from no units on, and the units on hand after them. */
function chain(steps: readonly { variant: string; delta: number }[]) {
  const levels: Record<string, number> = {};
  const movements = steps.flatMap(({ variant, delta }): Movement[] => {
    const after = (levels[variant] ?? 0) + delta;
    if (after < 0) return [];
    levels[variant] = after;
    return [{ variant, delta, after }];
  });
  return { movements, levels };
}

const step = fc.record({ variant: fc.constantFrom("var_a", "var_b"), delta: fc.integer({ min: -5, max: 5 }) });
const chains = fc.array(step, { minLength: 1, maxLength: 30 }).map(chain);

test("of movements that continue from one another, both say that they hold", () => {
  fc.assert(
    fc.property(chains, ({ movements, levels }) => {
      for (const [one, other] of [
        [sqlite.endsAtLevel, pg.endsAtLevel],
        [sqlite.continuesPrevious, pg.continuesPrevious],
      ] as const) {
        const found = judge(one, movements, levels);
        expect(found.every((row) => Array.isArray(row) && row[1] === 1)).toBe(true);
        expect(judge(other, movements, levels)).toEqual(found);
      }
    }),
  );
});

test("a movement that leaves other units than it should, and other units on hand than the last one left, break a rule on both", () => {
  const { movements, levels } = chain([
    { variant: "var_a", delta: 10 },
    { variant: "var_b", delta: 4 },
    { variant: "var_a", delta: -3 },
    { variant: "var_a", delta: 2 },
  ]);
  const isBroken = (rule: Rule, wrong: readonly Movement[], counted: Readonly<Record<string, number>>) =>
    judge(rule, wrong, counted).some((row) => Array.isArray(row) && row[1] === 0);
  for (const rules of [sqlite, pg]) {
    for (const [index, movement] of movements.entries()) {
      const wrong = movements.with(index, { ...movement, after: movement.after + 100 });
      expect(isBroken(rules.continuesPrevious, wrong, levels)).toBe(true);
    }
    expect(
      isBroken(rules.continuesPrevious, movements.with(0, { variant: "var_a", delta: 4, after: 10 }), levels),
    ).toBe(true);
    expect(isBroken(rules.endsAtLevel, movements, { ...levels, var_a: 8 })).toBe(true);
    expect(isBroken(rules.endsAtLevel, movements, { var_a: 9 })).toBe(true);
  }
});
