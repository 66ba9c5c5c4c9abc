/** Renewals of leases: one statement, without a transaction and without the write lock, which a claim and a renewal side by side do not both survive. */
import { expect, test } from "vitest";
import { acquireLease, isLeaseLost, type Lease, renewLease } from "../../../src/coordination/lease.ts";
import { systemRuntime } from "../../../src/runtime/runtime.ts";
import type { Store } from "../../../src/store/store.ts";
import { leases } from "../../../src/store/tables.ts";
import { manualRuntime } from "../../../testing/manual-runtime.ts";
import { openLossyProxy } from "../../support/pg/proxy.ts";
import { newSchema, openSession, openTinsIn } from "../../support/pg/tins.ts";
import { addTin } from "../../support/shelf.ts";

const take = (store: Store, owner: string, now: number) =>
  store.write("take", (tx) => acquireLease(tx, { name: "lead", owner, forMs: 4_000 }, now));

async function taken(store: Store): Promise<Lease> {
  const lease = await take(store, "ada", 1_000);
  if (!lease) throw new Error("the lease is free");
  return lease;
}

const renewed = (store: Store, lease: Lease, endsAt: number) =>
  store.renew("renew", (tx) => renewLease(tx, lease, endsAt)).then(() => true);
const endOf = async (store: Store) =>
  (await store.read((db) => db.select({ endsAt: leases.endsAt }).from(leases)))[0]?.endsAt;

test("a lease is renewed while another session holds the write lock, and with other writes in their transaction", async (context) => {
  const place = await newSchema(context);
  const store = await openTinsIn(place);
  const lease = await taken(store);
  const session = await openSession(place);
  await session.query("BEGIN; LOCK TABLE migrations IN EXCLUSIVE MODE");
  expect(await renewed(store, lease, 9_000)).toBe(true);
  await session.query("COMMIT");
  await Promise.all([
    store.write("add", (tx) => addTin(tx, "peas")),
    renewed(store, lease, 10_000),
    store.write("add", (tx) => addTin(tx, "beans")),
  ]);
  expect(await endOf(store)).toBe(10_000);
});

test("a renewal that waits for the claim of another process is lost, and a claim that waits for a renewal gets nothing", async (context) => {
  const place = await newSchema(context);
  const store = await openTinsIn(place);
  const lease = await taken(store);
  const session = await openSession(place);
  const isWaited = async () => (await session.query("SELECT 1 FROM pg_locks WHERE NOT granted")).rows.length > 0;

  await session.query("BEGIN; UPDATE leases SET ends_at = 9000");
  const claim = take(store, "bob", 6_000);
  await expect.poll(isWaited).toBe(true);
  await session.query("COMMIT");
  expect(await claim).toBeUndefined();

  await session.query("BEGIN; UPDATE leases SET owner = 'bob', fencing_token = 2");
  const renewal = renewed(store, lease, 10_000).catch((error) => isLeaseLost(error) && "lost");
  await expect.poll(isWaited).toBe(true);
  await session.query("COMMIT");
  expect(await renewal).toBe("lost");
  expect(await endOf(store)).toBe(9_000);
});

test("a renewal that waits for its row while another process commits, which is seen meanwhile, finds no database that went back", async (context) => {
  const place = await newSchema(context);
  const [store, other] = [await openTinsIn(place), await openTinsIn(place)];
  const lease = await taken(store);
  const session = await openSession(place);
  await session.query("BEGIN; UPDATE leases SET ends_at = ends_at");
  const renewal = renewed(store, lease, 9_000);
  await expect.poll(async () => (await session.query("SELECT 1 FROM pg_locks WHERE NOT granted")).rows.length).toBe(1);
  const waiting = store.awaitCommit(store.commits(), 60_000, new AbortController().signal);
  await other.write("add", (tx) => addTin(tx, "peas"));
  await waiting;
  await session.query("COMMIT");
  expect(await renewal).toBe(true);
  await store.write("add", (tx) => addTin(tx, "beans"));
});

test("a renewal whose connection is lost with its response is made again", async (context) => {
  const proxy = await openLossyProxy(await newSchema(context));
  const store = await openTinsIn(proxy.place);
  const lease = await taken(store);
  proxy.loseAt("after", 'update "leases"');
  expect(await renewed(store, lease, 9_000)).toBe(true);
  expect([proxy.lost(), await endOf(store)]).toEqual([1, 9_000]);
});

test("a process that is alone hears another one begin, and sees its first commit before it would count again", async (context) => {
  const place = await newSchema(context);
  const runtime = manualRuntime(Date.UTC(2026, 0, 15, 12));
  const store = await openTinsIn(place, runtime);
  const stopping = new AbortController();
  const waiting = store.awaitCommit(0, 60_000, stopping.signal);
  // It looks and counts every five seconds, this time at the end of the advance.
  await runtime.advance(10_250);
  const other = await openTinsIn(place);
  await other.write("add", (tx) => addTin(tx, "peas"));
  for (let advanced = 0; advanced < 4_000 && store.commits() === 0; advanced += 250) {
    await systemRuntime.sleep(20);
    await runtime.advance(250);
  }
  expect(store.commits()).toBe(1);
  await waiting;
});
