/** Barriers of a backup over files and databases, beside two processes that write in a known order. */
import path from "node:path";
import { eventually } from "@hansa/client/polling";
import { openLookUps, rowsOf, startOwned } from "@hansa/kit/testing";
import { expect, onTestFinished, type TestContext } from "vitest";
import { snapshotsOf } from "../../commands/audit/copies.ts";
import { isThere, type PlacedStore, storesOfShop } from "../../host/store-places.ts";
import { newFolder } from "./backup-commands.ts";
import { emptyShop, type MovingShop } from "./moved-shop.ts";

/** Each writer goes through them in this order, between which it waits for nothing. */
const written = ["orders", "users", "payments"];
const writers = ["one", "other"];

function startWriters({ data, environment }: MovingShop) {
  return writers.map((writer) => {
    const program = path.join(import.meta.dirname, "writing-process.ts");
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

/** Takes so many barriers: each is of one moment, and every write is made. */
export async function takeBarriers(context: TestContext, barriers: number): Promise<void> {
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
}
