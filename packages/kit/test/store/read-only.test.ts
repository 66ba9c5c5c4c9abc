/** A store that is only read: it sees what is there, one read after the other, and creates nothing. */
import { expect, test } from "vitest";
import { openReadOnlyStore } from "../../src/store/read-only.ts";
import { addTin, namesOf, openTins, storeFile } from "../support/tins.ts";

test("reads that begin together run one after the other", async () => {
  const file = storeFile();
  const store = await openTins(undefined, file);
  await store.write("add", (tx) => addTin(tx, "peas"));
  const readOnly = await openReadOnlyStore({ engine: "sqlite", file });
  expect(await Promise.all([readOnly.read(namesOf), readOnly.read(namesOf)])).toEqual([["peas"], ["peas"]]);
  await store.write("add", (tx) => addTin(tx, "beans"));
  expect(await readOnly.read(namesOf)).toEqual(["peas", "beans"]);
  await readOnly.close();
});

test("a store that is not there is not created", async () => {
  const place = { engine: "sqlite", file: storeFile() } as const;
  await expect(openReadOnlyStore(place)).rejects.toThrow(/does not exist|unable to open/);
});
