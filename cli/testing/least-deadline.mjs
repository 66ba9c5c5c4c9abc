/** Preloaded into processes of tests: the deadline of a call to another process has at least the milliseconds of `LEAST_DEADLINE_MS`. */
const leastMs = Number(process.env.LEAST_DEADLINE_MS ?? 0);
const { timeout } = AbortSignal;
AbortSignal.timeout = (ms) => timeout.call(AbortSignal, Math.max(ms, leastMs));
