/** Failures of a database: each is the matter of the write that met it, and of no other one. */
import { sql } from "drizzle-orm";
import type pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { deadLetters } from "../../../src/messaging/dead-letters.ts";
import { createMetrics } from "../../../src/runtime/metrics.ts";
import { systemRuntime } from "../../../src/runtime/runtime.ts";
import { openStore } from "../../../src/store/store.ts";
import { manualRuntime } from "../../../testing/manual-runtime.ts";
import { openConsumer, source } from "../../support/event-source.ts";
import { openLossyProxy } from "../../support/pg/proxy.ts";
import { newSchema, openSession, openSuperuser, openTinsIn } from "../../support/pg/tins.ts";
import { addTin, namesOf, removeTins, tinMigrations } from "../../support/shelf.ts";

const outcomesOf = (ends: readonly PromiseSettledResult<unknown>[]) =>
  ends.map((end) => (end.status === "fulfilled" ? "done" : String(end.reason.message)));

/** A shelf on which no tin may be rotten. */
async function strictShelf(context: { skip(message: string): void }) {
  const place = await newSchema(context);
  const store = await openTinsIn(place);
  const session = await openSession(place);
  await session.query("ALTER TABLE tins ADD CHECK (name <> 'rotten')");
  return { place, store, session };
}

/** Ends the connection that holds the write lock of the schema. */
async function endWriter(session: pg.Client): Promise<void> {
  await session.query(
    "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE relation = 'migrations'::regclass AND mode = 'ExclusiveLock'",
  );
}

test("an event that the store refuses becomes a dead letter, and those beside it are applied", async (context) => {
  const { store } = await strictShelf(context);
  const { publish, transport } = await source();
  const consumer = openConsumer(store, transport);
  await publish("peas", "rotten", "corn");
  for (let pass = 0; pass < 21; pass += 1) await consumer.catchUp().catch(() => undefined);
  expect(await store.read((db) => db.select({ seq: deadLetters.seq }).from(deadLetters))).toHaveLength(1);
  expect(await store.read(namesOf)).toEqual(["peas", "corn"]);
});

test("the own error of a write that meets a lost connection does not fail the writes beside it", async (context) => {
  const { store, session } = await strictShelf(context);
  let isEnded = false;
  const ends = await Promise.allSettled(
    ["peas", "beans", "bad"].map((name) =>
      store.write("add", async (tx) => {
        await addTin(tx, name);
        await namesOf(tx);
        if (name !== "bad") return;
        if (!isEnded) {
          isEnded = true;
          await endWriter(session);
          // The end of the connection is to be known when the write throws.
          await namesOf(tx).catch(() => undefined);
        }
        throw new Error("rule of the third write");
      }),
    ),
  );
  expect(outcomesOf(ends)).toEqual(["done", "done", "rule of the third write"]);
  expect(await store.read(namesOf)).toEqual(["peas", "beans"]);
});

test.for([1, 2])(
  "a statement that was first sent behind a failed one is prepared again (sent %i times)",
  async (times, context) => {
    const { store } = await strictShelf(context);
    const ends = await Promise.allSettled([
      store.write("a", (tx) => addTin(tx, "peas")),
      store.write("b", async (tx) => {
        await addTin(tx, "rotten");
        for (let time = 0; time < times; time += 1) await removeTins(tx);
        throw new Error("own");
      }),
      store.write("c", async (tx) => {
        await removeTins(tx);
        await addTin(tx, "corn");
      }),
    ]);
    expect(outcomesOf(ends)).toEqual(["done", "own", "done"]);
    expect(await store.read(namesOf)).toEqual(["corn"]);
  },
);

test.for([
  ["first", ["odd", "beans"]],
  ["second", ["peas", "odd"]],
] as const)("a conflict of the %s write of a group repeats it", async ([, names], context) => {
  const place = await newSchema(context);
  const store = await openTinsIn(place);
  const session = await openSession(place);
  await session.query(`CREATE SEQUENCE tries;
    CREATE FUNCTION once() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF NEW.name = 'odd' AND nextval('tries') = 1 THEN RAISE 'conflict' USING ERRCODE = '40001'; END IF; RETURN NEW;
    END $$;
    CREATE TRIGGER conflicts BEFORE INSERT ON tins FOR EACH ROW EXECUTE FUNCTION once()`);
  await Promise.all(names.map((name) => store.write("add", (tx) => addTin(tx, name))));
  expect((await store.read(namesOf)).toSorted()).toEqual(names.toSorted());
});

test("a connection that is lost before the commit was sent leaves no doubt", async (context) => {
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
  proxy.loseAt("before", 'insert into "tins"', true);
  const write = store.write("add", async (tx) => {
    await addTin(tx, "peas");
    await namesOf(tx).catch(() => undefined);
  });
  await expect(write).rejects.toMatchObject({ extensions: { code: "STORE_UNAVAILABLE" } });
});

