/** The health of a database: whether its last write succeeded, and damage that the server reported. */
import type { HealthNotes } from "../health.ts";
import type { ServerClock } from "./clock.ts";
import { codeOfFault, isClosed, isRepeatable } from "./faults.ts";

/** The server found a damaged page or index. */
const damaged = /^XX00[12]$/;

/** Watches the health of a store in a database, whose clock is this one. Free space and the write-ahead log are the server's matter. */
export function watchHealth({ ahead }: Pick<ServerClock, "ahead">): HealthNotes {
  let fault: string | undefined;
  let isDamaged = false;
  return {
    writeFault: () => fault,
    isDamaged: () => isDamaged,
    hasLostWal: () => false,
    freeBytes: () => undefined,
    clockAheadMs: ahead,
    noteWrite: () => {
      fault = undefined;
    },
    noteFailure: (error, work) => {
      const code = codeOfFault(error);
      if (code === undefined) return;
      if (work === "write" && isUnwritable(error, code)) fault = code;
      if (damaged.test(code)) isDamaged = true;
    },
  };
}

/** An error that came out of the store has its cause: the server's own. */
function isUnwritable(error: unknown, code: string): boolean {
  if (damaged.test(code) || isClosed(code)) return true;
  return isRepeatable(error) || (error instanceof Error && isRepeatable(error.cause));
}
