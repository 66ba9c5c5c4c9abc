/** The barrier of a backup over files and databases, beside two processes that write: its snapshots are of one moment, and it refuses no write. */
import path from "node:path";
import { eventually } from "@hansa/client/polling";
import { openLookUps, rowsOf, startOwned } from "@hansa/kit/testing";
import { expect, onTestFinished, test } from "vitest";
import { snapshotsOf } from "../commands/audit/copies.ts";
import { takeSnapshots } from "../commands/backup/snapshot.ts";
import { isThere, type PlacedStore, storesOfShop } from "../host/store-places.ts";
import { newFolder } from "./support/backup-commands.ts";
import { emptyShop, type MovingShop, migrateAll, openOrders, placeOf } from "./support/moved-shop.ts";
import { holdLock, waitForLock } from "./support/stores/held-lock.ts";

/** Each writer goes through them in this order, between which it waits for nothing. */
const written = ["orders", "users", "payments"];
const writers = ["one", "other"];
const barriers = 20;

function startWriters({ data, environment }: MovingShop) {
  return writers.map((writer) => {
    const program = path.join(import.meta.dirname, "support/writing-process.ts");
    const started = startOwned(process.execPath, [program, data, writer, ...written], {
      env: { ...process.env, ...environment, HANSA_LOG_LEVEL: "silent" },
    });
    onTestFinished(() => void started.child.kill("SIGKILL"));
    return started;
  });
}

const countedText = "SELECT source, seq FROM inbox_cursor";

/** The stores that they write, once all are there. */
async function storesOf({ data, environment }: MovingShop): Promise<PlacedStore[]> {
  const all = storesOfShop(data, environment);
  const stores = written.flatMap((name) => all.filter(({ store }) => store === `${name}/${name}.db`));
  return eventually("the writers have opened their stores", async () => {
    for (const store of stores) if (!(await isThere(store))) return undefined;
    return stores;
  });
}

/** The last number of each writer in each store, as the snapshots of one barrier have them. */
async function numbersAtOnce(stores: readonly PlacedStore[]): Promise<Map<string, number[]>> {
  const snapshots = await snapshotsOf(stores);
  try {
    const found: unknown[][] = [];
    for (const { store, place } of stores) {
      if (place.engine === "pg") {
        const session = openLookUps(place);
        await session.rows("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
        await session.rows(`SET TRANSACTION SNAPSHOT '${snapshots.exported.get(store)?.id}'`);
        found.push(await session.rows(countedText));
        await session.close();
      } else {
        const file = newFolder("copy");
        await snapshots.copy(place.file, file);
        found.push(await rowsOf({ engine: "sqlite", file }, countedText));
      }
    }
    const seqOf = (rows: unknown[], writer: string) =>
      Number(rows.map(Object).find(({ source }) => source === writer)?.seq ?? 0);
    return new Map(writers.map((writer) => [writer, found.map((rows) => seqOf(rows, writer))]));
  } finally {
    await snapshots.close();
  }
}

test("twenty barriers beside two writing processes are each of one moment, and every write is made", async (context) => {
  const shop = await emptyShop(context, ["orders", "payments"]);
  const running = startWriters(shop);
  const stores = await storesOf(shop);
  let last = new Map(writers.map((writer) => [writer, 0]));
  for (let barrier = 0; barrier < barriers; barrier += 1) {
    // Writers go on between two barriers.
    const numbers = await eventually("each writer has counted on", async () => {
      const found = await numbersAtOnce(stores);
      return writers.every((writer) => Number(found.get(writer)?.[0]) > Number(last.get(writer))) ? found : undefined;
    });
    for (const [writer, [orders = 0, users = 0, payments = 0]] of numbers) {
      const isOneMoment = orders >= users && users >= payments && payments >= orders - 1;
      expect({ writer, orders, users, payments, isOneMoment }).toMatchObject({ isOneMoment: true });
    }
    last = new Map(writers.map((writer) => [writer, numbers.get(writer)?.[0] ?? 0]));
  }
  for (const writer of running) expect([await writer.stop("SIGTERM"), writer.output()]).toEqual([0, ""]);
});

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
