/** Upgrade of refunds from before price reductions: what they held back is divided among their sent units, and no amount changes. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { Database } from "@hansa/kit/store";
import { expect, test } from "vitest";

const migrations = path.join(import.meta.dirname, "../../migrations");

function apply(db: Database.Database, from: number, to: number): void {
  for (const file of readdirSync(migrations)
    .filter((name) => name.endsWith(".sql"))
    .sort()) {
    const number = Number.parseInt(file, 10);
    if (number < from || number > to) continue;
    for (const statement of readFileSync(path.join(migrations, file), "utf8").split("--> statement-breakpoint"))
      if (!/^\s*(PRAGMA foreign_keys=.*)?$/.test(statement)) db.exec(statement);
  }
}

/** Inserts a row; columns without a default that are not named get zero. */
function insert(db: Database.Database, table: string, values: Record<string, string | number>): void {
  const columns: { name: string; notnull: number; dflt_value: unknown }[] = db
    .prepare(`PRAGMA table_info(${table})`)
    .all()
    .map(Object);
  const needed = columns.filter(({ name, notnull, dflt_value }) => name in values || (notnull && dflt_value === null));
  const names = needed.map(({ name }) => name);
  const marks = names.map(() => "?").join(", ");
  db.prepare(`INSERT INTO ${table} (${names.join(", ")}) VALUES (${marks})`).run(
    names.map((name) => values[name] ?? 0),
  );
}

const units = (sent: string, credited: string) =>
  `{"sent":${sent},"cancelled":[],"credited":${credited},"withdrawn":[],"resendable":[]}`;

test("an upgrade divides what was held back among sent units, lists what is left of them, and keeps refunded amounts", () => {
  const db = new Database(":memory:");
  apply(db, 0, 33);
  db.pragma("foreign_keys = OFF");
  const line = { order_id: "ord_1", ordered: 3, charged_minor: 1_000, allocated: 3, packed: 3, shipped: 3 };
  insert(db, "line_counters", {
    ...line,
    line_id: "a",
    credited: 2,
    credited_minor: 666,
    units: units("[[1,3]]", "[[1,2]]"),
  });
  insert(db, "line_counters", {
    ...line,
    line_id: "b",
    credited: 1,
    credited_minor: 333,
    units: units("[[1,3]]", "[[1,1]]"),
  });
  insert(db, "line_counters", { ...line, line_id: "c", units: units("[[1,3]]", "[]") });
  insert(db, "order_money", {
    order_id: "ord_1",
    capture_mode: "ON_PLACEMENT",
    captured_minor: 3_000,
    total_minor: 3_000,
    refunded_minor: 499,
    kept_minor: 500,
  });
  for (const [id, state] of [
    ["ref_1", "SUCCEEDED"],
    ["ref_2", "FAILED"],
  ])
    insert(db, "refunds", {
      id: `${id}`,
      order_id: "ord_1",
      state: `${state}`,
      cause: "STAFF",
      reason: "Worn.",
      amount_minor: 499,
    });
  const part = { quantity: 1, units: "[[1,1]]" };
  insert(db, "refund_parts", {
    ...part,
    refund_id: "ref_1",
    line_id: "a",
    quantity: 2,
    units: "[[1,2]]",
    amount_minor: 166,
    kept_minor: 500,
  });
  insert(db, "refund_parts", { ...part, refund_id: "ref_1", line_id: "b", amount_minor: 333 });
  insert(db, "refund_parts", { ...part, refund_id: "ref_2", line_id: "c", amount_minor: 100, kept_minor: 233 });
  apply(db, 34, 99);
  const rows = (sql: string) => db.prepare(sql).raw().all();
  expect(rows("SELECT line_id, credited_minor, units FROM line_counters ORDER BY line_id")).toEqual([
    ["a", 166, units("[[1,3]]", "[[1,2]]").replace("}", ',"left":[[1,1,250],[2,2,250]]}')],
    ["b", 333, units("[[1,3]]", "[[1,1]]")],
    ["c", 0, units("[[1,3]]", "[]")],
  ]);
  expect(rows("SELECT refund_id, line_id, quantity, amount_minor, lowered FROM refund_parts ORDER BY line_id")).toEqual(
    [
      ["ref_1", "a", 2, 166, "[[1,1,83],[2,2,83]]"],
      ["ref_1", "b", 1, 333, null],
      ["ref_2", "c", 1, 100, "[[1,1,100]]"],
    ],
  );
  expect(rows("SELECT captured_minor, refunded_minor FROM order_money")).toEqual([[3_000, 499]]);
  db.close();
});
