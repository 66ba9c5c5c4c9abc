/** File modes: files in the data folder are closed to other accounts, and the doctor reports open ones, and the size of the logs. */
import { execFileSync } from "node:child_process";
import { chmodSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, expect, inject, test, vi } from "vitest";
import { checkDisk, checkModes } from "../doctor/data.mjs";
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

test("the doctor says how much of the disk is free, and how much the logs have", () => {
  vi.stubEnv("HANSA_DATA", data);
  expect(checkDisk().found).toMatch(/^\d+\.\d GiB free, logs have 0\.0 MiB$/);
  mkdirSync(path.join(data, "logs"), { recursive: true, mode: 0o700 });
  writeFileSync(path.join(data, "logs", "orders.log"), "x".repeat(1.5 * 1024 ** 2), { mode: 0o600 });
  expect(checkDisk().found).toMatch(/logs have 1\.5 MiB$/);
});
