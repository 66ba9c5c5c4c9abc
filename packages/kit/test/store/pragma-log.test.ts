/** The pragma log: each opening is recorded with the pragmas that SQLite reports, not the requested ones. */
import { expect, test } from "vitest";
import { openWithoutFsync } from "../../src/store/engine/sqlite/engine.ts";
import { recordPragmas } from "../../src/store/pragma-log.ts";
import { pragmaLog } from "../../src/store/tables.ts";
import { manualRuntime } from "../../testing/manual-runtime.ts";
import { newSchema, openSession, openTinsIn } from "../support/pg/tins.ts";
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

test.for([
  ["on", 2],
  ["off", 0],
] as const)(
  "an opening of a database is recorded with its real settings (synchronous_commit %s)",
  async ([commits, synchronous], context) => {
    const place = await newSchema(context);
    const store = await openTinsIn(place);
    const session = await openSession(place);
    await session.query(`ALTER ROLE current_user SET synchronous_commit = ${commits}`);
    await session.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'hansa'");
    await recordPragmas(store, manualRuntime(1_000));
    await session.query("ALTER ROLE current_user RESET synchronous_commit");
    const [recorded] = await store.read((db) => db.select().from(pragmaLog));
    expect(recorded).toMatchObject({ journalMode: "wal", synchronous, foreignKeys: 1, withoutFsync: false });
  },
);
