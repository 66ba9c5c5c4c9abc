/** The write lock of a store, which another process may hold: waiting for it does not block this process. */
import type { Database as Connection } from "better-sqlite3";
import type { Runtime } from "../../../runtime/runtime.ts";
import { isBusy } from "./faults.ts";

/** Takes the write lock at once; a transaction that reads first and locks later fails its first write under load. */
export function beginWrite(writer: Connection, runtime: Runtime, giveUpAt: number): Promise<void> {
  return retryWhileLocked(runtime, giveUpAt, () => {
    writer.exec("BEGIN IMMEDIATE");
  });
}

/**
 * Runs work that needs the lock and repeats it while another process holds it; from `giveUpAt` on, the error is thrown. It sleeps after
 * each attempt, also after the last: the next in line tries at once, and a long line would block the process.
 */
export async function retryWhileLocked<T>(runtime: Runtime, giveUpAt: number, work: () => T): Promise<T> {
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error)) throw error;
      await runtime.sleep(10 + runtime.random() * 40);
      if (runtime.monotonic() >= giveUpAt) throw error;
    }
  }
}
