/** Shared snapshots: reads that overlap share one, and each sees all that was committed before it began. */
import { expect, test } from "vitest";
import { addTin, gate, namesOf, openTins } from "../support/tins.ts";

test("a read that begins after a commit sees it, though a read on an older snapshot has not ended", async () => {
  const store = await openTins();
  const hasRead = gate();
  const mayContinue = gate();
  const older = store.read(async (db) => {
    await namesOf(db);
    hasRead.open();
    await mayContinue.opened;
    return namesOf(db);
  });
  await hasRead.opened;
  const beside = store.read(namesOf);
  await store.write("add", (tx) => addTin(tx, "peas"));
  const later = [store.read(namesOf), store.read(namesOf)];
  expect([await beside, await Promise.race([later[0], Promise.resolve("waits")])]).toEqual([[], "waits"]);
  mayContinue.open();
  expect([await older, ...(await Promise.all(later))]).toEqual([[], ["peas"], ["peas"]]);
});

test("a read that fails leaves the reads beside it and after it alone", async () => {
  const store = await openTins();
  await store.write("add", (tx) => addTin(tx, "peas"));
  const failing = store.read(async () => {
    throw new Error("no opener");
  });
  const beside = store.read(namesOf);
  await expect(failing).rejects.toThrow("no opener");
  expect([await beside, await store.read(namesOf)]).toEqual([["peas"], ["peas"]]);
});
