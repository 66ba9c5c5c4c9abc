/** Statistics of a run: percentiles, medians and ratios paired by round. */

/** The value below which this share of the sorted values lies; NaN without values. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** The middle value, or the mean of the two middle ones; NaN without values. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, another) => one - another);
  const upper = Math.floor(sorted.length / 2);
  const middle = sorted.length % 2 === 1 ? [sorted[upper]] : [sorted[upper - 1], sorted[upper]];
  return middle.reduce<number>((sum, value) => sum + (value ?? Number.NaN), 0) / middle.length;
}

/** A ratio over all rounds. */
export type Ratio = { median: number; min: number; max: number };

/** The ratios of two figures that were measured in the same rounds; undefined without a common round. */
export function pairedRatio(
  numerators: ReadonlyMap<number, number>,
  denominators: ReadonlyMap<number, number>,
): Ratio | undefined {
  const ratios = [...numerators].flatMap(([round, numerator]) => {
    const denominator = denominators.get(round);
    return denominator === undefined || denominator === 0 ? [] : [numerator / denominator];
  });
  if (ratios.length === 0) return undefined;
  return { median: median(ratios), min: Math.min(...ratios), max: Math.max(...ratios) };
}

/** Whether the reference agrees with itself closely enough to compare anything with it. */
export function isQuiet({ median }: Ratio): boolean {
  return median >= 0.9 && median <= 1.1;
}
