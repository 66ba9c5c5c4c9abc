/** Refusal of network file systems: processes of several hosts would write one file without a common lock. */
import { statfsSync } from "node:fs";
import { CommandFailure } from "../../../command-line/failure.ts";

/** Types of file systems as statfs(2) of Linux lists them; other systems have other numbers, and nothing is refused there. */
const networkFileSystems: ReadonlyMap<number, string> = new Map([
  [0x6969, "NFS"],
  [0x517b, "SMB"],
  [0xff534d42, "CIFS"],
  [0xfe534d42, "SMB2"],
  [0xc36400, "Ceph"],
  [0x5346414f, "AFS"],
  [0x73757245, "Coda"],
]);

/** Throws if the folder is on a network file system. */
export function assertLocalDisk(folder: string): void {
  const name = networkFileSystems.get(statfsSync(folder).type);
  if (process.platform !== "linux" || name === undefined) return;
  throw new CommandFailure(
    `${folder} is on a network file system (${name}), where SQLite's locks hold on one host only. Set HANSA_DATA to a local disk or a block device, or keep the stores on PostgreSQL.`,
  );
}
