/** A store in a file is on a disk of its own host. */
import fs, { existsSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { expect, onTestFinished, test } from "vitest";
import { systemRuntime } from "../../src/runtime/runtime.ts";
import { openTins, storeFile } from "../support/tins.ts";

/** From now on the operating system says that every folder is on a file system of this type. */
function sayType(type: number): void {
  const real = fs.statfsSync;
  const told = (path: fs.PathLike) => Object.assign(real(path), { type });
  Object.assign(fs, { statfsSync: told });
  syncBuiltinESMExports();
  onTestFinished(() => {
    fs.statfsSync = real;
    syncBuiltinESMExports();
  });
}

test.runIf(process.platform === "linux").each([
  ["NFS", 0x6969],
  ["SMB2", 0xfe534d42],
  ["Ceph", 0xc36400],
])("on %s no store is made, and the refusal names the folder and the ways out", async (name, type) => {
  const file = storeFile();
  sayType(type);
  await expect(openTins(systemRuntime, file)).rejects.toThrow(
    new RegExp(`is on a network file system \\(${name}\\).*HANSA_DATA.*PostgreSQL`),
  );
  expect(existsSync(file)).toBe(false);
});

test.each([
  ["ext4", 0xef53],
  ["a FUSE mount", 0x65735546],
])("on %s it is made", async (_name, type) => {
  const file = storeFile();
  sayType(type);
  await openTins(systemRuntime, file);
  expect(existsSync(file)).toBe(true);
});
