/** Writes of a database: atomic each, numbered in the order of commits, and repeated when the connection is lost. */
import type { Client } from "pg";
import { expect, test, vi } from "vitest";
import { systemRuntime } from "../../../src/runtime/runtime.ts";
import { lockText } from "../../../src/store/engine/pg/transaction.ts";
import type { Store } from "../../../src/store/store.ts";
import { openLossyProxy } from "../../support/pg/proxy.ts";
import { newSchema, openSession, openTinsIn } from "../../support/pg/tins.ts";
import { addTin, namesOf } from "../../support/shelf.ts";

/** The message of a commit alone: "READ COMMITTED" has the word too. */
const commit = "COMMIT\0";

const add = (store: Store, name: string) => store.write("add", (tx) => addTin(tx, name));

test("of concurrent writes, one that throws and one that is refused are undone alone", async (context) => {
  const store = await openTinsIn(await newSchema(context));
  const ends = await Promise.allSettled(
    ["peas", "rotten", "beans", "refused", "corn"].map((name) =>
      store.write(
        "add",
        async (tx) => {
          await addTin(tx, name);
          if (name === "rotten") throw new Error("rotten");
          return name;
        },
        (result) => result === "refused",
      ),
    ),
  );
  expect(ends.map((end) => (end.status === "fulfilled" ? end.value : String(end.reason)))).toEqual([
    "peas",
    "Error: rotten",
    "beans",
    "refused",
    "corn",
  ]);
  expect(await store.read(namesOf)).toEqual(["peas", "beans", "corn"]);
});

test.for([0, 1, 2])(
  "a statement that is not waited for fails its write alone, with the server's reason (%i)",
  async (at, context) => {
    const place = await newSchema(context);
    const store = await openTinsIn(place);
    const session = await openSession(place);
    await session.query("ALTER TABLE tins ADD CHECK (name <> 'rotten')");
    const names = ["peas", "beans", "corn"].map((name, index) => (index === at ? "rotten" : name));
    const ends = await Promise.allSettled(
      names.map((name) =>
        store.write("add", async (tx) => {
          await addTin(tx, name);
          // This statement is refused too, since its transaction has failed; that is not the reason.
          await namesOf(tx);
        }),
      ),
    );
    expect(ends.map(({ status }) => status)).toEqual(
      names.map((name) => (name === "rotten" ? "rejected" : "fulfilled")),
    );
    expect(ends[at]).toMatchObject({ reason: { message: expect.stringContaining("violates check constraint") } });
    expect(await store.read(namesOf)).toEqual(names.filter((name) => name !== "rotten"));
    await add(store, "plums");
  },
);

test("rows of two processes are numbered without a gap in the order of commits, past writes that fail", async (context) => {
  const place = await newSchema(context);
  const stores = [await openTinsIn(place), await openTinsIn(place)];
  const committed: string[] = [];
  await Promise.all(
    Array.from({ length: 200 }, (_, index) =>
      stores[index % 2]
        ?.write("add", async (tx) => {
          await addTin(tx, `tin ${index}`);
          if (index % 5 === 0) throw new Error("no");
        })
        .then(() => committed.push(`tin ${index}`))
        .catch(() => undefined),
    ),
  );
  const session = await openSession(place);
  const { rows } = await session.query<{ id: string; name: string }>("SELECT id, name FROM tins ORDER BY id");
  expect(rows.map(({ id }) => Number(id))).toEqual(Array.from({ length: 160 }, (_, index) => index + 1));
  expect(rows.map(({ name }) => name).toSorted()).toEqual(committed.toSorted());
});

test("of fifty writes of two processes that look before they insert, one finds the shelf empty", async (context) => {
  const place = await newSchema(context);
  const stores = [await openTinsIn(place), await openTinsIn(place)];
  const session = await openSession(place);
  const looked = new Set<number>();
  const won = await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      stores[index % 2]?.write("take", async (tx) => {
        if ((await namesOf(tx)).length > 0) return false;
        looked.add(index % 2);
        // The first to look inserts once the other process has looked as well, or waits for its turn.
        await expect.poll(async () => looked.size === 2 || (await isWaited(session))).toBe(true);
        await addTin(tx, `buyer ${index}`);
        return true;
      }),
    ),
  );
  expect(won.filter(Boolean)).toHaveLength(1);
});

