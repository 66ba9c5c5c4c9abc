/** Commit watch: waits for a commit end at one of this process at once, and at one of another process at the next look. */
import type { Runtime } from "../../runtime/runtime.ts";

/** A committed write: whether it appended events to the outbox. */
export type Commit = { readonly hasEvents: boolean };

export type CommitWatch = {
  /** The number of commits known so far. */
  count(): number;
  /** Notes a commit of this process. */
  note(commit: Commit): void;
  /** Looks for commits of other processes. */
  look(): Promise<void>;
  /**
   * Resolves at the next commit that `isAwaited` accepts, at the first look after `ms`, or when `stopping` aborts; at once if the count is not
   * `since` any more. Taken before the store is read, it keeps a commit between the reading and the wait from being missed.
   */
  awaitCommit(since: number, ms: number, stopping: AbortSignal, isAwaited?: (commit: Commit) => boolean): Promise<void>;
};

type Waiting = { until: number; isAwaited(commit: Commit): boolean; wake(): void };

/** The pause between two looks: one timer for all that wait, and none if no one waits. */
const lookMs = 250;

/** Creates the watch of a store. `versionOf` returns a value that the commits of other processes change; `version` is one of before. */
export function watchCommits(runtime: Runtime, versionOf: () => unknown, version: unknown): CommitWatch {
  const waiting = new Set<Waiting>();
  let isLooking = false;
  let looking: Promise<void> | undefined;
  let commits = 0;
  let known = version;

  function note(commit: Commit): void {
    commits += 1;
    for (const one of waiting) if (one.isAwaited(commit)) one.wake();
  }

  /** A commit of another process may be of any kind. */
  async function look(): Promise<void> {
    const found = await versionOf();
    if (found === known) return;
    known = found;
    note({ hasEvents: true });
  }

  async function lookWhileAwaited(): Promise<void> {
    isLooking = true;
    for (;;) {
      await runtime.sleep(lookMs);
      if (waiting.size === 0) break;
      looking ??= look()
        // The store cannot be read now: those who wait read it themselves, and find out why.
        .catch(() => note({ hasEvents: true }))
        .finally(() => {
          looking = undefined;
        });
      // A store on the network may be silent for seconds: the end of a wait is kept.
      const over = new AbortController();
      await Promise.race([looking, runtime.sleep(lookMs, over.signal)]);
      over.abort();
      const now = runtime.monotonic();
      for (const { until, wake } of waiting) if (until <= now) wake();
    }
    isLooking = false;
  }

  return {
    count: () => commits,
    note,
    look,
    awaitCommit: (since, ms, stopping, isAwaited = () => true) =>
      new Promise((resolve) => {
        if (commits !== since || stopping.aborted) return resolve();
        const one: Waiting = { until: runtime.monotonic() + ms, isAwaited, wake };
        waiting.add(one);
        stopping.addEventListener("abort", wake, { once: true });
        if (!isLooking) void lookWhileAwaited();
        function wake(): void {
          waiting.delete(one);
          stopping.removeEventListener("abort", wake);
          resolve();
        }
      }),
  };
}
