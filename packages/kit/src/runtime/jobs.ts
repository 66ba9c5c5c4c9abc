/** Jobs: periodic work of a service. Two runs of one job never overlap. */
import type { Log } from "./log.ts";
import type { Runtime } from "./runtime.ts";
import { withTrace } from "./trace.ts";

export type Job = {
  name: string;
  /** The pause after one run and before the next, in milliseconds. */
  everyMs: number;
  run(signal: AbortSignal): Promise<void>;
};

/** Repeats each job until `signal` aborts; resolves when all have ended. A failed run is logged and repeated after the pause. */
export async function runJobs(runtime: Runtime, log: Log, jobs: readonly Job[], signal: AbortSignal): Promise<void> {
  await Promise.all(jobs.map((job) => repeat(runtime, log, job, signal)));
}

async function repeat(runtime: Runtime, log: Log, job: Job, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await withTrace({ requestId: runtime.newId("req"), entry: "job" }, async () => {
      try {
        await job.run(signal);
      } catch (error) {
        log.error({ err: error, job: job.name }, "jobs: run failed, repeated after the pause");
      }
    });
    await runtime.sleep(job.everyMs, signal);
  }
}
