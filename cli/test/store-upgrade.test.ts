/**
 * Upgrade of stores. The fixtures are the stores of a simulated shop, made by the last version before the migration baselines, through its chain
 * of 51 migrations: ten orders with captures, refunds, parcels and returns, and four crashes on the way.
 */
import path from "node:path";
import { manualRuntime } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { z } from "zod";
import { auditStores } from "../audit/audit.ts";
import { migrateStores } from "../commands/restore/stores.ts";
import { migrationFolders, root, stores } from "../host/shop.mjs";
import { checksOf, countRows, describeObjects, readDeclaredChecks, tablesOf } from "./support/stores/objects.ts";
import { inStore, openFolders, shopTime } from "./support/stores/old-stores.ts";

/** The tables that were renamed after the baselines, by their old names. */
const renamed: Readonly<Record<string, string>> = {
  holds: "reservations",
  reservations: "reservation_lines",
  parked_events: "dead_letters",
  errands: "order_tasks",
  farewells: "erasure_emails",
  departures: "pending_erasures",
  fences: "fencing_tokens",
  failed_codes: "attempt_counters",
};

test("old stores get exactly the tables, indexes and triggers of new ones", async () => {
  const { old, fresh } = await openFolders();
  await migrateStores(old, manualRuntime(shopTime));
  for (const name of stores) {
    const upgraded = inStore(old, name, describeObjects);
    expect(Object.keys(upgraded).length, name).toBeGreaterThan(10);
    expect(upgraded, name).toEqual(inStore(fresh, name, describeObjects));
  }
});

test("upgraded stores have exactly the check constraints that the code declares", async () => {
  const { old } = await openFolders();
  await migrateStores(old, manualRuntime(shopTime));
  for (const [name, folder] of migrationFolders) {
    const declared = readDeclaredChecks(path.join(root, folder));
    const upgraded = inStore(old, name, (db) =>
      Object.fromEntries(
        Object.keys(declared).map((table) => [
          table,
          checksOf(z.string().parse(db.prepare("SELECT sql FROM sqlite_schema WHERE name = ?").pluck().get(table))),
        ]),
      ),
    );
    expect(upgraded, name).toEqual(declared);
  }
});

/** Moves the cursors of consumers, as the first start does: payments reads orders since its fourth migration, and the upgrade of users has events. */
function readEvents(data: string): void {
  const read = (consumer: string, source: string) => {
    const last = inStore(data, `${source}/${source}.db`, (db) =>
      db.prepare("SELECT max(seq) FROM outbox").pluck().get(),
    );
    inStore(data, `${consumer}/${consumer}.db`, (db) => {
      db.prepare("INSERT OR REPLACE INTO inbox_cursor (source, seq) VALUES (?, ?)").run(source, last);
    });
  };
  read("payments", "orders");
  for (const consumer of ["products", "orders", "payments"]) read(consumer, "users");
}

test("an upgrade keeps every row, and the audit of the upgraded shop finds nothing", async () => {
  const { old } = await openFolders();
  const countAll = (name: string, nameOf = (table: string) => table) =>
    inStore(old, name, (db) => Object.fromEntries(tablesOf(db).map((table) => [nameOf(table), countRows(db, table)])));
  const before = new Map(stores.map((name) => [name, countAll(name, (table) => renamed[table] ?? table)]));
  expect(before.get("orders/orders.db")).toMatchObject({ orders: 10, sagas: 10 });
  await migrateStores(old, manualRuntime(shopTime));
  const verified = inStore(old, "users/users.db", (db) => countRows(db, "users"));
  const unsent = inStore(old, "orders/orders.db", (db) =>
    db.prepare("SELECT count(*) FROM line_counters WHERE ordered > cancelled + shipped").pluck().get(),
  );
  // Tables that an upgrade adds are empty, except that of unsent units. All products wait for the terms of their search, and orders for the
  // verified addresses.
  const added = new Map<string, Record<string, number>>([
    [
      "products/products.db",
      {
        ...{ alarms: 0, collection_details: 0, commitment_ends: 0, former_slugs: 0 },
        ...{ imported_prices: 0, imported_publications: 0 },
        ...{ picture_fetches: 0, product_safety: 0, replacements: 0, search_words: 0, unpaid_networks: 0 },
        stale_search: before.get("products/products.db")?.products ?? 0,
      },
    ],
    [
      "orders/orders.db",
      {
        ...{ account_emails: 0, alarms: 0, order_mails: 0, order_terms: 0, shop_pages: 0, vat_id_answers: 0 },
        ...{ unsent_at_upgrade: z.int().parse(unsent), withdrawals: 0, withdrawal_parts: 0 },
      },
    ],
    [
      "users/users.db",
      { alarms: 0, attempt_counters: 0, outbox: Number(before.get("users/users.db")?.outbox) + verified },
    ],
    [
      "payments/payments.db",
      { alarms: 0, attempt_counters: 0, payable_steps: 0, shop_settings: 0, unasked_providers: 0 },
    ],
  ]);
  for (const [name, rows] of before) expect(countAll(name), name).toEqual({ ...rows, ...added.get(name) });
  readEvents(old);
  const verdicts = auditStores({ data: old, drained: true, now: shopTime }).verdicts;
  expect(verdicts.filter(({ verdict }) => verdict === "broken")).toEqual([]);
  expect(verdicts.filter(({ verdict }) => verdict === "holds").length).toBeGreaterThan(8);
});

