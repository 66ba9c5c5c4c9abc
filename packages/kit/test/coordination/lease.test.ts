/** Leases: one holder at a time, ended by time, and never confused with an earlier lease. */
import { expect, test } from "vitest";
import type { Lease } from "../../src/coordination/lease.ts";
import {
  acquireLease,
  assertLease,
  isLeaseLost,
  recordFencingToken,
  renewLease,
} from "../../src/coordination/lease.ts";
import type { Store } from "../../src/store/store.ts";
import { openTins } from "../support/tins.ts";

const forMs = 6_000;

function take(store: Store, owner: string, now: number): Promise<Lease | undefined> {
  return store.write("take", (tx) => acquireLease(tx, { name: "tins", owner, forMs }, now));
}

async function taken(store: Store, owner: string, now: number): Promise<Lease> {
  const lease = await take(store, owner, now);
  if (!lease) throw new Error(`${owner} was to get the lease`);
  return lease;
}

function isHeld(store: Store, lease: Lease): Promise<boolean> {
  return store
    .write("ask", (tx) => assertLease(tx, lease))
    .then(
      () => true,
      (error) => {
        if (isLeaseLost(error)) return false;
        throw error;
      },
    );
}

test("a held lease excludes others until it expires or is released", async () => {
  const store = await openTins();
  const first = await taken(store, "ada", 1_000);
  expect(await take(store, "bob", 6_999)).toBeUndefined();
  const second = await taken(store, "bob", 7_000);
  expect(second.token).toBeGreaterThan(first.token);
  await store.write("give back", (tx) => renewLease(tx, second, 0));
  expect(await taken(store, "ada", 7_001)).toMatchObject({ owner: "ada" });
});

test("a lease can be renewed, even after it expired if no other process acquired it; a lost lease cannot", async () => {
  const store = await openTins();
  const lease = await taken(store, "ada", 0);
  await store.write("keep", (tx) => renewLease(tx, lease, 20_000));
  expect(await take(store, "bob", 14_001)).toBeUndefined();
  expect(await isHeld(store, lease)).toBe(true);
  const next = await taken(store, "bob", 20_000);
  expect(await isHeld(store, lease)).toBe(false);
  await expect(store.write("keep", (tx) => renewLease(tx, lease, 40_000))).rejects.toSatisfy(isLeaseLost);
  expect(await isHeld(store, next)).toBe(true);
});

test("the holder may acquire the lease again, and writes under its earlier token are rejected", async () => {
  const store = await openTins();
  const before = await taken(store, "ada", 0);
  const after = await taken(store, "ada", 1);
  expect(await isHeld(store, before)).toBe(false);
  expect(await isHeld(store, after)).toBe(true);
});

test("a lease that expires later than any lease can is ignored: a wrong clock wrote it", async () => {
  const store = await openTins();
  await taken(store, "ada", 86_400_000);
  expect(await take(store, "bob", 1_000)).toMatchObject({ owner: "bob" });
});

test("a recorded fencing token is accepted repeatedly, and every earlier one is rejected", async () => {
  const store = await openTins();
  const ask = (token: number, lease = "order:1") =>
    store.write("ask", (tx) => recordFencingToken(tx, { lease, token }));
  await ask(2);
  await ask(2);
  await expect(ask(1)).rejects.toSatisfy(isLeaseLost);
  await ask(3);
  await expect(ask(2)).rejects.toSatisfy(isLeaseLost);
  await ask(1, "order:2");
  await store.write("ask", (tx) => recordFencingToken(tx, null));
});
