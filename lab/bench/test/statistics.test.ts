/** Tests of the statistics: ratios are paired by round, and a noisy reference is recognised. */
import { expect, test } from "vitest";
import type { Cell } from "../measurement/cell.ts";
import { isQuiet, median, pairedRatio, percentile } from "../measurement/statistics.ts";
import { headroomOf, isQuietRun, summarise } from "../report/summary.ts";
import { tableOf } from "../report/table.ts";

test("the median is the middle value, or the mean of two", () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(median([])).toBeNaN();
});

test("a percentile of sorted values is one of them", () => {
  const values = Array.from({ length: 200 }, (_each, index) => index);
  expect(percentile(values, 0.5)).toBe(100);
  expect(percentile(values, 0.99)).toBe(198);
  expect(percentile([], 0.99)).toBeNaN();
});

test("ratios are paired by round, so that a slow round of the machine changes none", () => {
  const fast = new Map([
    [0, 800],
    [1, 80],
    [2, 400],
  ]);
  const slow = new Map([
    [0, 100],
    [1, 10],
    [2, 40],
    [3, 7],
  ]);
  expect(pairedRatio(fast, slow)).toEqual({ median: 8, min: 8, max: 10 });
  expect(pairedRatio(fast, new Map())).toBeUndefined();
});

test.each([
  [0.89, false],
  [0.9, true],
  [1.1, true],
  [1.11, false],
])("a reference of %f × itself is quiet: %s", (ratio, quiet) => {
  expect(isQuiet({ median: ratio, min: ratio, max: ratio })).toBe(quiet);
});

const cells: Cell[] = [0, 1, 2].flatMap((round) => [
  cell("ours", round, 800, 200),
  cell("stock", round, 100, 1_600),
  cell("stock-aa", round, 97, 1_650),
  cell("canned", round, 20_000, 20),
]);

test("a summary has the ratios of throughput and CPU time to the reference, the reference first", () => {
  const rows = summarise(cells);
  expect(rows.map(({ target }) => target)).toEqual(["stock", "stock-aa", "canned", "ours"]);
  expect(rows.find(({ target }) => target === "ours")).toMatchObject({ throughput: { median: 8 }, cpu: { median: 8 } });
  expect(isQuietRun(rows)).toBe(true);
  expect(headroomOf(rows)).toBe(25);
});

test("a run whose reference differs from itself is not quiet", () => {
  const noisy = cells.map((each) => (each.target === "stock-aa" ? { ...each, requestsPerSecond: 80 } : each));
  expect(isQuietRun(summarise(noisy))).toBe(false);
});

test("the table has a line for each target, with median and extremes", () => {
  const lines = tableOf(summarise(cells)).split("\n");
  expect(lines).toHaveLength(6);
  expect(lines.at(-1)).toMatch(
    /\| router\s+\| account\s+\| ours\s+\| 8\.00 \(8\.00–8\.00\)\s+\| 8\.00 \(8\.00–8\.00\)/,
  );
});

function cell(target: string, round: number, requestsPerSecond: number, routerCpu: number): Cell {
  const rest = {
    completed: 100,
    subgraphCpu: 10,
    serverCpu: 0,
    p50: 1,
    p99: 2,
    fetchesPerRequest: 4,
    foreignCores: 0,
    loadAverage: 1,
    faults: 0,
    firstFault: null,
  };
  return { plane: "router", operation: "account", target, round, requestsPerSecond, routerCpu, ...rest };
}
