/** The watch of a service's own store: gauges of its health, lines of the log at its faults, and alarms for damage and a removed write-ahead log. */
import type { Registry } from "@prometheus-io/client";
import { raiseAlarm } from "../runtime/alarms.ts";
import type { Job } from "../runtime/jobs.ts";
import type { Log } from "../runtime/log.ts";
import { type Metrics, openGauge } from "../runtime/metrics.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { StoreHealth } from "../store/engine/health.ts";
import type { Store } from "../store/store.ts";
import { causeOf, faultCauses, storeFaults } from "./store-faults.ts";

/** Short, since a person is to know within a minute. */
const everyMs = 1_000;

type Watched = {
  store: Pick<Store, "engine" | "health" | "now" | "rescueWal">;
  runtime: Runtime;
  log: Log;
  metrics: Pick<Metrics, "registry" | "countAlarm">;
};

/** Adds the gauges of a store. */
export function observeHealth(
  registry: Registry,
  { store, runtime }: { store: Pick<Store, "engine" | "health" | "now">; runtime: Pick<Runtime, "now"> },
): void {
  const { health, engine } = store;
  const offset = () => runtime.now() - store.now();
  const offsetAtOpening = offset();
  const gauges = [
    {
      name: "hansa_store_writable",
      help: "0 while a kind of write to the store of this process fails, as on a full disk; else 1.",
      read: () => Number(health.writeFault() === undefined),
    },
    {
      name: "hansa_data_free_bytes",
      help: "Bytes that the file system of the store has left; absent if it does not tell.",
      read: health.freeBytes,
    },
    {
      name: "hansa_store_clock_ahead_seconds",
      help: "How far the clock of the store is ahead of its database server's, which was set back; 0 on SQLite.",
      read: () => health.clockAheadMs() / 1_000,
    },
    {
      name: "hansa_clock_offset_seconds",
      help: "How far the clock of the machine was set since this process opened its store, either way.",
      read: () => Math.abs(offset() - offsetAtOpening) / 1_000,
    },
  ];
  for (const { read, ...described } of gauges)
    openGauge({ registry }, described, () => [{ labels: {}, value: read() }]);
  openGauge({ registry }, { ...storeFault, labels: ["work", "cause", "session"] }, faultSeries(health));
  const { name, place, cluster } = engine;
  const help = "1; the engine of the store of this process, its place, and the cluster that keeps the database.";
  const labels = { engine: name, place, cluster: cluster ?? "" };
  openGauge({ registry }, { name: "hansa_store_engine", help, labels: ["engine", "place", "cluster"] }, () => [
    { labels, value: 1 },
  ]);
}

const storeFault = {
  name: "hansa_store_fault",
  help: "1 while reads of the store of this process fail, or a kind of write, by what helps; absent else.",
};

type Series = { labels: { work: string; cause: string; session: string }; value: number | undefined }[];

/** Reads the series of faults: a cause that has ended is absent, and so is the session that held a lock before. */
function faultSeries(health: StoreHealth): () => Series {
  let told = "";
  return () => {
    const found = { read: causeOf(health.readFault()), write: causeOf(health.writeFault()) };
    const holder = (found.write === "lock" && health.heldBy()) || "";
    const before =
      told === holder ? [] : [{ labels: { work: "write", cause: "lock", session: told }, value: undefined }];
    told = holder;
    const now = Object.entries(found).flatMap(([work, lasting]) =>
      faultCauses.map((cause) => {
        const session = work === "write" && cause === "lock" ? holder : "";
        return { labels: { work, cause, session }, value: cause === lasting ? 1 : undefined };
      }),
    );
    return [...before, ...now];
  };
}

/**
 * The job of every process that looks at the health of its store. `end` ends the process after the alarm of a removed write-ahead log: its commits
 * were moved into the file before.
 */
export function storeWatchJob({ store, log, metrics }: Watched, end: (prepare: () => Promise<void>) => void): Job {
  const { health, engine } = store;
  const told = new Map<string, string | undefined>();
  const tell = (work: "written" | "read", fault: string | undefined) => {
    if (fault === told.get(work)) return;
    told.set(work, fault);
    const cause = causeOf(fault);
    if (cause === undefined) log.warn(`store: ${work} again`);
    else {
      const because = cause === "lock" && work === "written" ? health.heldBy() : undefined;
      log.error({ fault, hint: storeFaults[cause].hint, because }, `store: cannot be ${work}`);
    }
  };
  let wasDamaged = false;
  let wentBack = false;
  let isEnding = false;
  // An earlier process has told of a step back before the opening.
  let knownAheadMs = health.clockAheadMs();
  return {
    name: "watch-store",
    everyMs,
    run: async () => {
      tell("written", health.writeFault());
      tell("read", health.readFault());
      const stepBack = health.stepBack();
      if (stepBack && !wentBack) {
        wentBack = true;
        const message = "store: the database has lost commits, no write until a person has looked at it";
        raiseAlarm({ log, metrics }, { name: "store_went_back" }, { place: engine.place, ...stepBack }, message);
      }
      const aheadMs = health.clockAheadMs();
      if (aheadMs > knownAheadMs)
        log.warn({ ms: aheadMs }, "store: the clock of the database server was set back; deadlines go on without it");
      knownAheadMs = aheadMs;
      if (health.isDamaged() && !wasDamaged) {
        wasDamaged = true;
        raiseAlarm({ log, metrics }, { name: "store_damaged" }, {}, "store: damaged, restore a backup");
      }
      if (health.hasLostWal() && !isEnding) {
        isEnding = true;
        const message = "store: write-ahead log removed by another program, commits moved to the file, process ends";
        raiseAlarm({ log, metrics }, { name: "wal_removed" }, {}, message);
        end(store.rescueWal);
      }
    },
  };
}
