/** Writes that share a commit: each all or nothing on its own, and none heard of before it is on the disk. */
import { expect, test } from "vitest";
import { Database } from "../src/sqlite.ts";
import type { Store, Tx } from "../src/store.ts";
import { systemWorld } from "../src/world.ts";
import { holding } from "./holding.ts";
import { addTin, namesOf, openTins, storeFile } from "./tins.ts";

/** How many tins another process sees: those that are committed. */
function committed(file: string): number {
  const other = new Database(file, { readonly: true });
  try {
    return Number(other.prepare("SELECT count(*) AS n FROM tins").pluck().get());
  } finally {
    other.close();
  }
}

test("of writes that were asked for together, one that throws is undone alone, and the others stand", async () => {
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

test("whoever hears that a write is done, or was refused, finds in the store all that it had seen", async () => {
  const file = storeFile();
  const store = await openTins(systemWorld, file);
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

async function fillShelf(tx: Tx): Promise<void> {
  for (let count = 0; count < 20; count += 1) await addTin(tx, "peas");
}

test.each([
  [
    "one after another",
    async (store: Store) => {
      for (let count = 0; count < 500; count += 1) await store.write("fill", fillShelf);
    },
  ],
  ["all at once", (store: Store) => Promise.all(Array.from({ length: 500 }, () => store.write("fill", fillShelf)))],
])("hundreds of writes, asked for %s, let others go in between", async (_how, write) => {
  const store = await openTins();
  const { longest, all } = await holding(() => write(store));
  expect(longest).toBeLessThan(all / 2);
});
