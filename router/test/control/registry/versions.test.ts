/** Versions of the registry: numbered in order, whole or invisible, and never replaced. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  addVersion,
  listVersions,
  noteServed,
  readCurrent,
  readVersion,
} from "../../../src/control/registry/versions.ts";

let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), "hansa-registry-")), "schemas");
});
afterEach(() => rmSync(join(folder, ".."), { recursive: true }));

const draft = (supergraph: string) => ({
  ...{ author: "Ada", commit: null, publishedAt: 1, restores: null, supergraph },
  checks: { against: null, changes: [], hints: [] },
});

test("versions are numbered in order, and a folder that does not exist has none", async () => {
  expect(await readCurrent(folder)).toBeUndefined();
  const first = await addVersion(folder, undefined, draft("type A"));
  const second = await addVersion(folder, first, draft("type B"));
  await noteServed(folder, 1);
  expect([first.number, second.number]).toEqual([1, 2]);
  expect(await readCurrent(folder)).toEqual(second);
  expect(await readVersion(folder, 1)).toMatchObject({ supergraph: "type A", hash: first.hash, author: "Ada" });
  expect(await listVersions(folder)).toEqual({ published: [1, 2], served: [1] });
  expect(statSync(folder).mode & 0o077).toBe(0);
  expect(statSync(join(folder, "000002.json")).mode & 0o077).toBe(0);
});

test("of two publications against one version, one is stored and the other is told so", async () => {
  const attempts = await Promise.allSettled(
    ["type A", "type B"].map((text) => addVersion(folder, undefined, draft(text))),
  );
  const failed = attempts.flatMap((each) => (each.status === "rejected" ? [String(each.reason)] : []));
  expect(failed).toEqual([expect.stringContaining("version 1 was published meanwhile")]);
  const [stored] = attempts.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
  expect(await readCurrent(folder)).toEqual(stored);
  expect(readdirSync(folder)).toEqual(["000001.json"]);
});

test("a file that is still being written is no version", async () => {
  const first = await addVersion(folder, undefined, draft("type A"));
  mkdirSync(join(folder, "incoming-aBcDeF"));
  writeFileSync(join(folder, "incoming-aBcDeF", "version.json"), "{");
  expect(await readCurrent(folder)).toEqual(first);
});

test.each([
  ["half a file", (text: string) => text.slice(0, text.length / 2)],
  ["another supergraph", (text: string) => text.replace("type A", "type B")],
  ["another number", (text: string) => text.replace('"number": 1', '"number": 2')],
])("%s is refused", async (_name, change) => {
  await addVersion(folder, undefined, draft("type A"));
  const file = join(folder, "000001.json");
  writeFileSync(file, change(readFileSync(file, "utf8")));
  await expect(readCurrent(folder)).rejects.toThrow("000001.json is no version of the schema");
});
