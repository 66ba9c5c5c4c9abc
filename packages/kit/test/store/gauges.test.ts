/** Gauges of a store: read when they are collected, at most once in five seconds, and absent without a value. */
import { Registry } from "@prometheus-io/client";
import { expect, test } from "vitest";
import { systemRuntime } from "../../src/runtime/runtime.ts";
import { observeStore } from "../../src/store/gauges.ts";
import type { Reader, Store } from "../../src/store/store.ts";
import { manualRuntime } from "../../testing/manual-runtime.ts";
import { addTin, namesOf, openTins } from "../support/tins.ts";

const countTins = async (db: Reader) => (await namesOf(db)).length;

async function opened(
  store: Pick<Store, "read">,
  read: (db: Reader) => Promise<number | null>,
  runtime = manualRuntime(Date.UTC(2026, 0, 15, 12)),
) {
  const registry = new Registry();
  observeStore({ registry, store, runtime }, [
    { name: "tins", help: "Tins.", unit: "count", read },
    { name: "oldest_tin_timestamp_seconds", help: "A time.", unit: "time", read },
  ]);
  const series = async () => (await registry.metrics()).split("\n").filter((line) => /^[a-z]/.test(line));
  return { runtime, series };
}

test("the store is read for a collection, and again after five seconds; times are exported in seconds", async () => {
  const store = await openTins();
  const { runtime, series } = await opened(store, countTins);
  expect(await series()).toEqual(["tins 0", "oldest_tin_timestamp_seconds 0"]);
  await store.write("add", (tx) => addTin(tx, "peas"));
  await runtime.advance(4_999);
  expect(await series()).toEqual(["tins 0", "oldest_tin_timestamp_seconds 0"]);
  await runtime.advance(1);
  expect(await series()).toEqual(["tins 1", "oldest_tin_timestamp_seconds 0.001"]);
});

test("a gauge without a value is absent, and so is one whose store cannot be read", async () => {
  let value: number | null = null;
  const { runtime, series } = await opened(await openTins(), async () => value);
  expect(await series()).toEqual([]);
  value = 5_000;
  await runtime.advance(5_000);
  expect(await series()).toEqual(["tins 5000", "oldest_tin_timestamp_seconds 5"]);
  value = null;
  await runtime.advance(5_000);
  expect(await series()).toEqual([]);
  const broken = { read: () => Promise.reject(new Error("the disk is gone")) };
  expect(await (await opened(broken, countTins)).series()).toEqual([]);
});

test("metrics do not wait for a store that does not respond, and ask it once until it does", async () => {
  let asked = 0;
  const silent = {
    read: () => {
      asked += 1;
      return new Promise<never>(() => {});
    },
  };
  const runtime = { ...manualRuntime(0), sleep: systemRuntime.sleep };
  const { series } = await opened(silent, countTins, runtime);
  expect(await series()).toEqual([]);
  await runtime.advance(60_000);
  expect(await series()).toEqual([]);
  expect(asked).toBe(2);
});
