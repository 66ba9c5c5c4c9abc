/** What was removed does not stay readable: the store's log, which still has the old rows, is emptied again and again. */
import type { Job } from "./jobs.ts";
import type { Log } from "./log.ts";
import type { Store } from "./store.ts";
import type { World } from "./world.ts";

/** Short, because it is how long somebody who was erased can still be read; an empty log costs nothing to empty. */
const everyMs = 5_000;
/** A backup reads for minutes at most. After this long, and again after each such time, the operator is told. */
const warnAfterMs = 10 * 60_000;

/** While another process reads, the log stays, and is emptied the next time. */
export function emptyingLog(store: Pick<Store, "emptyLog">, { world, log }: { world: World; log: Log }): Job {
  let waitingSince: number | undefined;
  return {
    name: "empty-log",
    everyMs,
    run: async () => {
      const now = world.monotonic();
      if (await store.emptyLog()) waitingSince = undefined;
      else waitingSince ??= now;
      if (waitingSince === undefined || now - waitingSince < warnAfterMs) return;
      waitingSince = now;
      const message =
        "store: the log of changes was not emptied for 10 minutes, because another process reads the store";
      log.warn({ consequence: "removed rows stay readable in the log, and it grows" }, message);
    },
  };
}