test("a write whose connection is ended by the server runs again, and is committed once", async (context) => {
  const place = await newSchema(context);
  const store = await openTinsIn(place);
  const session = await openSession(place);
  const runs = vi.fn();
  await store.write("add", async (tx) => {
    runs();
    await addTin(tx, "peas");
    await namesOf(tx);
    if (runs.mock.calls.length === 1)
      await session
        .query(
          "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE relation = 'migrations'::regclass AND mode = 'ExclusiveLock'",
        )
        .catch(() => session.query("SELECT 1"));
    await namesOf(tx);
  });
  expect(runs).toHaveBeenCalledTimes(2);
  expect(await store.read(namesOf)).toEqual(["peas"]);
});

test.for([
  ["before", 2],
  ["after", 1],
] as const)(
  "a connection that is lost %s the server got the commit leaves one row, after %i runs",
  async ([moment, times], context) => {
    const proxy = await openLossyProxy(await newSchema(context));
    const store = await openTinsIn(proxy.place);
    const runs = vi.fn();
    proxy.loseAt(moment, commit);
    await store.write("add", async (tx) => {
      runs();
      await addTin(tx, "peas");
    });
    expect(proxy.lost()).toBe(1);
    expect(runs).toHaveBeenCalledTimes(times);
    expect(await store.read(namesOf)).toEqual(["peas"]);
  },
);

test("a commit of which nothing can be learned ends with OUTCOME_UNKNOWN, and the writes behind it go on", async (context) => {
  const proxy = await openLossyProxy(await newSchema(context));
  let passed = 0;
  const runtime = {
    ...systemRuntime,
    monotonic: () => systemRuntime.monotonic() + passed,
    serverPause: async (ms: number) => {
      passed += ms;
      await systemRuntime.yieldToEventLoop();
    },
  };
  const store = await openTinsIn(proxy.place, runtime);
  proxy.loseAt("after", commit, true);
  await expect(add(store, "peas")).rejects.toMatchObject({ extensions: { code: "OUTCOME_UNKNOWN" } });
  await expect(add(store, "beans")).rejects.toMatchObject({ extensions: { code: "STORE_UNAVAILABLE" } });
  expect(store.health.writeFault()).toBe("CONNECTION_LOST");
});

test("a commit that others trimmed since is not taken for one that did not happen", async (context) => {
  const proxy = await openLossyProxy(await newSchema(context));
  const store = await openTinsIn(proxy.place);
  const [session, watch] = [await openSession(proxy.place), await openSession(proxy.place)];
  const runs = vi.fn();
  let trimmed: Promise<unknown> = Promise.resolve();
  proxy.loseAt("after", commit);
  const write = store.write("add", async (tx) => {
    runs();
    // In line before the process that looks for its commit: ten thousand commits of others, as while it was paused.
    trimmed = session.query(`BEGIN; ${lockText};
      INSERT INTO commits SELECT n, 'of another ' || n FROM generate_series(100, 10200) AS n;
      DELETE FROM commits WHERE n <= (SELECT max(n) FROM commits) - 10000; END`);
    await expect.poll(() => isWaited(watch)).toBe(true);
    await addTin(tx, "peas");
  });
  await expect(write).rejects.toMatchObject({ extensions: { code: "OUTCOME_UNKNOWN" } });
  await trimmed;
  expect(runs).toHaveBeenCalledTimes(1);
  expect(await store.read(namesOf)).toEqual(["peas"]);
});

test("a write waits for the lock of another process, and ends with STORE_UNAVAILABLE after four seconds", async (context) => {
  const place = await newSchema(context);
  const store = await openTinsIn(place);
  const session = await openSession(place);
  await session.query(`BEGIN; ${lockText}`);
  const started = systemRuntime.monotonic();
  await expect(add(store, "peas")).rejects.toMatchObject({ extensions: { code: "STORE_UNAVAILABLE" } });
  expect(systemRuntime.monotonic() - started).toBeGreaterThan(3_900);
  await session.query("ROLLBACK");
  await add(store, "beans");
  expect(await store.read(namesOf)).toEqual(["beans"]);
});

test("a commit of another process is noticed by who waits for it, and one of its own is counted once", async (context) => {
  const place = await newSchema(context);
  const [store, other] = [await openTinsIn(place), await openTinsIn(place)];
  await add(store, "peas");
  const before = store.commits();
  const woken = store.awaitCommit(before, 60_000, new AbortController().signal);
  await add(other, "beans");
  await woken;
  expect(store.commits()).toBe(before + 1);
});

/** Whether a session waits for the write lock of the schema. */
async function isWaited(session: Client): Promise<boolean> {
  const { rows } = await session.query(
    "SELECT 1 FROM pg_locks WHERE relation = 'migrations'::regclass AND NOT granted",
  );
  return rows.length > 0;
}
