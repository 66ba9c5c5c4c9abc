/** The store: durable, one writer, snapshots to read from, and nothing but itself inside a transaction. */
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { callOutside } from "../../src/rpc/outbound.ts";
import { createMetrics } from "../../src/runtime/metrics.ts";
import { systemRuntime } from "../../src/runtime/runtime.ts";
import { storeWorkInProgress } from "../../src/runtime/store-work.ts";
import { restoringFolder } from "../../src/store/engine/sqlite/data-folder.ts";
import { openWithoutFsync } from "../../src/store/engine/sqlite/engine.ts";
import type { Reader } from "../../src/store/store.ts";
import { addTin, gate, namesOf, openTins, storeFile } from "../support/tins.ts";

/** How this connection is set, read from SQLite itself. */
async function settingsOf(db: Reader) {
  const [row] = await db
    .select({
      synchronous: sql<number>`(SELECT synchronous FROM pragma_synchronous)`,
      journalMode: sql<string>`(SELECT journal_mode FROM pragma_journal_mode)`,
      foreignKeys: sql<number>`(SELECT foreign_keys FROM pragma_foreign_keys)`,
      busyTimeout: sql<number>`(SELECT timeout FROM pragma_busy_timeout)`,
    })
    .from(sql`(SELECT 1)`);
  return row;
}

const durable = { synchronous: 2, journalMode: "wal", foreignKeys: 1, busyTimeout: 5 };

test("writer and reader are durable when the store is made, and when it is opened again", async () => {
  const file = storeFile();
  for (const opening of ["first", "second", "third"]) {
    const store = await openTins(systemRuntime, file);
    expect(await store.write("look", settingsOf), `writer, ${opening} opening`).toEqual(durable);
    expect(await store.read(settingsOf), `reader, ${opening} opening`).toEqual({ ...durable, busyTimeout: 100 });
    await store.close();
  }
});

test("a store opened without fsync does not wait for the disk, and the next opening is durable again", async () => {
  const file = storeFile();
  const withoutFsync = await openWithoutFsync(() => openTins(systemRuntime, file));
  expect(await withoutFsync.write("look", settingsOf)).toEqual({ ...durable, synchronous: 0 });
  await withoutFsync.write("add", (tx) => addTin(tx, "peas"));
  await withoutFsync.close();
  const store = await openTins(systemRuntime, file);
  expect(await store.write("look", settingsOf)).toEqual(durable);
  expect(await store.read(namesOf)).toEqual(["peas"]);
});

test("committed data is present after the store was closed and opened again", async () => {
  const file = storeFile();
  const store = await openTins(systemRuntime, file);
  await store.write("add", (tx) => addTin(tx, "peas"));
  await store.close();
  const again = await openTins(systemRuntime, file);
  expect(await again.read(namesOf)).toEqual(["peas"]);
});

test("beside an unfinished restore no store is opened or created", async () => {
  const file = storeFile();
  const unfinished = join(dirname(file), restoringFolder);
  mkdirSync(unfinished, { recursive: true });
  await expect(openTins(systemRuntime, file)).rejects.toThrow("holds an unfinished restore");
  expect(existsSync(file)).toBe(false);
  rmSync(unfinished, { recursive: true });
  await expect(openTins(systemRuntime, file)).resolves.toBeDefined();
});

test("a write that throws leaves nothing behind, and the next one succeeds", async () => {
  const store = await openTins();
  const failing = store.write("fail", async (tx) => {
    await addTin(tx, "peas");
    throw new Error("no more tins");
  });
  await expect(failing).rejects.toThrow("no more tins");
  expect(await store.read(namesOf)).toEqual([]);
  await store.write("add", (tx) => addTin(tx, "beans"));
  expect(await store.read(namesOf)).toEqual(["beans"]);
});

test("writes that read before they write run one after another", async () => {
  const store = await openTins();
  const addNext = () =>
    store.write("count", async (tx) => {
      const before = await namesOf(tx);
      await addTin(tx, String(before.length));
    });
  await Promise.all(Array.from({ length: 40 }, addNext));
  expect(await store.read(namesOf)).toEqual(Array.from({ length: 40 }, (_, index) => String(index)));
});

