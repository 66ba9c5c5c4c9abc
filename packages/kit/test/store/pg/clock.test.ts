/** The clock of a database: the server's, which no step back stops or turns back, the same for all processes. */
import { expect, test } from "vitest";
import { type Runtime, systemRuntime } from "../../../src/runtime/runtime.ts";
import type { Store } from "../../../src/store/store.ts";
import { newSchema, openTinsIn } from "../../support/pg/tins.ts";
import { addTin, renameTins } from "../../support/shelf.ts";

const hour = 3_600_000;

/** A server whose clock can be set. */
function settableServer() {
  let step = 0;
  const runtime: Runtime = { ...systemRuntime, serverTime: (ms) => ms + step };
  return {
    runtime,
    setBy: (ms: number) => {
      step += ms;
    },
  };
}

const add = (store: Store) => store.write("add", (tx) => addTin(tx, "peas"));

test("the time of a store goes on when the server's clock is set back, for processes of before and after", async (context) => {
  const place = await newSchema(context);
  const { runtime, setBy } = settableServer();
  const stores = [await openTinsIn(place, runtime), await openTinsIn(place, runtime)];
  const [first, second] = stores;
  if (!first || !second) throw new Error("two stores");
  await add(first);
  const before = first.now();
  setBy(-hour);
  await add(first);
  await systemRuntime.sleep(300);
  await add(second);
  const third = await openTinsIn(place, runtime);
  for (const store of [first, second, third]) {
    expect(store.now() - before).toBeGreaterThan(250);
    // No part of the step is in it: a busy machine takes less.
    expect(store.now() - before).toBeLessThan(hour / 2);
    expect(Math.abs(store.health.clockAheadMs() - hour)).toBeLessThan(hour / 2);
  }
});

test("the renewal of a lease sets the clock, and notes for others that it is ahead", async (context) => {
  const place = await newSchema(context);
  const { runtime, setBy } = settableServer();
  const store = await openTinsIn(place, runtime);
  await add(store);
  const before = store.now();
  setBy(-hour);
  await store.renew("renew", (tx) => renameTins(tx, "beans"));
  expect(store.now()).toBeGreaterThanOrEqual(before);
  expect(Math.abs(store.health.clockAheadMs() - hour)).toBeLessThan(hour / 2);
  const other = await openTinsIn(place, runtime);
  expect(other.health.clockAheadMs()).toBe(store.health.clockAheadMs());
});

test("a small step back is waited for, and moves the clock no further ahead", async (context) => {
  const { runtime, setBy } = settableServer();
  const store = await openTinsIn(await newSchema(context), runtime);
  await add(store);
  const before = store.now();
  setBy(-300);
  await add(store);
  expect(store.now()).toBeGreaterThanOrEqual(before);
  expect(store.health.clockAheadMs()).toBe(0);
});

test("a process whose own clock is a day ahead has the time of the server", async (context) => {
  const runtime: Runtime = { ...systemRuntime, now: () => systemRuntime.now() + 24 * hour };
  const store = await openTinsIn(await newSchema(context), runtime);
  await add(store);
  expect(Math.abs(store.now() - systemRuntime.now())).toBeLessThan(hour);
});
