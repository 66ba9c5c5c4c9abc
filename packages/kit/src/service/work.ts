/** The work of a service beside its requests: jobs and event consumers of the leader, and what every process follows. */

import { type AlarmKeeper, alarmEndingJob, alarmWritingJob } from "../alarms/keeper.ts";
import { storeWatchJob } from "../alarms/store-watch.ts";
import { electLeader } from "../coordination/leader-election.ts";
import type { EventConsumer } from "../messaging/event-consumer.ts";
import { type Job, runJobs } from "../runtime/jobs.ts";
import type { Log } from "../runtime/log.ts";
import type { Metrics } from "../runtime/metrics.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { SessionCheck } from "../sessions/session-check.ts";
import type { Store } from "../store/store.ts";
import { checkpointJob } from "../store/wal-checkpoint.ts";

type Parts = {
  runtime: Runtime;
  log: Log;
  metrics: Metrics;
  store: Store;
  sessions: SessionCheck;
  consumers: readonly EventConsumer[];
  jobs: readonly Job[];
};

/** Opens the work of a service; nothing runs until `start`, or after `closing`. */
export function openWork(
  { runtime, log, metrics, store, sessions, consumers, jobs }: Parts,
  alarms: AlarmKeeper,
  closing: AbortSignal,
) {
  const running: Promise<unknown>[] = [];

  /** The row of the alarm is written before the log is moved, since it goes into the removed log too. */
  async function endWith(rescue: () => Promise<void>): Promise<void> {
    await alarms.write();
    await rescue();
    process.exit(1);
  }

  async function lead(signal: AbortSignal): Promise<void> {
    const own = [checkpointJob(store, { runtime, log }), alarmEndingJob(alarms)];
    const resting = [...jobs, ...own].map((job) => ({ store, ...job }));
    await Promise.all([runJobs(runtime, log, resting, signal), ...consumers.map((consumer) => consumer.run(signal))]);
  }

  return {
    /** Follows revoked sessions, watches the store and takes part in the election of the leader. */
    start: () => {
      const watch = storeWatchJob({ store, runtime, log, metrics }, (rescue) => void endWith(rescue));
      running.push(
        sessions.follow(closing),
        runJobs(runtime, log, [watch, alarmWritingJob(alarms)], closing),
        electLeader({ store, runtime, log, noteLeadership: metrics.setLeader }, lead, closing),
      );
    },
    catchUp: async () => {
      for (const consumer of consumers) await consumer.catchUp();
    },
    runJobsOnce: async () => {
      for (const job of [...jobs, alarmWritingJob(alarms), alarmEndingJob(alarms)]) await job.run(closing);
    },
    /** Resolves when everything that was started has ended. */
    ended: async () => void (await Promise.all(running)),
  };
}
