/** Shared runs: callers that ask for the same work while it is under way wait for one further run together. */

/**
 * Runs `work` one run at a time. Each call resolves with a run that began after it; all calls during one run share the next, and its error.
 */
export function shareRuns(work: () => Promise<void>): () => Promise<void> {
  let last: Promise<unknown> = Promise.resolve();
  let next: Promise<void> | undefined;
  return () => {
    next ??= last.then(() => {
      next = undefined;
      const run = work();
      last = run.catch(() => undefined);
      return run;
    });
    return next;
  };
}
