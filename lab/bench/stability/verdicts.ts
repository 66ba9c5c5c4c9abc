/** The verdicts on stability: CPU time per request at any number of connections, and memory over time. */
import { median } from "../measurement/statistics.ts";

/** CPU time per request differs from its mean by at most this. */
export const maxDeviation = 0.15;
/** Memory of the last minute over that of the second one, at most. */
export const maxGrowth = 1.1;

/** CPU time per request of one cell, in microseconds. */
export type SweepCell = { operation: string; connections: number; cpu: number };

/** The sweep of one operation: means of all rounds by number of connections, each with its ratio to the mean of all numbers. */
export type Sweep = {
  operation: string;
  mean: number;
  byConnections: readonly { connections: number; cpu: number; ratio: number }[];
  /** The greatest difference of a ratio from 1. */
  deviation: number;
  isSteady: boolean;
};

/** Summarises a sweep by operation, in the order of the first cells. */
export function summariseSweep(cells: readonly SweepCell[]): Sweep[] {
  return [...new Set(cells.map(({ operation }) => operation))].map((operation) => {
    const own = cells.filter((cell) => cell.operation === operation);
    const counts = [...new Set(own.map(({ connections }) => connections))].sort((one, another) => one - another);
    const means = counts.map((connections) => ({
      connections,
      cpu: meanOf(own.filter((cell) => cell.connections === connections).map(({ cpu }) => cpu)),
    }));
    const mean = meanOf(means.map(({ cpu }) => cpu));
    const byConnections = means.map((each) => ({ ...each, ratio: each.cpu / mean }));
    const deviation = Math.max(...byConnections.map(({ ratio }) => Math.abs(ratio - 1)));
    return { operation, mean, byConnections, deviation, isSteady: deviation <= maxDeviation };
  });
}

/** Memory of each process in MB, read at one moment; NaN where it could not be read. */
export type MemorySample = Readonly<Record<string, number>>;

/** The growth of a process, or of all of them as `total`, from the second minute to the last. */
export type Growth = { process: string; second: number; last: number; ratio: number; isSteady: boolean };

/** The memory of a minute: the median of its samples, by process, and the sum as `total`; NaN where a sample is missing. */
export function memoryOfMinute(samples: readonly MemorySample[]): MemorySample {
  const names = Object.keys(samples[0] ?? {});
  const own = names.map((name) => [name, medianOfAll(samples.map((sample) => sample[name] ?? Number.NaN))] as const);
  const total = own.reduce((sum, [, memory]) => sum + memory, 0);
  return { ...Object.fromEntries(own), total };
}

/** Compares the last minute with the second one: in the first a process still compiles and fills its caches. Needs three minutes. */
export function growthOf(minutes: readonly MemorySample[]): Growth[] {
  const [, second] = minutes;
  const last = minutes.at(-1);
  if (!second || !last || minutes.length < 3) throw new Error(`memory of ${minutes.length} minutes shows no growth`);
  return Object.entries(second).map(([process, before]) => {
    const after = last[process] ?? Number.NaN;
    const ratio = after / before;
    return { process, second: before, last: after, ratio, isSteady: after > 0 && ratio <= maxGrowth };
  });
}

function medianOfAll(values: readonly number[]): number {
  return values.every((value) => value > 0) ? median(values) : Number.NaN;
}

/** The mean; NaN without values. */
export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
