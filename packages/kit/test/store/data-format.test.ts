/** The number of the format in the folder of each process: a new folder gets it, and a newer one is opened by no process. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { systemRuntime } from "../../src/runtime/runtime.ts";
import { dataFormat, formatFile } from "../../src/store/engine/sqlite/data-format.mjs";
import { openReadOnlyStore } from "../../src/store/read-only.ts";
import { addTin, namesOf, openTins, storeFile } from "../support/tins.ts";

const numberBeside = (file: string) => readFileSync(join(dirname(file), formatFile), "utf8");

test("the folder of a new store gets the number, and that of a store of before too, or of a write that was cut short", async () => {
  const file = storeFile();
  const store = await openTins(systemRuntime, file);
  expect(numberBeside(file)).toBe(`${dataFormat}\n`);
  await store.write("add", (tx) => addTin(tx, "one"));
  await store.close();
  writeFileSync(join(dirname(file), formatFile), "");
  const again = await openTins(systemRuntime, file);
  expect(numberBeside(file)).toBe(`${dataFormat}\n`);
  expect(await again.read(namesOf)).toEqual(["one"]);
});

test.each([String(dataFormat + 1), "2.1", "unknown"])(
  "a folder of format %s is refused, and nothing is made in it",
  async (format) => {
    const file = storeFile();
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(join(dirname(file), formatFile), format);
    const says = /has data of format .*, and this version of Hansa knows 2/;
    await expect(openTins(systemRuntime, file)).rejects.toThrow(says);
    expect(readdirSync(dirname(file))).toEqual([formatFile]);
    await expect(openReadOnlyStore({ engine: "sqlite", file })).rejects.toThrow(says);
    expect(existsSync(file)).toBe(false);
  },
);
