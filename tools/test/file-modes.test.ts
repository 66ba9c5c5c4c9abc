/** File modes: files in the data folder are closed to other accounts, and the doctor reports open ones. */
import { execFileSync } from "node:child_process";
import { chmodSync, lstatSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, expect, inject, test, vi } from "vitest";
import { checkModes } from "../doctor/data.mjs";
import { storeFile } from "../host/shop.mjs";

const data = mkdtempSync(path.join(tmpdir(), "hansa-modes-"));
// cpSync of Node 24 gives copied folders the default mode; cp -p keeps the mode of each.
execFileSync("cp", ["-Rp", `${inject("seededData")}/.`, data]);
afterEach(() => vi.unstubAllEnvs());
afterAll(() => rmSync(data, { recursive: true }));

test("a seeded shop has no file and no folder that another account can read", () => {
  const seeded = inject("seededData");
  const names = readdirSync(seeded, { recursive: true, encoding: "utf8" });
  expect(names).toContain("users/users.db");
  const open = names.filter((name) => (lstatSync(path.join(seeded, name)).mode & 0o077) !== 0);
  expect(open).toEqual([]);
});

test("the doctor accepts it, and names files opened since", () => {
  vi.stubEnv("HANSA_DATA", data);
  expect(checkModes()).toMatchObject({ verdict: "ok" });
  chmodSync(storeFile(data, "users"), 0o644);
  const finding = checkModes();
  expect(finding).toMatchObject({ verdict: "wrong", advice: `chmod -R go= ${data}` });
  expect(finding.found).toMatch(/^1 of \d+ can be read by other accounts, such as .*users\.db$/);
  chmodSync(storeFile(data, "users"), 0o600);
  chmodSync(data, 0o755);
  expect(checkModes()).toMatchObject({ verdict: "wrong" });
  vi.stubEnv("HANSA_DATA", path.join(data, "none"));
  expect(checkModes()).toMatchObject({ verdict: "ok" });
});
