/** The slowness of this machine: processors that share a core, or a memory, take more CPU time for the same work. */

const text = JSON.stringify(
  Array.from({ length: 10_000 }, (_, id) => ({ id, name: `item ${id}`, tags: ["a", "b", id % 7] })),
);
/** The CPU time in which the machine on which the limits were set reads that text while it does nothing else, in milliseconds. */
const quietMs = 3.3;

/** How many times longer this process takes at the moment than that machine; the first reading of a process takes memory, too. */
export function measureSlowness(): number {
  const readings = Array.from({ length: 3 }, () => {
    const before = process.cpuUsage();
    JSON.parse(text);
    const { user, system } = process.cpuUsage(before);
    return user + system;
  });
  return Math.min(...readings) / 1_000 / quietMs;
}

/** The slowness of a run: the median of those of its files, and at least 1. */
export function slownessOfRun(measured: readonly number[]): number {
  const sorted = measured.toSorted((one, other) => one - other);
  return Math.max(1, sorted[Math.floor(sorted.length / 2)] ?? 1);
}
