/** The pragma log: each opening is recorded with the pragmas that SQLite reports, not the requested ones. */
import { expect, test } from "vitest";
import { openWithoutFsync } from "../../src/store/engine/sqlite/engine.ts";
import { recordPragmas } from "../../src/store/pragma-log.ts";
import { pragmaLog } from "../../src/store/tables.ts";
import { manualRuntime } from "../../testing/manual-runtime.ts";
import { openTins, storeFile } from "../support/tins.ts";

test("each opening is recorded with its real pragmas, among them one without fsync", async () => {
  const file = storeFile();
  const runtime = manualRuntime(1_000);
  const open = async () => {
    const store = await openTins(runtime, file);
    await recordPragmas(store, runtime);
    return store;
  };
  await (await openWithoutFsync(open)).close();
  await runtime.advance(500);
  await (await open()).close();
  const store = await open();

  const durable = { withoutFsync: false, journalMode: "wal", synchronous: 2, foreignKeys: 1, busyTimeoutMs: 5 };
  expect(await store.read((db) => db.select().from(pragmaLog).orderBy(pragmaLog.seq))).toEqual([
    { ...durable, seq: 1, openedAt: 1_000, withoutFsync: true, synchronous: 0 },
    { ...durable, seq: 2, openedAt: 1_500 },
    { ...durable, seq: 3, openedAt: 1_500 },
  ]);
});
