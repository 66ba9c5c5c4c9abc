/** The alarms of a router: in its store as far as that can be used, and in memory otherwise. */

import { type AlarmKeeper, alarmWritingJob, openAlarmKeeper } from "@hansa/kit/alarms";
import { type Log, type Runtime, runJobs } from "@hansa/kit/runtime";
import type { RouterMetrics } from "../../metrics.ts";
import { alarmStoreOf, type RouterStore } from "../store/router-store.ts";

type AlarmParts = { runtime: Runtime; log: Log; metrics: RouterMetrics; store: RouterStore | undefined };

/** Opens the keeper, and writes alarms until `stopping` aborts; `ended` resolves after the last ones. */
export function keepAlarms(
  { runtime, log, metrics, store }: AlarmParts,
  stopping: AbortSignal,
): AlarmKeeper & { ended: Promise<void> } {
  const keeper = openAlarmKeeper({ runtime, metrics, store: store && alarmStoreOf(store) });
  const written = runJobs(runtime, log, [alarmWritingJob(keeper)], stopping);
  return { ...keeper, ended: written.then(keeper.write) };
}
