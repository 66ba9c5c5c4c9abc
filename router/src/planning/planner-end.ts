/** The end of a planner's process: whether the document whose turn it was has caused it, or the machine. */

/** Why a process ended. One that its document has ended would end the next process too: the document is not planned again for a while. */
export type PlannerEnd = { cause: string; isByDocument: boolean };

/** A process raises these itself: Node aborts one whose heap is full, and V8 traps where it cannot go on. Others come from outside. */
const ownSignals: ReadonlySet<string> = new Set(["SIGABRT", "SIGTRAP", "SIGILL", "SIGSEGV", "SIGBUS", "SIGFPE"]);

/** The end of a process that ended by itself, or by a signal. */
export function endOfProcess(code: number | null, signal: string | null): PlannerEnd {
  if (signal !== null && !ownSignals.has(signal))
    return { cause: `the planner's process was ended from outside by ${signal}`, isByDocument: false };
  const how = signal ?? `code ${code}`;
  return { cause: `the planner's process ended with ${how}, most likely for want of heap`, isByDocument: true };
}

/** The time of one plan in milliseconds: of the processor, and in all, for a busy machine lets the process wait. */
export type PlanTime = { cpuMs: number; elapsedMs: number };

/**
 * The end of a plan for its time; undefined while there is some left. Where the CPU time is unknown, the elapsed time counts in its place. `precisionMs` is
 * the least time that can be told.
 */
export function endForTime(
  { cpuMs, elapsedMs }: { cpuMs: number | undefined; elapsedMs: number },
  most: PlanTime,
  precisionMs: number,
): PlannerEnd | undefined {
  const spent = cpuMs === undefined ? `${elapsedMs} ms, of unknown CPU time` : `${cpuMs} ms of CPU time`;
  if (most.cpuMs - (cpuMs ?? elapsedMs) < precisionMs) return { cause: `planning took ${spent}`, isByDocument: true };
  if (most.elapsedMs - elapsedMs >= precisionMs) return undefined;
  return { cause: `the planner's process had ${spent} in ${elapsedMs} ms`, isByDocument: false };
}
