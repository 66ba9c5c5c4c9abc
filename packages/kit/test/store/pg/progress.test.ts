/** A database that lost commits, to a standby or a backup without the last ones: it is written and opened by no process until its recovery. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { causeOf } from "../../../src/alarms/store-faults.ts";
import { renewLease } from "../../../src/coordination/lease.ts";
import { systemRuntime } from "../../../src/runtime/runtime.ts";
import { openRecovery } from "../../../src/store/recovery.ts";
import { newSchema, openSession, openTinsIn } from "../../support/pg/tins.ts";
import { addTin, namesOf } from "../../support/shelf.ts";

type Context = Parameters<typeof newSchema>[0];

/** A shelf with a folder for its notes, whose database loses its last commits on demand. */
async function shelf(context: Context) {
  const folder = mkdtempSync(join(tmpdir(), "hansa-progress-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const place = { ...(await newSchema(context)), file: join(folder, "tins.sqlite") };
  const store = await openTinsIn(place);
  const add = (name: string) => store.write("add", (tx) => addTin(tx, name));
  for (const name of ["peas", "beans", "corn"]) await add(name);
  const session = await openSession(place);
  const loseLast = (count: number) =>
    session.query("DELETE FROM commits WHERE n > (SELECT max(n) FROM commits) - $1", [count]);
  return { place, store, add, session, loseLast };
}

const noteOf = ({ file }: { file: string }) => JSON.parse(readFileSync(`${file}.commits`, "utf8"));
const unavailable = { extensions: { code: "STORE_UNAVAILABLE" } };

test("a database that lost commits takes no further write of a running process, and its pages are read", async (context) => {
  const { store, add, session, loseLast } = await shelf(context);
  await loseLast(2);
  // An idle shop notices it by the renewal of a lease.
  const lease = { lease: "lead", owner: "gone", token: 1 };
  const renewal = store.renew("renew", (tx) => renewLease(tx, lease, 0));
  await expect(renewal).rejects.toMatchObject(unavailable);
  await expect(add("leeks")).rejects.toMatchObject(unavailable);
  expect([store.health.writeFault(), store.health.stepBack()]).toEqual(["WENT_BACK", { known: 3, found: 1 }]);
  expect(await store.read(namesOf)).toEqual(["peas", "beans", "corn"]);
  // Another process that has not noticed goes on: the lost numbers are given out again, and the store stays closed.
  for (const n of [2, 3, 4]) await session.query("INSERT INTO commits (n, token) VALUES ($1, $2)", [n, `other_${n}`]);
  await expect(add("leeks")).rejects.toMatchObject(unavailable);
});

test("a commit of another process that this one has seen counts", async (context) => {
  const { store, add, session, loseLast } = await shelf(context);
  await session.query("INSERT INTO commits (n, token) VALUES (4, 'other')");
  await store.awaitCommit(store.commits(), 2_000, new AbortController().signal);
  await loseLast(1);
  await expect(add("leeks")).rejects.toMatchObject(unavailable);
  expect(store.health.stepBack()).toEqual({ known: 4, found: 3 });
});

test("a start on a database with fewer commits than the folder has noted is refused with both numbers", async (context) => {
  const { place, store, loseLast } = await shelf(context);
  await store.close();
  const again = await openTinsIn(place);
  await again.write("add", (tx) => addTin(tx, "leeks"));
  const { last } = noteOf(place);
  expect(last).toBe(3);
  await again.close();
  await loseLast(3);
  await expect(openTinsIn(place)).rejects.toThrow(
    `${place.url.replace(/.*@/, "postgres://").replace(/\?.*/, "")}, schema ${place.schema} has lost commits: its last is 1, and this shop has made ${last}`,
  );
});

test("a recovery opens a database above the lost commits, for a process on another machine too that has noted more of them", async (context) => {
  const { place, store, session, loseLast } = await shelf(context);
  await expect(openRecovery(place, systemRuntime)).rejects.toThrow(/^a shop runs on postgres:.*; stop it first$/);
  await store.close();
  await (await openTinsIn(place)).close();
  const elsewhere = { ...place, file: `${place.file}.elsewhere` };
  writeFileSync(`${elsewhere.file}.commits`, JSON.stringify({ ...noteOf(place), last: 1_000 }));
  await loseLast(2);
  await session.query("INSERT INTO leases (name, owner, ends_at, fencing_token) VALUES ('lead', 'gone', 5000, 1)");
  for (const one of [place, elsewhere]) await expect(openTinsIn(one)).rejects.toThrow("restore --after-failover");

  const recovery = await openRecovery(place, systemRuntime);
  expect(recovery).toMatchObject({ stepBack: { known: 3, found: 1 }, ledUntil: 5_000 });
  await recovery?.open();
  await recovery?.close();
  for (const one of [place, elsewhere]) {
    const opened = await openTinsIn(one);
    await opened.write("add", (tx) => addTin(tx, "leeks"));
    await opened.close();
  }
  const again = await openRecovery(place, systemRuntime);
  expect(again?.stepBack).toBeUndefined();
  await again?.close();
});

test("the store of a new shop in the same schema begins its commits anew", async (context) => {
  const { place, store, session } = await shelf(context);
  await store.close();
  await session.query(`DROP SCHEMA "${place.schema}" CASCADE`);
  const anew = await openTinsIn(place);
  await anew.write("add", (tx) => addTin(tx, "leeks"));
  expect(await anew.read(namesOf)).toEqual(["leeks"]);
});

test("a write that a lock of another program ends names its session while the fault lasts", async (context) => {
  const { store, add, session } = await shelf(context);
  await session.query("SET application_name = 'report'; BEGIN; LOCK TABLE tins IN SHARE MODE");
  await expect(add("leeks")).rejects.toMatchObject(unavailable);
  const { rows } = await session.query("SELECT pg_backend_pid() AS pid");
  await expect.poll(store.health.heldBy).toBe(`report, pid ${rows[0].pid}`);
  expect(causeOf(store.health.writeFault())).toBe("lock");
  await session.query("COMMIT");
  await add("leeks");
  expect(store.health.heldBy()).toBeUndefined();
});

test("a kind of write that fails is a fault until it succeeds, while others succeed", async (context) => {
  const { store, add, session } = await shelf(context);
  const writeNothing = () => store.write("other", async () => undefined);
  await session.query("ALTER TABLE tins RENAME TO hidden");
  await expect(add("leeks")).rejects.toThrow();
  await writeNothing();
  expect(store.health.writeFault()).toBe("42P01");
  await session.query("ALTER TABLE hidden RENAME TO tins");
  await writeNothing();
  expect(store.health.writeFault()).toBe("42P01");
  await add("leeks");
  expect(store.health.writeFault()).toBeUndefined();
});
