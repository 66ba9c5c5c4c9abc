/** The CPU time of another process, where the system tells it. */
import { readFileSync } from "node:fs";

/** The CPU time of a process in milliseconds; undefined if it is not known. */
export type CpuTimeOf = (pid: number | undefined) => number | undefined;

/** Linux counts it in hundredths of a second. */
export const cpuTimePrecisionMs = 10;

/** Reads the time from `/proc`, which Linux has. */
export const readCpuTime: CpuTimeOf = (pid) => {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name of the program, in parentheses, may contain blanks. Times in user and in system mode are the 14th and 15th field.
    const [user, system] = text
      .slice(text.lastIndexOf(")") + 2)
      .split(" ")
      .slice(11, 13)
      .map(Number);
    return user === undefined || system === undefined ? undefined : (user + system) * cpuTimePrecisionMs;
  } catch {
    return undefined;
  }
};
