/** Work that nobody asks for: timers of a service, each run in turn, never two of one kind at once. */
import type { Log } from "./log.ts";
import { withTrace } from "./trace.ts";
import type { World } from "./world.ts";

export type Job = {
  name: string;
  /** The pause after one run and before the next, in milliseconds. */
  everyMs: number;
  run(signal: AbortSignal): Promise<void>;
};

/** Runs each job again and again until `signal` aborts; resolves when all have ended. A run that fails is logged, and tried again in its turn. */
export async function runJobs(world: World, log: Log, jobs: readonly Job[], signal: AbortSignal): Promise<void> {
  await Promise.all(jobs.map((job) => repeat(world, log, job, signal)));
}

async function repeat(world: World, log: Log, job: Job, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await withTrace({ requestId: world.newId("req"), door: "job" }, async () => {
      try {
        await job.run(signal);
      } catch (error) {
        log.error({ err: error, job: job.name }, "a job failed and will be tried again");
      }
    });
    await world.sleep(job.everyMs, signal);
  }
}
