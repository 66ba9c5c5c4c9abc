/** A store in a file is on a disk of its own host. */
import fs, { existsSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { expect, onTestFinished, test } from "vitest";
import { systemRuntime } from "../../src/runtime/runtime.ts";
import { networkMountOf } from "../../src/store/engine/sqlite/network-disk.ts";
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

const mounts = `22 1 259:2 / / rw,relatime shared:1 - ext4 /dev/nvme0n1p2 rw
40 22 0:35 / /mnt/far rw,nosuid shared:20 - fuse.sshfs shop@host:/data rw,user_id=0
41 22 0:36 / /mnt/bucket rw shared:21 - fuse.s3fs s3fs rw
43 40 259:3 / /mnt/far/disk rw shared:23 - ext4 /dev/sdb1 rw
44 22 0:38 / /mnt/with\\040space rw shared:24 - fuse.glusterfs host:/volume rw
45 22 0:39 / /mnt/sealed rw shared:25 - fuse.gocryptfs /home/shop/sealed rw
`;

test.each([
  ["/var/lib/hansa", undefined],
  ["/mnt/far", "fuse.sshfs"],
  ["/mnt/far/orders", "fuse.sshfs"],
  ["/mnt/farther", undefined],
  ["/mnt/far/disk/orders", undefined],
  ["/mnt/bucket/data", "fuse.s3fs"],
  ["/mnt/with space/data", "fuse.glusterfs"],
  ["/mnt/sealed/data", undefined],
])("the folder %s is served by %s from another host", (folder, program) => {
  expect(networkMountOf(folder, mounts)).toBe(program);
});
