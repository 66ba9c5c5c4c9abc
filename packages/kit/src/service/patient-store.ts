/** The store of a service that opens: a process that starts beside a server that restarts, or a long lock, waits for it. */
import { codeOf } from "../runtime/errors.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { Store } from "../store/store.ts";

/** How long an opening waits for its store in all: as long as for the server at first. */
const patienceMs = 60_000;

/** Makes a store whose reads and writes are repeated while it cannot be reached. From `end` on it is the store as it is. */
export function patientStore(store: Store, runtime: Runtime): { store: Store; end(): void } {
  const { read, write } = store;
  let giveUpAt = runtime.monotonic() + patienceMs;
  async function repeat<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (codeOf(error) !== "STORE_UNAVAILABLE" || runtime.monotonic() >= giveUpAt) throw error;
        await runtime.serverPause(200 + runtime.random() * 300);
      }
    }
  }
  return {
    store: {
      ...store,
      read: (ask) => repeat(() => read(ask)),
      write: (name, change, isRefused) => repeat(() => write(name, change, isRefused)),
    },
    end: () => {
      giveUpAt = 0;
    },
  };
}
