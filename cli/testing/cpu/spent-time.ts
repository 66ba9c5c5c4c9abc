/** CPU time that a process and its descendants have spent, as Linux counts it; on other systems the time that has passed. */
import { existsSync, readdirSync, readFileSync } from "node:fs";

/** Linux counts CPU time in hundredths of a second. */
const ticksPerSecond = 100;

/** Whether figures are CPU time: the kernel lists the children of a thread. */
export const isCpuTime = existsSync(`/proc/${process.pid}/task/${process.pid}/children`);

/** CPU seconds of a process, the descendants that run, and those that it has waited for. A process whose parent left it behind is not counted. */
export function spentSeconds(pid: number = process.pid): number {
  if (!isCpuTime) return performance.now() / 1000;
  return ticksOfTree(String(pid)) / ticksPerSecond;
}

/** CPU seconds of one process alone. Throws if it has ended. */
export function ownSeconds(pid: number): number {
  const { user, system } = ticksOf(readFileSync(`/proc/${pid}/stat`, "utf8"));
  return (user + system) / ticksPerSecond;
}

function ticksOfTree(pid: string): number {
  const stat = read(`/proc/${pid}/stat`);
  if (stat === "") return 0;
  const { user, system, endedUser, endedSystem } = ticksOf(stat);
  let ticks = user + system + endedUser + endedSystem;
  for (const child of childrenOf(pid)) ticks += ticksOfTree(child);
  return ticks;
}

function childrenOf(pid: string): string[] {
  return threadsOf(pid).flatMap((thread) =>
    read(`/proc/${pid}/task/${thread}/children`)
      .split(" ")
      .filter((child) => child !== ""),
  );
}

function threadsOf(pid: string): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/** The times in the line of a process; its name, in brackets, may contain blanks. */
function ticksOf(stat: string) {
  const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = stat
    .slice(stat.lastIndexOf(")") + 2)
    .split(" ")
    .slice(11, 15)
    .map(Number);
  return { user, system, endedUser, endedSystem };
}

/** A process or a thread that has ended meanwhile has no file. */
function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
