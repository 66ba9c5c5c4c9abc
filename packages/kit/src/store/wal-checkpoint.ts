/** WAL checkpoints: the write-ahead log, which still holds removed rows, is truncated every five seconds. */
import type { Job } from "../runtime/jobs.ts";
import type { Log } from "../runtime/log.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { Store } from "./store.ts";

/** Short, because an erased person's rows stay readable for so long; the store skips it if nothing was committed. */
const everyMs = 5_000;
/** A backup reads for minutes at most. After this time, and each time it passes again, a warning is logged. */
const warnAfterMs = 10 * 60_000;

/** The checkpoint job. While another process reads, the log remains until the next run. */
export function checkpointJob(
  store: Pick<Store, "checkpointWal">,
  { runtime, log }: { runtime: Runtime; log: Log },
): Job {
  let waitingSince: number | undefined;
  return {
    name: "empty-log",
    everyMs,
    run: async () => {
      const now = runtime.monotonic();
      if (await store.checkpointWal()) waitingSince = undefined;
      else waitingSince ??= now;
      if (waitingSince === undefined || now - waitingSince < warnAfterMs) return;
      waitingSince = now;
      const message =
        "store: the write-ahead log was not truncated for 10 minutes, because another process reads the store";
      log.warn({ consequence: "removed rows stay readable in the log, and the log grows" }, message);
    },
  };
}
