/** Measures the latency of other clients during an expensive request. */

/** Fewer times would make the 99th percentile the worst of a handful. */
const minTimes = 20;

/** On a machine that is slow by itself, others may wait so many times as long as they wait without the work. */
const maxDelay = 20;

/** The longest that others may wait: `usualMs`, or many times what `act` takes on this machine now, if that is longer. */
export async function longestWaitMs(usualMs: number, act: () => Promise<void>): Promise<number> {
  return Math.max(usualMs, maxDelay * (await p99During(async () => {}, act)));
}

/** The 99th percentile of the times that `act` takes when it is done over and over until the work has ended, in milliseconds. */
export async function p99During(work: () => Promise<unknown>, act: () => Promise<void>): Promise<number> {
  const times: number[] = [];
  let isDone = false;
  async function client(): Promise<void> {
    while (!isDone || times.length < minTimes) {
      const startedAt = performance.now();
      await act();
      times.push(performance.now() - startedAt);
    }
  }
  const other = client();
  const working = work().finally(() => {
    isDone = true;
  });
  await Promise.all([working, other]);
  times.sort((one, another) => one - another);
  return times[Math.floor(times.length * 0.99)] ?? Number.NaN;
}
