/** Kills a process and all its descendants. */
import { execFileSync } from "node:child_process";

/** Sends SIGKILL to a process and its descendants, youngest first, so that none is left behind with an open port. */
export function killTree(pid: number): void {
  for (const member of familyOf(pid).reverse()) {
    try {
      process.kill(member, "SIGKILL");
    } catch {
      // It ended by itself meanwhile, which is what was wanted.
    }
  }
}

/** The process itself, its children, theirs, and so on. */
export function familyOf(pid: number): number[] {
  const family = [pid];
  const rows = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" }).trim().split("\n");
  const parents = rows.map((row) => row.trim().split(/\s+/).map(Number));
  // The list grows while it is walked: children found are asked for theirs.
  for (const member of family) {
    for (const [child, parent] of parents) if (parent === member && child !== undefined) family.push(child);
  }
  return family;
}
