/**
 * Tallies: counters and histograms that count in plain numbers, which are moved to their series when these are read. To read and check the labels
 * of each increment took 4 to 6 % of a service's CPU time.
 */
import { Counter, Histogram, type Registry } from "@prometheus-io/client";

/** A metric, and the names of its labels. */
type Described<Names extends readonly string[]> = { name: string; help: string; labels: Names };
/** A value for each label, in the order of their names. */
type ValuesOf<Names extends readonly string[]> = { [Index in keyof Names]: string | number };

/** Opens a counter; the returned function counts one occurrence under these values of its labels. */
export function openTally<const Names extends readonly string[]>(
  registry: Registry,
  { labels: labelNames, ...described }: Described<Names>,
): (...values: ValuesOf<Names>) => void {
  const known = new Map<string, { values: ValuesOf<Names>; counted: number }>();
  const counter = new Counter({ ...described, labelNames, registers: [registry], collect: flush });
  function flush(): void {
    for (const entry of known.values()) {
      counter.inc(labelsOf(labelNames, entry.values), entry.counted);
      entry.counted = 0;
    }
  }
  return (...values) => {
    const key = values.join(" ");
    const entry = known.get(key);
    if (entry) entry.counted += 1;
    else known.set(key, { values, counted: 1 });
  };
}

/** The most durations that wait for their series. */
const maxWaiting = 1_000;

/** The buckets of durations, in seconds. */
export const durationBuckets = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];

/** Opens a histogram of durations; the returned function adds one, in seconds. */
export function openDurations<const Names extends readonly string[]>(
  registry: Registry,
  { labels: labelNames, ...described }: Described<Names>,
): (seconds: number, ...values: ValuesOf<Names>) => void {
  let waiting: { seconds: number; values: ValuesOf<Names> }[] = [];
  const histogram = new Histogram({
    ...described,
    labelNames,
    buckets: durationBuckets,
    registers: [registry],
    collect: flush,
  });
  function flush(): void {
    const moved = waiting;
    waiting = [];
    for (const { seconds, values } of moved) histogram.observe(labelsOf(labelNames, values), seconds);
  }
  return (seconds, ...values) => {
    waiting.push({ seconds, values });
    if (waiting.length >= maxWaiting) flush();
  };
}

function labelsOf(names: readonly string[], values: readonly (string | number)[]): Record<string, string | number> {
  return Object.fromEntries(names.map((name, index) => [name, values[index] ?? ""]));
}