test("an upgrade gives captures, reservations, promotion uses and order tasks their new states and kinds", async () => {
  const { old } = await openFolders();
  inStore(old, "payments/payments.db", (db) => {
    db.exec("DROP TRIGGER captures_add_up_on_insert");
    for (const state of ["PENDING", "TAKEN", "COVERED", "REFUSED"])
      db.exec(`INSERT INTO captures (id, payment_id, key, state, requested_minor, amount_minor, created_at)
        SELECT 'cap_${state}', min(id), '${state}', '${state}', 500, ${state === "COVERED" ? 0 : 500}, 1 FROM payments`);
  });
  inStore(old, "orders/orders.db", (db) => {
    db.exec(`INSERT INTO promotions (id, version, label, amounts_off, free_shipping, combines, collection_ids, variant_ids,
      minimum_subtotals, uses_taken, starts_at, created_at, updated_at) VALUES ('prm_1', 1, 'x', '[]', 1, 0, '[]', '[]', '[]', 1, 1, 1, 1)`);
    db.exec("INSERT INTO promotion_uses (promotion_id, checkout_id, state) VALUES ('prm_1', 'chk_1', 'held')");
    db.exec("UPDATE errands SET kind = 'LET_GO' WHERE rowid = (SELECT min(rowid) FROM errands)");
  });
  const valuesOf = (name: string, table: string, column: string): unknown[] =>
    inStore(old, name, (db) => db.prepare(`SELECT DISTINCT ${column} FROM "${table}" ORDER BY 1`).pluck().all());
  expect(valuesOf("products/products.db", "holds", "state")).toEqual(["committed", "held"]);
  await migrateStores(old, manualRuntime(shopTime));
  expect(valuesOf("payments/payments.db", "captures", "state")).toEqual(["CAPTURED", "INCLUDED", "PENDING", "REFUSED"]);
  expect(valuesOf("payments/payments.db", "payments", "is_guest = (customer_id IS NULL)")).toEqual([1]);
  expect(valuesOf("products/products.db", "reservations", "state")).toEqual(["committed", "reserved"]);
  expect(valuesOf("orders/orders.db", "promotion_uses", "state")).toEqual(["reserved"]);
  expect(valuesOf("orders/orders.db", "order_tasks", "kind")).toEqual(["HAND_OVER", "RELEASE"]);
});

test("an upgrade keeps dead letters, open tasks and pending erasures under their new names", async () => {
  const { old } = await openFolders();
  inStore(old, "orders/orders.db", (db) => {
    db.exec("INSERT INTO parked_events VALUES ('payments', 7, 'pay_1', '{\"seq\":7}', 5000)");
    db.exec("UPDATE sagas SET attempt = 3, next_run_at = 9000, parked_at = 8000 WHERE rowid = 1");
  });
  inStore(old, "users/users.db", (db) =>
    db.exec("INSERT INTO departures (id, sealed_email, created_at, attempts, due_at) VALUES ('usr_1', 'x', 1, 25, 2)"),
  );
  inStore(old, "payments/payments.db", (db) =>
    db.exec("INSERT INTO webhook_inbox VALUES ('sandbox', 'evt_1', '{}', 'parked', 20, 4000, NULL)"),
  );
  await migrateStores(old, manualRuntime(shopTime));
  inStore(old, "orders/orders.db", (db) => {
    expect(db.prepare("SELECT * FROM dead_letters").all()).toEqual([
      {
        consumer: "payments",
        seq: 7,
        aggregate_id: "pay_1",
        event: '{"seq":7}',
        traceparent: null,
        due_at: 5_000,
        attempts: 0,
      },
    ]);
    const saga = db.prepare("SELECT attempts, due_at, stalled_at FROM sagas WHERE rowid = 1").get();
    expect(saga).toEqual({ attempts: 3, due_at: 9_000, stalled_at: 8_000 });
  });
  expect(
    inStore(old, "users/users.db", (db) => db.prepare("SELECT id, due_at, attempts FROM pending_erasures").all()),
  ).toEqual([{ id: "usr_1", due_at: 0, attempts: 19 }]);
  expect(
    inStore(old, "payments/payments.db", (db) =>
      db.prepare("SELECT state, attempts FROM webhook_inbox WHERE event_id = 'evt_1'").all(),
    ),
  ).toEqual([{ state: "dead_letter", attempts: 20 }]);
});