test("a closed store opens no connection", async (context) => {
  const place = await newSchema(context);
  const store = await openStore({
    place,
    migrations: tinMigrations,
    runtime: systemRuntime,
    metrics: createMetrics(),
  });
  await store.close();
  await expect(store.write("add", (tx) => addTin(tx, "late"))).rejects.toThrow("closed");
  await expect(store.read(namesOf)).rejects.toThrow("closed");
});

test("a store that refuses its role cannot be written, until it takes the role again", async (context) => {
  const place = await newSchema(context);
  const owner = await openSuperuser(place);
  const role = `${place.schema}_role`;
  await owner.query(`CREATE ROLE ${role} LOGIN IN ROLE hansa`);
  onTestFinished(async () => void (await owner.query(`DROP OWNED BY ${role} CASCADE; DROP ROLE ${role}`)));
  const url = new URL(place.url);
  url.username = role;
  const store = await openTinsIn({ ...place, url: url.href });
  const write = () => store.write("add", (tx) => addTin(tx, "peas"));
  const refuses = async (change: string, undo: string) => {
    await owner.query(change);
    await expect(write()).rejects.toThrow();
    const fault = store.health.writeFault();
    await owner.query(undo);
    await write();
    return [fault, store.health.writeFault()];
  };
  const end = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '${role}'`;
  expect(await refuses(`ALTER ROLE ${role} NOLOGIN; ${end}`, `ALTER ROLE ${role} LOGIN`)).toEqual(["28000", undefined]);
  const tins = `ON "${place.schema}".tins`;
  const [revoke, grant] = [`REVOKE INSERT ${tins} FROM ${role}`, `GRANT INSERT ${tins} TO ${role}`];
  expect(await refuses(revoke, grant)).toEqual(["42501", undefined]);
  const [hide, show] = [
    `ALTER TABLE "${place.schema}".tins RENAME TO cans`,
    `ALTER TABLE "${place.schema}".cans RENAME TO tins`,
  ];
  expect(await refuses(hide, show)).toEqual(["42P01", undefined]);
});

test("an error of a value does not name the value", async (context) => {
  const store = await openTinsIn(await newSchema(context));
  const person = "alice@hansa.example";
  const read = store.read((db) => db.select({ n: sql`${person}::text::bigint` }).from(sql`(SELECT 1) AS single`));
  await expect(read).rejects.toThrow("a value has not the form of its type (22P02)");
});

test("a commit that waits for a synchronous standby is not acknowledged because its connection ends", async (context) => {
  const place = await newSchema(context);
  const store = await openTinsIn(place);
  const server = await openSuperuser(place);
  onTestFinished(async () => {
    await server.query("ALTER SYSTEM RESET synchronous_standby_names");
    await server.query("SELECT pg_reload_conf()");
  });
  await server.query("ALTER SYSTEM SET synchronous_standby_names = 'none'");
  await server.query("SELECT pg_reload_conf()");
  const writes: Promise<void>[] = [];
  let acknowledged = 0;
  const addAnother = () => {
    const name = `tin ${writes.length}`;
    const write = store
      .write("add", (tx) => addTin(tx, name))
      .then(() => {
        acknowledged += 1;
      });
    writes.push(write);
  };
  const waiting = "SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND datname = current_database()";
  const waitingBackend = async () => (await server.query<{ pid: number }>(waiting)).rows[0]?.pid;
  // The server reads its new setting some time after it is told to; commits of before do not wait.
  await expect
    .poll(() => {
      if (acknowledged === writes.length) addAnother();
      return waitingBackend();
    })
    .toBeDefined();
  const first = await waitingBackend();
  await server.query("SELECT pg_terminate_backend($1)", [first]);
  await expect.poll(async () => [undefined, first].includes(await waitingBackend())).toBe(false);
  expect(acknowledged).toBe(writes.length - 1);
  await server.query("ALTER SYSTEM RESET synchronous_standby_names");
  await server.query("SELECT pg_reload_conf()");
  await Promise.all(writes);
  expect(await store.read(namesOf)).toEqual(writes.map((_write, number) => `tin ${number}`));
});

test("a write under a manual clock runs again after a lost connection: the server has another time", async (context) => {
  const proxy = await openLossyProxy(await newSchema(context));
  const store = await openTinsIn(proxy.place, manualRuntime(0));
  proxy.loseAt("before", "COMMIT\0");
  await store.write("add", (tx) => addTin(tx, "peas"));
  expect(await store.read(namesOf)).toEqual(["peas"]);
});
