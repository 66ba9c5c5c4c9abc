/**
 * The store of one router process. It holds no fact of the shop: it is opened when it is first used, a broken one is set aside, and a router that
 * cannot open or write it serves all the same.
 */
import { existsSync, renameSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Log, Runtime } from "@hansa/kit/runtime";
import { isBroken, nameOfPlace, openStore, type Store, type StorePlace, uncounted } from "@hansa/kit/store";

export type RouterStore = {
  /** Runs work on the store; undefined if that failed, which is logged. It never rejects. */
  use<T>(work: (store: Store) => Promise<T>): Promise<T | undefined>;
  close(): Promise<void>;
};

/** A store that could not be used is tried again after this time. */
const retryAfterMs = 30_000;
/** A database that is silent does not answer a goodbye either. */
const closeWithinMs = 1_000;

const migrations = fileURLToPath(new URL("../../../migrations", import.meta.url));

/** The store at this place. Nothing is written or created before its first use. */
export function openRouterStore(place: StorePlace, runtime: Runtime, log: Log): RouterStore {
  const file = nameOfPlace(place);
  let opened: Promise<Store> | undefined;
  let retryAt = 0;
  let isFailing = false;

  async function close(): Promise<void> {
    const closed = opened;
    opened = undefined;
    const end = new AbortController();
    const closing = closed?.then((store) => store.close()).catch(() => undefined);
    const late = runtime.sleep(closeWithinMs, end.signal);
    await Promise.race([closing, late]);
    end.abort();
  }

  /** A missing disk or server is waited for; a file that is no store any more is replaced at the next use. */
  async function fail(error: unknown, used: Promise<Store>): Promise<void> {
    // Another use has met the fault before.
    if (opened !== used) return;
    retryAt = runtime.monotonic() + retryAfterMs;
    await close();
    if (place.engine === "sqlite" && isBroken(error) && existsSync(file)) {
      log.warn({ err: error, file, setAside: setAside(file) }, "router store: broken, set aside; a new one is made");
      retryAt = 0;
      return;
    }
    if (!isFailing) log.warn({ err: error, file }, "router store: cannot be written; usage is not recorded");
    isFailing = true;
  }

  return {
    use: async (work) => {
      if (runtime.monotonic() < retryAt) return undefined;
      opened ??= openStore({
        place,
        migrations,
        runtime,
        metrics: uncounted,
        isReplaceable: true,
      });
      const used = opened;
      try {
        const result = await work(await used);
        if (isFailing) log.info({ file }, "router store: written again");
        isFailing = false;
        return result;
      } catch (error) {
        await fail(error, used).catch((second) => log.warn({ err: second, file }, "router store: cannot be set aside"));
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