test("an upgrade gives stored events and alarms their new names", async () => {
  const { old } = await openFolders();
  const captured = { paymentId: "pay_1", taken: { minor: 500, currency: "EUR" }, capturedMinor: 500 };
  const append = `INSERT INTO outbox (event_id, type, version, aggregate_id, payload, occurred_at) VALUES (?, ?, 1, 'x', ?, 1)`;
  inStore(old, "payments/payments.db", (db) => {
    db.prepare(append).run("evt_1", "payment.captured", JSON.stringify(captured));
    const payment = "(SELECT min(id) FROM payments)";
    for (const kind of ["alarm_not_asked_for", "alarm_more_than_there_is:dp_1:350"])
      db.exec(`INSERT INTO payment_events (payment_id, kind, source, at) VALUES (${payment}, '${kind}', 'API', 1)`);
  });
  inStore(old, "orders/orders.db", (db) => {
    const park = db.prepare("INSERT INTO parked_events VALUES (?, ?, 'x', ?, 5000)");
    park.run("payments", 7, JSON.stringify({ seq: 7, type: "payment.captured", version: 1, payload: captured }));
    park.run("orders", 8, JSON.stringify({ seq: 8, type: "order.refundCameBack", payload: { refundId: "ref_1" } }));
    db.prepare(append).run("evt_2", "order.refundCameBack", "{}");
  });
  await migrateStores(old, manualRuntime(shopTime));
  const pluck = (name: string, sql: string): unknown[] => inStore(old, name, (db) => db.prepare(sql).pluck().all());
  const { taken: captureAmount, ...rest } = captured;
  const parsed = (texts: unknown[]): unknown[] => texts.map((text) => JSON.parse(String(text)));
  const payloads = pluck("payments/payments.db", "SELECT payload FROM outbox WHERE event_id = 'evt_1'");
  expect(parsed(payloads)).toEqual([{ ...rest, captureAmount }]);
  expect(pluck("payments/payments.db", "SELECT version FROM outbox WHERE event_id = 'evt_1'")).toEqual([2]);
  expect(
    pluck("payments/payments.db", "SELECT kind FROM payment_events WHERE kind LIKE 'alarm%' ORDER BY seq"),
  ).toEqual(["alarm_unrequested", "alarm_amount_exceeded:dp_1:350"]);
  expect(parsed(pluck("orders/orders.db", "SELECT event FROM dead_letters ORDER BY seq"))).toEqual([
    { seq: 7, type: "payment.captured", version: 2, payload: { ...rest, captureAmount } },
    { seq: 8, type: "order.refundReversed", payload: { refundId: "ref_1" } },
  ]);
  expect(pluck("orders/orders.db", "SELECT type FROM outbox WHERE event_id = 'evt_2'")).toEqual([
    "order.refundReversed",
  ]);
});

test("an upgrade gives people and products their search indexes, and refunds the time of their order", async () => {
  const { old } = await openFolders();
  const found = () =>
    inStore(old, "products/products.db", (db) =>
      db.prepare("SELECT count(*) FROM product_search WHERE product_search MATCH 't*'").pluck().get(),
    );
  const before = found();
  expect(before).toBeGreaterThan(0);
  inStore(old, "orders/orders.db", (db) =>
    db.exec(`INSERT INTO refunds (id, order_id, state, cause, amount_minor, shipping_minor, adjustment_minor, reason, created_at)
      SELECT 'ref_1', min(id), 'FAILED', 'STAFF', 1, 0, 1, 'x', 1 FROM orders`),
  );
  await migrateStores(old, manualRuntime(shopTime));
  expect(found()).toBe(before);
  inStore(old, "users/users.db", (db) => {
    db.exec("INSERT INTO user_search(user_search, rank) VALUES ('integrity-check', 1)");
    const person = db.prepare("SELECT email FROM users ORDER BY id LIMIT 1").pluck().get();
    const byAddress = `SELECT email FROM users WHERE search_row IN (SELECT rowid FROM user_search WHERE user_search MATCH ?)`;
    expect(db.prepare(byAddress).pluck().all(`"${person}"`)).toContain(person);
  });
  inStore(old, "orders/orders.db", (db) => {
    expect(countRows(db, "refunds")).toBeGreaterThan(0);
    const others = "SELECT 1 FROM refunds JOIN orders ON orders.id = order_id WHERE order_placed_at <> placed_at";
    expect(db.prepare(others).all()).toEqual([]);
  });
});

test("an older store keeps the settings that it has, and takes the defaults of the others", async () => {
  const { old } = await openFolders();
  const before = inStore(old, "orders/orders.db", (db) => db.prepare("SELECT * FROM shop_settings").get());
  await migrateStores(old, manualRuntime(shopTime));
  const after = inStore(old, "orders/orders.db", (db) => db.prepare("SELECT * FROM shop_settings").get());
  expect(after).toMatchObject({
    ...z.record(z.string(), z.unknown()).parse(before),
    return_days: 30,
    cart_limits: "{}",
    reservation_seconds: "{}",
    reservation_limits: "{}",
  });
});
