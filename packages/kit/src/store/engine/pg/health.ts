/** The health of a database: faults of its reads and writes, damage that the server reported, and commits that it has lost. */
import type { HealthNotes, StepBack } from "../health.ts";
import { type FaultOptions, watchFaults } from "../kept-faults.ts";
import type { ServerClock } from "./clock.ts";
import { codeOfFault, isClosed, isRepeatable } from "./faults.ts";

/** A statement took longer than its request has: of a read no fault of the store. */
const cancelled = "57014";
/** The server found a damaged page or index. */
const damaged = /^XX00[12]$/;

/** Watches the health of a store in a database, whose clock is this one. Free space and the write-ahead log are the server's matter. */
export function watchHealth(
  { ahead }: Pick<ServerClock, "ahead">,
  stepBack: () => StepBack | undefined,
  options: FaultOptions,
): HealthNotes {
  const { writeFault, readFault, noteSuccess, meet } = watchFaults(options);
  let isDamaged = false;
  return {
    writeFault: () => (stepBack() ? "WENT_BACK" : writeFault()),
    readFault,
    stepBack,
    isDamaged: () => isDamaged,
    hasLostWal: () => false,
    freeBytes: () => undefined,
    clockAheadMs: ahead,
    noteSuccess,
    noteFailure: (error, work) => {
      const code = codeOfFault(error);
      if (code === undefined) return;
      if (isUnusable(error, code) && !(work === "read" && code === cancelled)) meet(work, code);
      if (damaged.test(code)) isDamaged = true;
    },
  };
}

/** An error that came out of the store has its cause: the server's own. */
function isUnusable(error: unknown, code: string): boolean {
  if (damaged.test(code) || isClosed(code)) return true;
  return isRepeatable(error) || (error instanceof Error && isRepeatable(error.cause));
}
