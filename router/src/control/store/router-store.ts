/**
 * The store of one router process. It holds no fact of the shop: it is opened when it is first used, a broken one is set aside, and a router that
 * cannot open or write it serves all the same.
 */
import { existsSync, renameSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Log, Runtime } from "@hansa/kit/runtime";
import { isBroken, openStore, type Store } from "@hansa/kit/store";

export type RouterStore = {
  /** Runs work on the store; undefined if that failed, which is logged. It never rejects. */
  use<T>(work: (store: Store) => Promise<T>): Promise<T | undefined>;
  close(): Promise<void>;
};

/** A store that could not be used is tried again after this time. */
const retryAfterMs = 30_000;

const migrations = fileURLToPath(new URL("../../../migrations", import.meta.url));

/** The store in this file. Nothing is written or created before its first use. */
export function openRouterStore(file: string, runtime: Runtime, log: Log): RouterStore {
  let store: Store | undefined;
  let retryAt = 0;
  let isFailing = false;

  async function close(): Promise<void> {
    const closed = store;
    store = undefined;
    await closed?.close();
  }

  /** A missing disk is waited for; a file that is no store any more is replaced at the next use. */
  async function fail(error: unknown): Promise<void> {
    await close().catch(() => undefined);
    if (isBroken(error) && existsSync(file)) {
      log.warn({ err: error, file, setAside: setAside(file) }, "router store: broken, set aside; a new one is made");
      return;
    }
    retryAt = runtime.monotonic() + retryAfterMs;
    if (!isFailing) log.warn({ err: error, file }, "router store: cannot be written; usage is not recorded");
    isFailing = true;
  }

  return {
    use: async (work) => {
      if (runtime.monotonic() < retryAt) return undefined;
      try {
        store ??= await openStore({
          place: { engine: "sqlite", file },
          migrations,
          runtime,
          metrics: { countStatement: () => {} },
          isReplaceable: true,
        });
        const result = await work(store);
        if (isFailing) log.info({ file }, "router store: written again");
        isFailing = false;
        return result;
      } catch (error) {
        await fail(error).catch((second) => log.warn({ err: second, file }, "router store: cannot be set aside"));
        return undefined;
      }
    },
    close,
  };
}

/** The store as the alarms of the router use it: what it does not take stays in memory. */
export function alarmStoreOf({ use }: Pick<RouterStore, "use">): Pick<Store, "read" | "write"> {
  const inStore = async <T>(work: (store: Store) => Promise<T>): Promise<T> => {
    const done = await use(async (store) => ({ result: await work(store) }));
    if (!done) throw new Error("the router's store cannot be used");
    return done.result;
  };
  return {
    read: (ask) => inStore((store) => store.read(ask)),
    write: (name, change, isRefused) => inStore((store) => store.write(name, change, isRefused)),
  };
}

/** Moves a broken store out of the way, over the one before; answers with its new place. */
function setAside(file: string): string {
  const place = `${file}.broken`;
  renameSync(file, place);
  for (const ending of ["-wal", "-shm"]) rmSync(file + ending, { force: true });
  return place;
}
