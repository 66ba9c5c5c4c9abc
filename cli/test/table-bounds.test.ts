/** Bounds of tables: each table of a store is listed with what limits its rows and what ends them, and the named jobs and limits exist. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { tableNamesOf } from "@hansa/kit/store";
import { expect, test } from "vitest";
import * as router from "../../router/src/control/store/tables.ts";
import * as orders from "../../subgraphs/orders/src/store/tables.ts";
import * as payments from "../../subgraphs/payments/src/store/tables.ts";
import * as products from "../../subgraphs/products/src/store/tables.ts";
import * as users from "../../subgraphs/users/src/store/tables.ts";
import { root } from "../host/shop.mjs";
import { tableBounds } from "./support/table-bounds.ts";

const stores = { products, users, orders, payments, router };

/** The source texts of a service, as one. */
function sourceOf(service: string): string {
  const folder = path.join(root, "subgraphs", service, "src");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  return files.map((file) => readFileSync(path.join(folder, file), "utf8")).join("\n");
}

test.each(Object.entries(stores))("the tables of %s are those of the list", (name, store) => {
  expect(Object.keys(tableBounds[name] ?? {}).sort()).toEqual(tableNamesOf(store));
});

test.each(Object.keys(stores).filter((name) => name !== "router"))(
  "the jobs and limits that the list names are those of %s",
  (name) => {
    const jobs = readFileSync(path.join(root, "subgraphs", name, "src/api/jobs.ts"), "utf8");
    const source = sourceOf(name);
    for (const [table, bound] of Object.entries(tableBounds[name] ?? {})) {
      if ("owners" in bound) continue;
      if ("job" in bound.end) expect(jobs, table).toContain(`name: "${bound.end.job}"`);
      if (bound.limit !== undefined) expect(source, table).toContain(`"${bound.limit}"`);
    }
  },
);
