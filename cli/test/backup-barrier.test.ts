/** The barrier of a backup over files and databases, beside two processes that write: its snapshots are of one moment, and it refuses no write. */
import { expect, test } from "vitest";
import { takeSnapshots } from "../commands/backup/snapshot.ts";
import { takeBarriers } from "./support/barriers.ts";
import { emptyShop, migrateAll, openOrders, placeOf } from "./support/moved-shop.ts";
import { holdLock, waitForLock } from "./support/stores/held-lock.ts";

test("five barriers beside two writing processes are each of one moment, and every write is made", (context) =>
  takeBarriers(context, 5));

test("a barrier that cannot be completed lets the writes through, and is tried until it can", async (context) => {
  const shop = await emptyShop(context, ["orders", "payments"]);
  await migrateAll(shop);
  const [orders, payments] = [placeOf(shop, "orders"), placeOf(shop, "payments")];
  const holding = holdLock(payments.database, "migrations");
  const store = await openOrders(shop);
  const snapshots = takeSnapshots([], new Map([orders, payments].map((one) => [one.store, one.database])));
  for (let write = 0; write < 3; write += 1) {
    await waitForLock(payments.database, "hansa snapshot");
    await store.write("nothing", async () => undefined);
  }
  await holding.release();
  const taken = await snapshots;
  expect([...taken.exported.keys()]).toEqual([orders.store, payments.store]);
  await taken.close();
  await store.close();
});
