/** Group commit: each write is atomic on its own, and none resolves before it is on disk. */
import { expect, test } from "vitest";
import { systemRuntime } from "../../src/runtime/runtime.ts";
import { Database } from "../../src/store/engine/sqlite/driver.ts";
import type { Store, Tx } from "../../src/store/store.ts";
import { addTin, namesOf, openTins, storeFile } from "../support/tins.ts";

/** How many tins another process sees: those that are committed. */
function committed(file: string): number {
  const other = new Database(file, { readonly: true });
  try {
    return Number(other.prepare("SELECT count(*) AS n FROM tins").pluck().get());
  } finally {
    other.close();
  }
}

test("of concurrent writes, one that throws is rolled back alone, and the others are committed", async () => {
  const store = await openTins();
  const ends = await Promise.allSettled(
    ["peas", "rotten", "beans", "corn"].map((name) =>
      store.write("add", async (tx) => {
        await addTin(tx, name);
        if (name === "rotten") throw new Error("rotten");
        return name;
      }),
    ),
  );
  expect(ends.map((end) => (end.status === "fulfilled" ? end.value : String(end.reason)))).toEqual([
    "peas",
    "Error: rotten",
    "beans",
    "corn",
  ]);
  expect(await store.read(namesOf)).toEqual(["peas", "beans", "corn"]);
});

test.each(["peas", "beans", "corn"])(
  "of concurrent writes, a refused one (%s) is rolled back alone and returns its refusal, and the others are committed",
  async (refused) => {
    const store = await openTins();
    const names = ["peas", "beans", "corn"];
    const add = (name: string) => async (tx: Tx) => {
      await addTin(tx, name);
      return name;
    };
    const ends = names.map((name) => store.write("add", add(name), (result) => result === refused));
    expect(await Promise.all(ends)).toEqual(names);
    expect(await store.read(namesOf)).toEqual(names.filter((name) => name !== refused));
  },
);

test("a caller whose write completed or was refused finds in the store all that the write had read", async () => {
  const file = storeFile();
  const store = await openTins(systemRuntime, file);
  const seen: number[] = [];
  await Promise.all(
    Array.from({ length: 40 }, (_, index) =>
      store
        .write("add", async (tx) => {
          await addTin(tx, `tin ${index}`);
          if (index % 3 === 2) throw new Error("refused");
        })
        .catch(() => undefined)
        .then(() => seen.push(committed(file))),
    ),
  );
  expect(seen).toHaveLength(40);
  const first = seen[0] ?? 0;
  expect(first).toBeGreaterThan(1);
  expect(seen.at(-1)).toBe(27);
});

/** A runtime in which each change takes a millisecond and nothing else does; it counts the changes between two turns of others. */
function countedRuntime() {
  let changes = 0;
  let lastTurnAt = 0;
  const counted = { turns: 0, longest: 0 };
  const yieldToEventLoop = async () => {
    counted.turns += 1;
    counted.longest = Math.max(counted.longest, changes - lastTurnAt);
    lastTurnAt = changes;
    await systemRuntime.yieldToEventLoop();
  };
  const change = async (tx: Tx) => {
    changes += 1;
    await addTin(tx, "peas");
  };
  return { counted, change, runtime: { ...systemRuntime, monotonic: () => changes, yieldToEventLoop } };
}

test.each([
  [
    "one after another",
    async (store: Store, change: (tx: Tx) => Promise<void>) => {
      for (let count = 0; count < 500; count += 1) await store.write("fill", change);
    },
  ],
  [
    "all at once",
    (store: Store, change: (tx: Tx) => Promise<void>) =>
      Promise.all(Array.from({ length: 500 }, () => store.write("fill", change))),
  ],
])("hundreds of writes, requested %s, let other work run in between", async (_how, write) => {
  const { counted, change, runtime } = countedRuntime();
  const store = await openTins(runtime);
  await write(store, change);
  expect(counted.turns).toBeGreaterThan(3);
  expect(counted.longest).toBeLessThan(150);
});
