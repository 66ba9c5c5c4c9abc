/** Disks of other hosts, as Linux tells them: processes of several hosts would write one file of SQLite there without a common lock. */
import { readFileSync, realpathSync, statfsSync } from "node:fs";

/** Types of file systems as statfs(2) of Linux lists them. */
const networkFileSystems: ReadonlyMap<number, string> = new Map([
  [0x6969, "NFS"],
  [0x517b, "SMB"],
  [0xff534d42, "CIFS"],
  [0xfe534d42, "SMB2"],
  [0xc36400, "Ceph"],
  [0x5346414f, "AFS"],
  [0x73757245, "Coda"],
]);
/** A file system that a program serves: of this host, or of another one. */
const fuse = 0x65735546;
/** Programs whose files are on other hosts. */
const networkPrograms =
  /^fuse\.(sshfs|glusterfs|s3fs|mountpoint-s3|gcsfuse|goofys|geesefs|rclone|juicefs|ceph|ceph-fuse|davfs2?|mfs|weed|seaweedfs|smbnetfs|curlftpfs)$/;

/** The name of the network file system that the folder is on; undefined for a disk of this host, and on other systems than Linux. */
export function networkDiskOf(folder: string): string | undefined {
  if (process.platform !== "linux") return undefined;
  const { type } = statfsSync(folder);
  if (type !== fuse) return networkFileSystems.get(type);
  return networkMountOf(realpathSync(folder), readFileSync("/proc/self/mountinfo", "utf8"));
}

/** The program that serves a folder from another host, by the list of mounts (proc(5)); undefined if none does. */
export function networkMountOf(folder: string, mounts: string): string | undefined {
  let [found, length] = ["", -1];
  for (const line of mounts.split("\n")) {
    const place = line.split(" ")[4] ?? "";
    const point = place.replace(/\\(\d{3})/g, (_code, octal) => String.fromCharCode(Number.parseInt(octal, 8)));
    const isAbove = folder === point || folder.startsWith(point.endsWith("/") ? point : `${point}/`);
    // Of mounts at one place the last one is seen.
    if (isAbove && place !== "" && point.length >= length) [found, length] = [line, point.length];
  }
  const [, type = ""] = / - (\S+) /.exec(found) ?? [];
  return networkPrograms.test(type) ? type : undefined;
}
