/** Look-ups in stores of both engines: what tests see past a service, and the defects that they make. */
import { expect, type TestContext, test } from "vitest";
import type { StorePlace } from "../../src/store/place.ts";
import { contentsOf } from "../../testing/stores/contents.ts";
import { changeStore, rowsOf } from "../../testing/stores/look-ups.ts";
import { refuseChange } from "../../testing/stores/triggers.ts";
import { newSchema, openTinsIn } from "../support/pg/tins.ts";
import { addTin, namesOf, openTins, storeFile } from "../support/tins.ts";

async function open(engine: StorePlace["engine"], context: TestContext) {
  if (engine === "pg") {
    const place = await newSchema(context);
    return { place, store: await openTinsIn(place) };
  }
  const file = storeFile();
  return { place: { engine, file } as const, store: await openTins(undefined, file) };
}

const engines = ["sqlite", "pg"] as const;

test.for(engines)("a look-up finds what is committed, and a service what was changed: %s", async (engine, context) => {
  const { store, place } = await open(engine, context);
  await store.write("add", (tx) => addTin(tx, "peas"));
  await changeStore(
    place,
    "INSERT INTO tins (name) VALUES ('beans'); UPDATE tins SET name = 'corn' WHERE name = 'peas'",
  );
  expect(await rowsOf(place, "SELECT id, name FROM tins ORDER BY id")).toEqual([
    { id: 1, name: "corn" },
    { id: 2, name: "beans" },
  ]);
  expect(await store.read(namesOf)).toEqual(["corn", "beans"]);
  expect(await rowsOf(place, "SELECT sum(id) AS total, count(*) > 1 AS several FROM tins")).toEqual([
    { total: 3, several: 1 },
  ]);
});

test.for(engines)("a change is refused until it is accepted again, and others are not: %s", async (engine, context) => {
  const { store, place } = await open(engine, context);
  const add = (name: string) => store.write("add", (tx) => addTin(tx, name));
  const accept = await refuseChange(place, { event: "INSERT", table: "tins", when: "NEW.name = 'peas'" }, "no peas");
  await expect(add("peas")).rejects.toThrow("no peas");
  await add("corn");
  await accept();
  await add("peas");
  expect(await rowsOf(place, "SELECT count(*) AS tins FROM tins")).toEqual([{ tins: 2 }]);
});

test.for(engines)(
  "the contents of a store are all that it holds, with or without a table: %s",
  async (engine, context) => {
    const { store, place } = await open(engine, context);
    await store.write("add", (tx) => addTin(tx, "unmistakable"));
    expect((await contentsOf(place)).includes("unmistakable")).toBe(true);
    expect((await contentsOf(place, { without: "tins" })).includes("unmistakable")).toBe(false);
    expect(await rowsOf(place, "SELECT name FROM tins")).toEqual([{ name: "unmistakable" }]);
  },
);

test.for(engines)(
  "a change without foreign keys leaves rows without those that they refer to: %s",
  async (engine, context) => {
    const { place } = await open(engine, context);
    await changeStore(
      place,
      `CREATE TABLE shelves (id text PRIMARY KEY);
     CREATE TABLE places (shelf_id text, FOREIGN KEY (shelf_id) REFERENCES shelves(id));
     INSERT INTO shelves VALUES ('top'); INSERT INTO places VALUES ('top')`,
    );
    await expect(changeStore(place, "DELETE FROM shelves")).rejects.toThrow(/foreign key constraint/i);
    await changeStore(place, "DELETE FROM shelves", { foreignKeys: false });
    expect(await rowsOf(place, "SELECT shelf_id FROM places")).toEqual([{ shelf_id: "top" }]);
  },
);