test("a read sees one snapshot despite concurrent commits", async () => {
  const store = await openTins();
  await store.write("add", (tx) => addTin(tx, "peas"));
  const [hasRead, mayContinue] = [gate(), gate()];
  const reading = store.read(async (db) => {
    const before = await namesOf(db);
    hasRead.open();
    await mayContinue.opened;
    return [before, await namesOf(db)];
  });
  await hasRead.opened;
  await store.write("add", (tx) => addTin(tx, "beans"));
  mayContinue.open();
  expect(await reading).toEqual([["peas"], ["peas"]]);
  expect(await store.read(namesOf)).toEqual(["peas", "beans"]);
});

test("a read after a commit waits for a read on an older snapshot to end, and sees the commit", async () => {
  const store = await openTins();
  const hasRead = gate();
  const mayContinue = gate();
  const older = store.read(async (db) => {
    await namesOf(db);
    hasRead.open();
    await mayContinue.opened;
    return namesOf(db);
  });
  await hasRead.opened;
  await store.write("add", (tx) => addTin(tx, "peas"));
  const later = [store.read(namesOf), store.read(namesOf)];
  expect(await Promise.race([later[0], Promise.resolve("waits")])).toBe("waits");
  mayContinue.open();
  expect([await older, ...(await Promise.all(later))]).toEqual([[], ["peas"], ["peas"]]);
});

test("a write is invisible before it is committed", async () => {
  const store = await openTins();
  const hasWritten = gate();
  const mayContinue = gate();
  const writing = store.write("add", async (tx) => {
    await addTin(tx, "peas");
    hasWritten.open();
    await mayContinue.opened;
  });
  await hasWritten.opened;
  expect(await store.read(namesOf)).toEqual([]);
  mayContinue.open();
  await writing;
  expect(await store.read(namesOf)).toEqual(["peas"]);
});

test("a read that throws leaves the reads beside it and after it alone", async () => {
  const store = await openTins();
  const failing = store.read(async () => {
    throw new Error("not found");
  });
  const beside = store.read(namesOf);
  await expect(failing).rejects.toThrow("not found");
  expect([await beside, await store.read(namesOf)]).toEqual([[], []]);
});

test.each(["read", "write"] as const)(
  "a write within which the store is asked for another %s is rejected and rolled back",
  async (kind) => {
    const store = await openTins();
    const nested = store.write("outer", async (tx) => {
      await addTin(tx, "peas");
      await (kind === "read" ? store.read(namesOf) : store.write("inner", (inner) => addTin(inner, "beans")));
    });
    await expect(nested).rejects.toThrow(/asked again inside "outer"/);
    expect(await store.read(namesOf)).toEqual([]);
  },
);

test.each(["read", "write"] as const)(
  "a read within which the store is asked for another %s is rejected",
  async (kind) => {
    const store = await openTins();
    const nested = store.read(async () => {
      await (kind === "read" ? store.read(namesOf) : store.write("inner", (inner) => addTin(inner, "beans")));
    });
    await expect(nested).rejects.toThrow(/asked again inside "read"/);
  },
);

test.each(["read", "write"] as const)("an outside call within a %s is rejected before it is made", async (kind) => {
  const store = await openTins();
  let wasMade = false;
  const outside = { metrics: createMetrics(), runtime: systemRuntime };
  const work = async () => {
    await callOutside(outside, "provider.capture", async () => {
      wasMade = true;
    });
  };
  const calling = kind === "read" ? store.read(work) : store.write("pay", work);
  await expect(calling).rejects.toThrow(/"provider.capture" calls the outside from inside the store work/);
  expect(wasMade).toBe(false);
});

test("the name of the work is known inside it only", async () => {
  const store = await openTins();
  expect(storeWorkInProgress()).toBeUndefined();
  expect(await store.write("add", async () => storeWorkInProgress())).toBe("add");
  expect(await store.read(async () => storeWorkInProgress())).toBe("read");
  expect(storeWorkInProgress()).toBeUndefined();
});

test("statements are counted, BEGIN and COMMIT are not", async () => {
  const metrics = createMetrics();
  const store = await openTins(systemRuntime, storeFile(), metrics);
  metrics.registry.resetMetrics();
  await store.write("add", async (tx) => {
    await addTin(tx, "peas");
    await addTin(tx, "beans");
  });
  await store.read(namesOf);
  const counted = await metrics.registry.getSingleMetricAsString("hansa_sql_statements_total");
  expect(counted).toContain('hansa_sql_statements_total{entry="job"} 3');
});
