/** Upgrade of tax documents: documents, events and tax facts that were stored before taxes had a country get that of their order. */
import path from "node:path";
import { createMetrics } from "@hansa/kit/runtime";
import { openStore } from "@hansa/kit/store";
import { manualRuntime } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { z } from "zod";
import { rebuildProjections } from "../../subgraphs/orders/src/service/analytics/rebuild.ts";
import { migrateStores } from "../commands/restore/stores.ts";
import { root } from "../host/shop.mjs";
import { inStore, openFolders, shopTime } from "./support/stores/old-stores.ts";

test("an upgrade gives documents, their events and taxes the country of the order, as a rebuild of the report does", async () => {
  const { old } = await openFolders();
  const places = ["AT", "FR", "GB"];
  const placeOf = `(SELECT shipping_address ->> 'country' FROM orders WHERE id = order_id)`;
  const orderPlaces = inStore(old, "orders/orders.db", (db) => {
    const ids = z.array(z.string()).parse(db.prepare("SELECT DISTINCT order_id FROM tax_documents").pluck().all());
    const place = db.prepare(
      "UPDATE orders SET shipping_address = json_set(coalesce(shipping_address, '{}'), '$.country', ?) WHERE id = ?",
    );
    for (const [index, id] of ids.entries()) place.run(places[index % places.length], id);
    return ids.length;
  });
  expect(orderPlaces).toBeGreaterThanOrEqual(places.length);
  const before = inStore(old, "orders/orders.db", (db) =>
    db.prepare("SELECT seq, name, rate, base_minor, tax_minor FROM tax_facts ORDER BY seq, rate DESC, name").all(),
  );
  await migrateStores(old, manualRuntime(shopTime));
  inStore(old, "orders/orders.db", (db) => {
    const of = (sql: string): unknown[] => db.prepare(sql).all();
    expect(of("SELECT seq, name, rate, base_minor, tax_minor FROM tax_facts ORDER BY seq, position")).toEqual(before);
    expect(of(`SELECT DISTINCT country FROM tax_facts ORDER BY 1`)).toEqual(places.map((country) => ({ country })));
    const categoryOf = (name: string) =>
      `CASE ${name} WHEN 'No tax' THEN 'UNTAXED' WHEN 'Reverse charge' THEN 'REVERSE_CHARGE' ELSE 'STANDARD' END`;
    const isRight = (tax: string) =>
      `(${tax} ->> 'country') IS ${placeOf} AND json_type(${tax}, '$.region') = 'null'
        AND ${tax} ->> 'category' = ${categoryOf(`${tax} ->> 'name'`)}`;
    const wrong = {
      facts: `SELECT 1 FROM tax_facts WHERE country IS NOT ${placeOf} OR category <> ${categoryOf("name")}`,
      documents: `SELECT 1 FROM tax_documents, json_each(taxes) AS tax WHERE NOT (${isRight("tax.value")})`,
      items: `SELECT 1 FROM tax_documents, json_each(items) AS item, json_each(item.value, '$.taxes') AS tax
        WHERE NOT (${isRight("tax.value")})`,
      lines: `SELECT 1 FROM order_lines, json_each(tax_parts) AS tax WHERE NOT (${isRight("tax.value")})`,
    };
    for (const [name, sql] of Object.entries(wrong)) expect(of(sql), name).toEqual([]);
    const events = "SELECT json(payload -> 'taxes') FROM outbox WHERE type = 'taxDocument.issued' ORDER BY seq";
    const documents = "SELECT json(taxes) FROM tax_documents ORDER BY issued_at, rowid";
    expect(db.prepare(events).pluck().all().sort()).toEqual(db.prepare(documents).pluck().all().sort());
  });
  const store = await openStore({
    place: { engine: "sqlite", file: path.join(old, "orders/orders.db") },
    migrations: path.join(root, "subgraphs", "orders", "migrations"),
    runtime: manualRuntime(shopTime),
    metrics: createMetrics(),
  });
  const rebuilt = await rebuildProjections({ store }).finally(() => store.close());
  expect(rebuilt.find(({ table }) => table === "tax_facts")).toEqual({
    table: "tax_facts",
    rowsBefore: before.length,
    rowsAfter: before.length,
    identical: true,
  });
});
