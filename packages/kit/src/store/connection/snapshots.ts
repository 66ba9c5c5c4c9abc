/** Snapshots of the reading connection: reads that overlap share one, so that the batches of one level of a request begin and end it once. */
import type { Database as Connection } from "better-sqlite3";

export type Snapshots = {
  /** Runs `job` on a snapshot with all that was committed before this call. It must await nothing but the store. */
  read<T>(job: () => Promise<T>): Promise<T>;
  /** Runs `job` while no snapshot is open. */
  withoutSnapshot<T>(job: () => T): Promise<T>;
};

/** `commits` is the count at its beginning: it lacks all later ones. */
type Snapshot = { active: number; commits: number; isClosing: boolean };

/** The commits of all stores of this process so far. */
let commits = 0;

/** Makes the reads that follow begin new snapshots. Call it after each commit, before anyone learns of it. */
export function noteCommit(): void {
  commits += 1;
}

/** Opens the snapshots of a connection that is used for nothing else. */
export function openSnapshots(connection: Connection): Snapshots {
  // Compiled once: compiling them for each read costs more than running them.
  const begin = connection.prepare("BEGIN");
  const commit = connection.prepare("COMMIT");
  let current: Snapshot | undefined;
  let waiting: (() => void)[] = [];

  function open(): Snapshot {
    begin.run();
    current = { active: 0, commits, isClosing: false };
    return current;
  }

  function leave(snapshot: Snapshot): void {
    snapshot.active -= 1;
    if (snapshot.active > 0) return;
    current = undefined;
    const next = waiting;
    waiting = [];
    for (const proceed of next) proceed();
    // SQLite ends it by itself after some errors of the disk.
    if (connection.inTransaction) commit.run();
  }

  /** Lets no further read begin on the open snapshot, and waits until it has ended; another may be open then. */
  function retire(snapshot: Snapshot): Promise<void> {
    snapshot.isClosing = true;
    return new Promise((resolve) => waiting.push(resolve));
  }

  return {
    read: async (job) => {
      while (current && (current.isClosing || current.commits !== commits)) await retire(current);
      const snapshot = current ?? open();
      snapshot.active += 1;
      try {
        return await job();
      } finally {
        leave(snapshot);
      }
    },
    withoutSnapshot: async (job) => {
      while (current) await retire(current);
      return job();
    },
  };
}
