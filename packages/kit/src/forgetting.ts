/** What was removed does not stay readable: the store's log, which still has the old rows, is emptied again and again. */
import type { Job } from "./jobs.ts";
import type { Store } from "./store.ts";

/** Short, because it is how long somebody who was erased can still be read; an empty log costs nothing to empty. */
const everyMs = 5_000;

/** While another process reads, the log stays, and is emptied the next time. */
export function emptyingLog(store: Pick<Store, "emptyLog">): Job {
  return {
    name: "empty-log",
    everyMs,
    run: async () => {
      await store.emptyLog();
    },
  };
}
