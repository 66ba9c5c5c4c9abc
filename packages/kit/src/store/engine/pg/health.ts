/** The health of a database: faults of its reads and writes, damage that the server reported, and commits that it has lost. */
import type { HealthNotes, StepBack } from "../health.ts";
import { type FaultOptions, watchFaults } from "../kept-faults.ts";
import type { ServerClock } from "./clock.ts";
import { cancelled, codeOfFault, isClosed, isRepeatable } from "./faults.ts";
import type { Reads } from "./reads.ts";

/** The server found a damaged page or index. */
const damaged = /^XX00[12]$/;

/** Codes of writes that ended while they waited for another session. */
const waited = /^(55P03|57014|40P01|CONNECTION_LOST)$/;

/** The session for which writes wait: of a program that holds a lock, or of ours whose commit a synchronous standby does not confirm. */
type Blocker = {
  /** Its program and its process id at the server. */
  session: string;
  /** It waits for a synchronous standby itself. */
  awaitsStandby: boolean;
};

type Watched = Pick<ServerClock, "ahead"> & {
  stepBack(): StepBack | undefined;
  /** Finds the session for which writes wait. */
  findBlocker(): Promise<Blocker | undefined>;
};

/** Watches the health of a store in a database. Free space and the write-ahead log are the server's matter. */
export function watchHealth({ ahead, stepBack, findBlocker }: Watched, options: FaultOptions): HealthNotes {
  const { writeFault, readFault, noteSuccess, meet } = watchFaults(options);
  let isDamaged = false;
  let blocker: Blocker | undefined;
  let isLooking = false;
  const hasWaited = () => waited.test(writeFault() ?? "");

  /** Looks for the session while the fault lasts: it may end before the next write fails. */
  async function lookForBlocker(): Promise<void> {
    if (isLooking) return;
    isLooking = true;
    blocker = await findBlocker().catch(() => undefined);
    isLooking = false;
  }

  return {
    writeFault: () => {
      if (stepBack()) return "WENT_BACK";
      return hasWaited() && blocker?.awaitsStandby ? "SYNC_REP" : writeFault();
    },
    readFault,
    heldBy: () => (hasWaited() && !blocker?.awaitsStandby ? blocker?.session : undefined),
    stepBack,
    isDamaged: () => isDamaged,
    hasLostWal: () => false,
    freeBytes: () => undefined,
    clockAheadMs: ahead,
    noteSuccess,
    noteFailure: (error, work) => {
      const code = codeOfFault(error);
      if (code === undefined) return;
      // A statement of a read took longer than its request has.
      if (isUnusable(error, code) && !(work === "read" && code === cancelled)) meet(work, code);
      if (work !== "read" && hasWaited()) void lookForBlocker();
      if (damaged.test(code)) isDamaged = true;
    },
  };
}

/** An error that came out of the store has its cause: the server's own. */
function isUnusable(error: unknown, code: string): boolean {
  if (damaged.test(code) || isClosed(code)) return true;
  return isRepeatable(error) || (error instanceof Error && isRepeatable(error.cause));
}

/** Sessions of other programs before those of the shop, one of which writes at most moments. A role without rights sees no more of others than this. */
const blockerText = `SELECT coalesce(nullif(application_name, ''), 'an unnamed program') || ', pid ' || pid, coalesce(wait_event = 'SyncRep', FALSE)
  FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND (wait_event = 'SyncRep' OR pid IN (
    SELECT pid FROM pg_locks JOIN pg_class ON pg_class.oid = relation
      WHERE granted AND mode <> 'AccessShareLock' AND relnamespace = $1::regnamespace AND relkind = 'r'))
  ORDER BY coalesce(wait_event = 'SyncRep', FALSE) DESC, application_name = 'hansa', xact_start LIMIT 1`;

/** Finds the session at this moment; undefined if none blocks. */
export async function findBlocker({ look }: Pick<Reads, "look">, schema: string): Promise<Blocker | undefined> {
  const [row] = await look(blockerText, [schema]);
  return row && { session: String(row[0]), awaitsStandby: row[1] === 1 };
}
