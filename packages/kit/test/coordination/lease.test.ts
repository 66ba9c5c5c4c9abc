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
  return store.write("take", (tx) => acquireLease(tx, "tins", owner, now, forMs));
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

test("while one has the turn, no other gets it; its end, or giving it back, lets the next one in", async () => {
  const store = await openTins();
  const first = await taken(store, "ada", 1_000);
  expect(await take(store, "bob", 6_999)).toBeUndefined();
  const second = await taken(store, "bob", 7_000);
  expect(second.fence).toBeGreaterThan(first.fence);
  await store.write("give back", (tx) => renewLease(tx, second, 0));
  expect(await taken(store, "ada", 7_001)).toMatchObject({ owner: "ada" });
});

test("a turn that is kept goes on, also after its end if nobody wanted it; one that was lost is not had again", async () => {
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

test("who has the turn may take it anew, and what it did under the old one is refused", async () => {
  const store = await openTins();
  const before = await taken(store, "ada", 0);
  const after = await taken(store, "ada", 1);
  expect(await isHeld(store, before)).toBe(false);
  expect(await isHeld(store, after)).toBe(true);
});

test("a turn that would end later than any does is of a clock that was wrong, and keeps nobody out", async () => {
  const store = await openTins();
  await taken(store, "ada", 86_400_000);
  expect(await take(store, "bob", 1_000)).toMatchObject({ owner: "bob" });
});

test("whoever is asked hears the latest turn again and again, and no earlier one", async () => {
  const store = await openTins();
  const ask = (fence: number, lease = "order:1") =>
    store.write("ask", (tx) => recordFencingToken(tx, { lease, fence }));
  await ask(2);
  await ask(2);
  await expect(ask(1)).rejects.toSatisfy(isLeaseLost);
  await ask(3);
  await expect(ask(2)).rejects.toSatisfy(isLeaseLost);
  await ask(1, "order:2");
  await store.write("ask", (tx) => recordFencingToken(tx, null));
});
