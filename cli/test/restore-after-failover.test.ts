/** `npm run hansa -- restore --after-failover` of a stopped shop whose databases went back to a moment without their last commits. */
import { changeStore, rowsOf } from "@hansa/kit/testing";
import { expect, test, vi } from "vitest";
import { findUsed } from "../commands/move/places.ts";
import { moveToDatabases } from "../commands/move/run.ts";
import { restoreAfterFailover } from "../commands/restore/failover.ts";
import { seedState } from "../host/data/seed-marker.ts";
import { storeFile } from "../host/shop.mjs";
import { type MovingShop, movingShop, openOrders, ordersOf, placeOf } from "./support/moved-shop.ts";

test("after a failover that has lost commits the providers are asked, sessions end, numbers are skipped and the audit is clean; again it changes nothing", async (context) => {
  const shop = await movingShop(context);
  const environment = { HANSA_LOG_LEVEL: "silent", ...shop.environment };
  const restore = (more = {}, lostSince?: number) =>
    restoreAfterFailover(shop.data, { ...environment, ...more }, { lostSince });
  expect(await findUsed(shop.data, environment)).toBeUndefined();
  await moveToDatabases(shop.data, environment);
  // Both keep a start from seeding a shop there, also on a machine without the marks of the move.
  expect([seedState(shop.data), await findUsed(shop.data, environment)]).toEqual([
    "seeded",
    expect.stringMatching(/^postgres:/),
  ]);
  expect(await restore()).toBe(false);
  const file = storeFile(shop.data, "orders");
  for (const commits of [3, 0]) {
    const orders = await openOrders(shop, file);
    for (let commit = 0; commit < commits; commit += 1) await orders.write("nothing", async () => undefined);
    await orders.close();
  }
  const ledUntil = Date.now() - 3_600_000;
  await changeStore(
    ordersOf(shop),
    `DELETE FROM commits WHERE n > 1; DELETE FROM leases WHERE name = 'lead';
    INSERT INTO leases (name, owner, ends_at, fencing_token) VALUES ('lead', 'gone', ${ledUntil}, 1)`,
  );
  await expect(openOrders(shop, file)).rejects.toThrow("has lost commits: its last is 1, and this shop has made 3");

  const users = placeOf(shop, "users").database;
  const session = "SELECT 'ses_1', id, '', NULL, 0, 0, 9000000000000 FROM users ORDER BY id LIMIT 1";
  await changeStore(users, `INSERT INTO sessions ${session}`);
  const before = await restoredRows(shop);
  expect(before.sessions).toEqual([{ n: 1 }]);
  await expect(restore({ HANSA_SANDBOX_URL: "http://127.0.0.1:9" })).rejects.toThrow("had no answer");
  expect(await restoredRows(shop)).toEqual(before);
  const others = Object.entries(environment).filter(([name]) => !name.includes("PRODUCTS"));
  await expect(restoreAfterFailover(shop.data, Object.fromEntries(others))).rejects.toThrow(
    /^the stores of products are in files/,
  );

  const printed = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  expect(await restore()).toBe(true);
  const lines = printed.mock.calls.join("");
  printed.mockRestore();
  expect(lines).toMatch(/schema \w+_orders: its last commit is 1 of 3$/m);
  expect(lines).toMatch(/Audit\n(?: +still working.*\n)* +clean/);
  const after = await restoredRows(shop);
  const lost = { reason: "DATABASE_WENT_BACK", since: ledUntil - 60_000 };
  expect(after).toMatchObject({ skipped: [lost, lost, lost], sessions: [{ n: 0 }] });
  await (await openOrders(shop, file)).close();
  expect(await restore()).toBe(false);
  expect(await restoredRows(shop)).toEqual(after);

  expect(await restore({}, lost.since)).toBe(false);
  // As on a machine whose folder has no note, of another loss.
  await expect(restore({ HANSA_SANDBOX_URL: "http://127.0.0.1:9" }, ledUntil)).rejects.toThrow("had no answer");
  expect(await restoredRows(shop)).toEqual(after);
});

/** The rows that a restore changes, in their databases. */
async function restoredRows(shop: MovingShop) {
  const orders = ordersOf(shop);
  const users = placeOf(shop, "users").database;
  const gaps =
    "SELECT sequence, first, last, reason, lost_since AS since FROM skipped_numbers ORDER BY skipped_at, first";
  return {
    skipped: await rowsOf(orders, gaps),
    commits: await rowsOf(orders, "SELECT max(n) AS last FROM commits"),
    sessions: await rowsOf(users, "SELECT count(*) AS n FROM sessions"),
  };
}
