/** Jobs: periodic work of a service. Two runs of one job never overlap, and a job rests while nothing is committed to its store. */
import type { Log } from "./log.ts";
import type { Runtime } from "./runtime.ts";
import { withTrace } from "./trace.ts";

export type Job = {
  name: string;
  /** The pause after one run and before the next, in milliseconds. */
  everyMs: number;
  /** The store in which it finds its work. If absent, the job never rests. */
  store?: CommitSource;
  run(signal: AbortSignal): Promise<void>;
};

/** A store, as far as jobs know it. */
type CommitSource = { commits(): number; awaitCommit(since: number, ms: number, stopping: AbortSignal): Promise<void> };

/** The longest pause while nothing is committed, in milliseconds. */
const maxRestMs = 5_000;
/** The pause as a part of the time without a commit: work that becomes due later is late by no more than that. */
const restShare = 1 / 8;

/** Repeats each job until `signal` aborts; resolves when all have ended. A failed run is logged and repeated after the pause. */
export async function runJobs(runtime: Runtime, log: Log, jobs: readonly Job[], signal: AbortSignal): Promise<void> {
  await Promise.all(jobs.map((job) => repeat(runtime, log, job, signal)));
}

async function repeat(runtime: Runtime, log: Log, job: Job, signal: AbortSignal): Promise<void> {
  const { store, everyMs } = job;
  let quietSince = runtime.monotonic();
  while (!signal.aborted) {
    const commits = store?.commits();
    await withTrace({ requestId: runtime.newId("req"), entry: "job" }, async () => {
      try {
        await job.run(signal);
      } catch (error) {
        log.error({ err: error, job: job.name }, "jobs: run failed, repeated after the pause");
      }
    });
    await runtime.sleep(everyMs, signal);
    const restMs = Math.min((runtime.monotonic() - quietSince) * restShare, maxRestMs) - everyMs;
    if (restMs > 0 && commits !== undefined) await store?.awaitCommit(commits, restMs, signal);
    if (store?.commits() !== commits) quietSince = runtime.monotonic();
  }
}
