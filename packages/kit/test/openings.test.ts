/** What a store remembers of its openings is what SQLite said each time, not what was wished for. */
import { expect, test } from "vitest";
import { manualWorld } from "../src/manual-world.ts";
import { recordOpening } from "../src/openings.ts";
import { openHastily } from "../src/store.ts";
import { storeOpenings } from "../src/store-tables.ts";
import { openTins, storeFile } from "./tins.ts";

test("each opening is written down as it was, one that does not wait for the disk among them", async () => {
  const file = storeFile();
  const world = manualWorld(1_000);
  const open = async () => {
    const store = await openTins(world, file);
    await recordOpening(store, world);
    return store;
  };
  await (await openHastily(open)).close();
  await world.advance(500);
  await (await open()).close();
  const store = await open();

  const durable = { hasty: false, journalMode: "wal", synchronous: 2, foreignKeys: 1, busyTimeoutMs: 5 };
  expect(await store.read((db) => db.select().from(storeOpenings))).toEqual([
    { ...durable, seq: 1, openedAt: 1_000, hasty: true, synchronous: 0 },
    { ...durable, seq: 2, openedAt: 1_500 },
    { ...durable, seq: 3, openedAt: 1_500 },
  ]);
});
