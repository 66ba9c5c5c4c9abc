/** CPU time and memory of processes and their descendants, as Linux counts them in /proc. */
import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";

/** Linux counts in hundredths of a second wherever Node runs. */
const msPerTick = 10;

/** CPU time since its start of each process and its descendants, ended ones included, and of the whole machine, in milliseconds. */
export type CpuTimes = { of: ReadonlyMap<number, number>; machine: number; idle: number };

type Stat = { parent: number; ticks: number };

/** Reads the CPU times of these processes. */
export function readCpuTimes(pids: readonly number[]): CpuTimes {
  const stats = readStats();
  const [user = 0, nice = 0, system = 0, idle = 0, ioWait = 0, irq = 0, softIrq = 0, steal = 0] =
    readFileSync("/proc/stat", "utf8").split("\n", 1)[0]?.split(/\s+/).slice(1).map(Number) ?? [];
  const busy = user + nice + system + irq + softIrq + steal;
  return {
    of: new Map(pids.map((pid) => [pid, ticksOf(pid, stats) * msPerTick])),
    machine: busy * msPerTick,
    idle: (idle + ioWait) * msPerTick,
  };
}

/** The program in which our router plans new documents, a child process of it. */
const planner = /\/planner-process\.\w+\0/;

/** Proportional memory of a process and its descendants without our planner, in MB; NaN where its own cannot be read, as after its end. */
export function readMemoryMb(pid: number): number {
  const own = pssKb(pid);
  if (own === undefined) return Number.NaN;
  const stats = readStats();
  const isCounted = (each: number) => each !== pid && isBelow(each, pid, stats) && !isPlanner(each);
  const children = [...stats.keys()].filter(isCounted);
  return children.reduce((sum, each) => sum + (pssKb(each) ?? 0), own) / 1_024;
}

/** The cores that processes other than these kept busy between two readings. */
export function foreignCores(before: CpuTimes, after: CpuTimes): number {
  const own = [...after.of].reduce((sum, [pid, ms]) => sum + ms - (before.of.get(pid) ?? 0), 0);
  const busy = after.machine - before.machine;
  const elapsed = (busy + after.idle - before.idle) / availableParallelism();
  return elapsed > 0 ? Math.max(0, (busy - own) / elapsed) : 0;
}

function isPlanner(pid: number): boolean {
  return planner.test(readProc(`${pid}/cmdline`));
}

function pssKb(pid: number): number | undefined {
  const [, kilobytes] = /^Pss:\s+(\d+) kB$/m.exec(readProc(`${pid}/smaps_rollup`)) ?? [];
  return kilobytes === undefined ? undefined : Number(kilobytes);
}

function ticksOf(pid: number, stats: ReadonlyMap<number, Stat>): number {
  return [...stats].reduce((sum, [each, { ticks }]) => (isBelow(each, pid, stats) ? sum + ticks : sum), 0);
}

function isBelow(pid: number, ancestor: number, stats: ReadonlyMap<number, Stat>): boolean {
  for (let each: number | undefined = pid; each !== undefined && each > 0; each = stats.get(each)?.parent) {
    if (each === ancestor) return true;
  }
  return false;
}

/** The fields after the command, which may contain spaces: state, parent, …, user, system, and both of ended children. */
function readStats(): Map<number, Stat> {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return new Map(
    pids.flatMap((name) => {
      const text = readProc(`${name}/stat`);
      const fields = text
        .slice(text.lastIndexOf(")") + 2)
        .split(" ")
        .map(Number);
      const times = fields.slice(11, 15);
      return times.length < 4 ? [] : [[Number(name), { parent: fields[1] ?? 0, ticks: times.reduce(add, 0) }] as const];
    }),
  );
}

function add(one: number, another: number): number {
  return one + another;
}

/** A process may end at any moment. */
function readProc(name: string): string {
  try {
    return readFileSync(`/proc/${name}`, "utf8");
  } catch {
    return "";
  }
}
