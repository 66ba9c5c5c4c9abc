/** The gates before a measurement: equal answers of all targets, and exact numbers of fetches. */
import type { Fetches } from "../operations/operation.ts";

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

/** The greatest number of fetches of one request, by subgraph; subgraphs without a fetch are left out. */
export function maxFetches(requests: readonly Fetches[]): Fetches {
  const most: Record<string, number> = {};
  for (const fetches of requests) {
    for (const [name, count] of Object.entries(fetches)) if (count > 0) most[name] = Math.max(most[name] ?? 0, count);
  }
  return most;
}

/** The number of all fetches of these requests. */
export function sumFetches(requests: readonly Fetches[]): number {
  return requests.flatMap((fetches) => Object.values(fetches)).reduce((sum, count) => sum + count, 0);
}

/** Describes how the fetches differ from the expected ones; undefined if they are exactly these. */
export function findCountFault(expected: Fetches, found: Fetches): string | undefined {
  const names = [...new Set([...Object.keys(expected), ...Object.keys(found)])].sort();
  const faults = names.flatMap((name) =>
    expected[name] === found[name] ? [] : [`${name} ${found[name] ?? 0} instead of ${expected[name] ?? 0}`],
  );
  return faults.length === 0 ? undefined : faults.join(", ");
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
