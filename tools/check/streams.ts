/** Two streams of steps, which take them from one queue: one compiles while the other one has the rest. */

const streams = 2;

/** Runs the steps in their order, two at a time. A step begins after those of the list that `before` names for it. */
export async function runInStreams(
  steps: readonly string[],
  before: Readonly<Record<string, readonly string[]>>,
  run: (step: string) => Promise<void>,
): Promise<void> {
  const waiting = [...steps];
  const running = new Set<string>();
  const isFree = (step: string) => !before[step]?.some((name) => running.has(name) || waiting.includes(name));

  /** One of the two streams. It ends where each waiting step needs one that the other stream runs: that stream then takes it. */
  async function stream(): Promise<void> {
    for (;;) {
      const step = waiting.find(isFree);
      if (step === undefined) return;
      waiting.splice(waiting.indexOf(step), 1);
      running.add(step);
      await run(step);
      running.delete(step);
    }
  }

  await Promise.all(Array.from({ length: streams }, stream));
}
