/** Ended work of a store: a statement that its closure did not await is refused, and lands in no other write. */
import { expect, test } from "vitest";
import { newSchema, openTinsIn } from "../support/pg/tins.ts";
import { addTin, gate, namesOf, openTins } from "../support/tins.ts";

test.for(["sqlite", "pg"])(
  "a statement of an ended write is refused inside the next write (%s)",
  async (engine, context) => {
    const store = engine === "pg" ? await openTinsIn(await newSchema(context)) : await openTins();
    const [isNext, isTried] = [gate(), gate()];
    let late: Promise<void> = Promise.resolve();
    const first = store.write("first", async (tx) => {
      await addTin(tx, "peas");
      late = isNext.opened.then(() => addTin(tx, "late"));
      late.catch(() => undefined).finally(isTried.open);
    });
    await Promise.all([
      first,
      store.write("second", async (tx) => {
        isNext.open();
        await isTried.opened;
        await addTin(tx, "beans");
      }),
    ]);
    await expect(late).rejects.toThrow('a statement of "first" came after its end: its closure must await it');
    expect(await store.read(namesOf)).toEqual(["peas", "beans"]);
  },
);

test.for(["sqlite", "pg"])("a statement of an ended read is refused (%s)", async (engine, context) => {
  const store = engine === "pg" ? await openTinsIn(await newSchema(context)) : await openTins();
  const isOver = gate();
  let late: Promise<unknown> = Promise.resolve();
  await store.read(async (db) => {
    late = isOver.opened.then(() => namesOf(db));
    late.catch(() => undefined);
  });
  isOver.open();
  await expect(late).rejects.toThrow('a statement of "read" came after its end');
});
