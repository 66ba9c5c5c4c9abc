/** Shows the progress of long work: a bar on a terminal, else a line at most every two seconds. */
import { inSeconds, say } from "./terminal.mjs";

const barWidth = 30;
const plainEvery = 2_000;
const barEvery = 100;

export type Progress = {
  /** One more is done. */
  count(): void;
  /** So many are done. */
  reach(count: number): void;
  /** The last word: how many, in what time, how fast. */
  end(): string;
};

/** Begins to count up to `total`. */
export function showProgress(total: number, unit: string): Progress {
  const onTerminal = process.stdout.isTTY === true && !process.env.CI;
  const every = onTerminal ? barEvery : plainEvery;
  const began = performance.now();
  let shownAt = began;
  let done = 0;

  const show = (): void => {
    const count = `${done} of ${total} ${unit}`;
    const full = Math.round((barWidth * done) / Math.max(1, total));
    if (onTerminal) process.stdout.write(`\r      ${"█".repeat(full)}${"░".repeat(barWidth - full)} ${count}`);
    else say(`      ${count}`);
  };
  const reach = (count: number): void => {
    done = count;
    if (performance.now() - shownAt < every) return;
    shownAt = performance.now();
    show();
  };
  return {
    count: () => reach(done + 1),
    reach,
    end: () => {
      const took = performance.now() - began;
      if (onTerminal) process.stdout.write("\r\u001b[2K");
      const rate = done > 0 ? `, ${((done / took) * 1_000).toFixed(1)} a second` : "";
      return `${done} ${unit} in ${inSeconds(took)}${rate}`;
    },
  };
}
