/** The gates before a measurement: equal answers of all targets, and exact numbers of fetches and SQL statements. */

/** Counts of one request, by subgraph. */
export type Counts = Readonly<Record<string, number>>;

/** The first place at which two JSON values differ; undefined if they are equal. Keys of objects may be in any order. */
export function findDifference(expected: unknown, found: unknown, place = "$"): string | undefined {
  if (isObject(expected) && isObject(found) && Array.isArray(expected) === Array.isArray(found)) {
    const keys = new Set([...Object.keys(expected), ...Object.keys(found)]);
    for (const key of keys) {
      if (!(key in expected)) return `${place}.${key} is not expected`;
      if (!(key in found)) return `${place}.${key} is missing`;
      const difference = findDifference(expected[key], found[key], `${place}.${key}`);
      if (difference !== undefined) return difference;
    }
    return undefined;
  }
  if (Object.is(expected, found)) return undefined;
  return `${place} is ${JSON.stringify(found)} instead of ${JSON.stringify(expected)}`;
}

/** The greatest count of one request, by subgraph; subgraphs with none are left out. */
export function greatestCounts(requests: readonly Counts[]): Counts {
  const most: Record<string, number> = {};
  for (const counts of requests) {
    for (const [name, count] of Object.entries(counts)) if (count > 0) most[name] = Math.max(most[name] ?? 0, count);
  }
  return most;
}

/** The sum of the counts of these requests. */
export function sumCounts(requests: readonly Counts[]): number {
  return requests.flatMap((counts) => Object.values(counts)).reduce((sum, count) => sum + count, 0);
}

/** Describes how the counts differ from the expected ones; undefined if they are exactly these. */
export function findCountFault(expected: Counts, found: Counts): string | undefined {
  const names = [...new Set([...Object.keys(expected), ...Object.keys(found)])].sort();
  const faults = names.flatMap((name) =>
    expected[name] === found[name] ? [] : [`${name} ${found[name] ?? 0} instead of ${expected[name] ?? 0}`],
  );
  return faults.length === 0 ? undefined : faults.join(", ");
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
