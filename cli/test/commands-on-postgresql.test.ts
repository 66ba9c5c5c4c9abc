/** The commands of owners on a stopped shop whose stores are databases: they read what they read of its files, and a reset leaves nothing. */
import { isDeepStrictEqual } from "node:util";
import { eventually } from "@hansa/client/polling";
import { systemRuntime } from "@hansa/kit/runtime";
import { hasStore } from "@hansa/kit/store";
import { changeStore, rowsOf } from "@hansa/kit/testing";
import { afterEach, expect, test, vi } from "vitest";
import { shopState } from "../../router/src/control/status/shop-state.ts";
import { findOrder } from "../commands/follow/followed-order.ts";
import { openRecords } from "../commands/follow/records.ts";
import { findStoreEntries } from "../commands/follow/store-entries.ts";
import { moveToDatabases } from "../commands/move/run.ts";
import { findRebuildObstacle } from "../commands/projections/precondition.ts";
import { rebuildAll } from "../commands/projections/rebuild.ts";
import { reset } from "../commands/reset/removal.ts";
import { closeAlarmById } from "../commands/status/close.ts";
import { readStoppedState } from "../commands/status/stopped.ts";
import { checkShop } from "../doctor/shop.mjs";
import { shopFiles } from "../host/data/data-folder.ts";
import { seedState } from "../host/data/seed-marker.ts";
import { storeFile } from "../host/shop.mjs";
import { type MovingShop, movingShop, openOrders, ordersOf, placesIn } from "./support/moved-shop.ts";

afterEach(() => vi.unstubAllEnvs());

/** Port 9 has no shop. */
const config = (data: string) => ({ data, host: "127.0.0.1", port: 9, production: false });

/** The facts of a state that the stores have. */
async function stateOf(data: string) {
  const { figures, alarms, rules } = shopState.parse(await readStoppedState(config(data), systemRuntime));
  return { figures, alarms, rules };
}

/** All that the stores have recorded about each order. */
async function entriesOf(data: string, environment: MovingShop["environment"], numbers: readonly string[]) {
  const records = await openRecords(data, environment);
  try {
    const found: unknown[] = [];
    for (const number of numbers) {
      const order = await findOrder(records, number);
      if (order) found.push({ ...order, entries: await findStoreEntries(records, order) });
    }
    return found;
  } finally {
    await records.close();
  }
}

test("status, doctor, follow and projections read the same of databases as of files, an alarm is closed, and a reset leaves neither rows nor files", async (context) => {
  const shop = await movingShop(context);
  const { data, environment } = shop;
  vi.stubEnv("HANSA_DATA", data);
  vi.stubEnv("HANSA_PORT", "9");
  const orders = { engine: "sqlite", file: storeFile(data, "orders") } as const;
  await changeStore(
    orders,
    "INSERT INTO alarms (id, name, subject, first_at, last_at, count) VALUES ('alm_1', 'wal_removed', '', 1, 1, 1)",
  );
  const numbers = (await rowsOf(orders, "SELECT number FROM orders ORDER BY number")).map((row) =>
    String(Object(row).number),
  );
  const inFiles = {
    state: await stateOf(data),
    entries: await entriesOf(data, {}, numbers),
    shop: await checkShop(),
  };
  expect(inFiles.entries).toHaveLength(12);

  await moveToDatabases(data, environment);
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  expect(await entriesOf(data, environment, numbers)).toEqual(inFiles.entries);
  // A figure whose reading takes long on a busy machine is left out.
  await eventually("the databases have the figures of the files", async () =>
    isDeepStrictEqual(await stateOf(data), inFiles.state) ? true : undefined,
  );
  expect(await checkShop()).toEqual(inFiles.shop);
  await closeAlarmById(config(data), "alm_1", systemRuntime);
  await expect(closeAlarmById(config(data), "alm_1", systemRuntime)).rejects.toThrow("no open alarm has this id");

  expect(await findRebuildObstacle(data, environment)).toBeUndefined();
  const lines: string[] = [];
  const rebuilt = await rebuildAll({ HANSA_LOG_LEVEL: "silent", ...environment, HANSA_DATA: data }, (line) =>
    lines.push(line),
  );
  expect([rebuilt, lines.at(-1)]).toEqual([true, "All as they were."]);

  const running = await openOrders(shop);
  await expect(findRebuildObstacle(data, environment)).rejects.toThrow(/^a shop runs on postgres:.*; stop it first$/);
  await expect(reset(data, environment, true)).rejects.toThrow(/^a shop runs on postgres:.*; stop it first$/);
  await running.close();
  expect(await reset(data, environment, false)).toBe(1);
  expect(await rowsOf(ordersOf(shop), "SELECT count(*) AS n FROM orders")).toEqual([{ n: 12 }]);

  expect(await reset(data, environment, true)).toBe(0);
  for (const { database } of placesIn(shop)) {
    expect(await hasStore(database)).toBe(false);
    const left = "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace";
    expect(await rowsOf(database, left)).toEqual([]);
  }
  expect([shopFiles(data), seedState(data)]).toEqual([[], "empty"]);
  // All stores are read at once: any of them may be the one that is named.
  await expect(stateOf(data)).rejects.toThrow(/^postgres:.* has no store$/);
  expect(await findRebuildObstacle(data, environment)).toMatch(/is missing\.$/);
  expect(await reset(data, environment, true)).toBe(0);
});
