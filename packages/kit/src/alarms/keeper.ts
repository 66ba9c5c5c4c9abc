/** The keeper of a process's alarms: writes those that were raised, ends those whose cause is gone, and tells which are open. */
import { Gauge } from "@prometheus-io/client";
import type { AlarmName } from "../runtime/alarms.ts";
import { codeOf } from "../runtime/errors.ts";
import type { Job } from "../runtime/jobs.ts";
import type { Metrics } from "../runtime/metrics.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { reportWaitMs, within } from "../runtime/within.ts";
import type { Reader, Store } from "../store/store.ts";
import {
  closeRow,
  dropClosedRows,
  findOpenAlarms,
  findOpenRows,
  maxReported,
  type OpenAlarm,
  type RaisedAlarm,
  writeAlarm,
} from "./rows.ts";

/** Finds whether the cause of an alarm lasts for a subject. */
export type AlarmCauses = Readonly<Partial<Record<AlarmName, (db: Reader, subject: string) => Promise<boolean>>>>;

/** `causeLasts`: the alarm ends by its cause, and a person cannot close it. */
type ClosingOutcome = "closed" | "unknown" | "causeLasts";

export type AlarmKeeper = {
  /** Writes the raised alarms. Those that the store does not take stay in memory, and are written later. It never rejects. */
  write(): Promise<void>;
  /** Ends alarms whose cause is gone, and deletes old ones. */
  endPast(): Promise<void>;
  /** The open alarms, those included that are not written yet: the oldest first, at most 100. While the store cannot be read, or does not respond in time, those known before. */
  findOpen(): Promise<OpenAlarm[]>;
  /** Closes an alarm that a person ends. */
  close(id: string): Promise<ClosingOutcome>;
};

type KeeperOptions = {
  runtime: Runtime;
  metrics: Pick<Metrics, "registry" | "takeAlarms">;
  /** Undefined: the process has none, and keeps its alarms in memory. */
  store: Pick<Store, "read" | "write"> | undefined;
  causes?: AlarmCauses;
};

/** The most alarms in memory; further ones are in the log alone. */
const maxUnwritten = 1_000;

/** Opens the keeper, and the gauge of open alarms. */
export function openAlarmKeeper({ runtime, metrics, store, causes = {} }: KeeperOptions): AlarmKeeper {
  const unwritten = new Map<string, RaisedAlarm>();
  let written: OpenAlarm[] = [];

  /** Takes what was raised since the last time. */
  function take(): void {
    const now = runtime.now();
    for (const { name, subject, count } of metrics.takeAlarms()) {
      const key = `${name} ${subject}`;
      const known = unwritten.get(key);
      if (known) Object.assign(known, { lastAt: now, count: known.count + count });
      else if (unwritten.size < maxUnwritten)
        unwritten.set(key, { id: runtime.newId("alm"), name, subject, firstAt: now, lastAt: now, count });
    }
  }

  async function findOpen(): Promise<OpenAlarm[]> {
    take();
    if (store) written = (await within(runtime, reportWaitMs, store.read(findOpenAlarms))) ?? written;
    const names = [...unwritten.values()].map(({ subject: _private, ...shown }) => shown);
    return [...written, ...names].sort((a, b) => a.firstAt - b.firstAt).slice(0, maxReported);
  }

  new Gauge({
    name: "hansa_alarms_open",
    help: "Open alarms, by name. Processes of one service show those of their store.",
    labelNames: ["alarm"],
    registers: [metrics.registry],
    async collect() {
      const open = await findOpen();
      this.reset();
      for (const { name } of open) this.inc({ alarm: name });
    },
  });

  return {
    write: async () => {
      take();
      const batch = [...unwritten];
      if (!store || batch.length === 0) return;
      const copies = batch.map(([, raised]) => ({ ...raised }));
      try {
        await store.write("write-alarms", async (tx) => {
          for (const raised of copies) await writeAlarm(tx, raised);
        });
      } catch (error) {
        // The fault of the store is logged and shown where it is found. A commit that may have happened has used the ids.
        if (codeOf(error) === "OUTCOME_UNKNOWN")
          for (const [, raised] of batch) Object.assign(raised, { id: runtime.newId("alm") });
        return;
      }
      for (const [index, [key, raised]] of batch.entries()) {
        const again = raised.count - (copies[index]?.count ?? 0);
        if (again > 0) unwritten.set(key, { ...raised, id: runtime.newId("alm"), count: again });
        else unwritten.delete(key);
      }
    },
    endPast: async () => {
      if (!store) return;
      if ((await store.read((db) => findPast(db, causes))).length === 0) return;
      await store.write("end-alarms", async (tx) => {
        // Looked for again: a cause may have come back meanwhile.
        for (const id of await findPast(tx, causes)) await closeRow(tx, id, runtime.now());
        await dropClosedRows(tx, runtime.now());
      });
    },
    findOpen,
    close: async (id) => {
      const alarm = (await findOpen()).find((open) => open.id === id);
      if (!alarm) return "unknown";
      if (causeOf(causes, alarm.name)) return "causeLasts";
      for (const [key, raised] of unwritten) if (raised.id === id) unwritten.delete(key);
      await store?.write("close-alarm", (tx) => closeRow(tx, id, runtime.now()));
      return "closed";
    },
  };
}

/** The ids of the open alarms whose cause is gone. */
async function findPast(db: Reader, causes: AlarmCauses): Promise<string[]> {
  const past: string[] = [];
  const rows = await findOpenRows(db);
  for (const { id, name, subject } of rows) {
    const lasts = causeOf(causes, name);
    if (!lasts) continue;
    // The row of the subjects beyond the bound ends with the last other one.
    const isOpen = subject === "" ? rows.some((row) => row.name === name && row.id !== id) : lasts(db, subject);
    if (!(await isOpen)) past.push(id);
  }
  return past;
}

function causeOf(causes: AlarmCauses, name: string) {
  return Object.entries(causes).find(([known]) => known === name)?.[1];
}

/** The job of every process that writes its alarms. */
export function alarmWritingJob(keeper: Pick<AlarmKeeper, "write">): Job {
  return { name: "write-alarms", everyMs: 1_000, run: keeper.write };
}

/** The job of the leader that ends alarms. */
export function alarmEndingJob(keeper: Pick<AlarmKeeper, "endPast">): Job {
  return { name: "end-alarms", everyMs: 10_000, run: keeper.endPast };
}
