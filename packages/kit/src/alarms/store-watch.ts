/** The watch of a service's own store: gauges of its health, lines of the log at its faults, and alarms for damage and a removed write-ahead log. */
import type { Registry } from "@prometheus-io/client";
import { raiseAlarm } from "../runtime/alarms.ts";
import type { Job } from "../runtime/jobs.ts";
import type { Log } from "../runtime/log.ts";
import { type Metrics, openGauge } from "../runtime/metrics.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { Store } from "../store/store.ts";

/** Short, since a person is to know within a minute. */
const everyMs = 1_000;

type Watched = {
  store: Pick<Store, "health" | "now" | "rescueWal">;
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
      help: "1 if the last write to the store of this process succeeded, 0 if it failed, as on a full disk.",
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
  const { name, place, cluster } = engine;
  const help = "1; the engine of the store of this process, its place, and the cluster that keeps the database.";
  const labels = { engine: name, place, cluster: cluster ?? "" };
  openGauge({ registry }, { name: "hansa_store_engine", help, labels: ["engine", "place", "cluster"] }, () => [
    { labels, value: 1 },
  ]);
}

/**
 * The job of every process that looks at the health of its store. `end` ends the process after the alarm of a removed write-ahead log: its commits
 * were moved into the file before.
 */
export function storeWatchJob({ store, log, metrics }: Watched, end: (prepare: () => Promise<void>) => void): Job {
  const { health } = store;
  let fault: string | undefined;
  let wasDamaged = false;
  let isEnding = false;
  // An earlier process has told of a step back before the opening.
  let knownAheadMs = health.clockAheadMs();
  return {
    name: "watch-store",
    everyMs,
    run: async () => {
      const found = health.writeFault();
      if (found !== fault) {
        if (found !== undefined) log.error({ fault: found, hint: hintOf(found) }, "store: cannot be written");
        else log.warn("store: written again");
        fault = found;
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

function hintOf(fault: string): string {
  if (/^(28|42501)/.test(fault)) return "the database refuses the role: its password, or a right that it needs";
  if (!fault.startsWith("SQLITE_")) return "the database cannot be reached, or refuses writes";
  if (fault.startsWith("SQLITE_FULL")) return "the disk is full";
  if (fault.startsWith("SQLITE_READONLY")) return "the file system is read-only, or the file has another owner";
  if (fault.startsWith("SQLITE_BUSY")) return "another program holds the write lock";
  return "the disk has a fault, or the file is damaged";
}
