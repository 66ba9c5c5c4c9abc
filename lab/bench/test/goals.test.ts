/** Tests of the goals: each bound is compared with the median of paired rounds, and a peer that is missing is reported as missing. */
import { expect, test } from "vitest";
import type { Cell } from "../measurement/cell.ts";
import { attainmentsOf, attainmentTable } from "../report/attainment.ts";
import type { PlaneResult } from "../report/plane-result.ts";

const cell = (plane: string, target: string, round: number, requestsPerSecond: number): Cell => ({
  plane,
  operation: "account",
  target,
  round,
  completed: 100,
  requestsPerSecond,
  routerCpu: 1_000_000 / requestsPerSecond,
  subgraphCpu: 0,
  serverCpu: 0,
  p50: 1,
  p99: 10_000 / requestsPerSecond,
  fetchesPerRequest: 4,
  foreignCores: 0,
  loadAverage: 1,
  faults: 0,
  firstFault: null,
});
const rounds = [100, 50, 200];
const cellsOf = (plane: string, target: string, factor: number) =>
  rounds.map((base, round) => cell(plane, target, round, base * factor));
const result = (plane: "router" | "system", given: Partial<PlaneResult>): PlaneResult => ({
  plane,
  cells: [],
  targets: [],
  missing: [],
  faults: [],
  notes: [],
  ...given,
});
const verdicts = (...results: PlaneResult[]) => verdictsOf({ results, isQuiet: true });
const verdictsOf = (run: Parameters<typeof attainmentsOf>[0]) =>
  Object.fromEntries(attainmentsOf(run).map(({ goal, value, verdict }) => [goal, [value, verdict]]));

test("a throughput is met from its bound on, and not below it", () => {
  const cells = (factor: number) => [...cellsOf("router", "stock", 1), ...cellsOf("router", "ours", factor)];
  const goal = "router, account, throughput, ours / stock";
  expect(verdicts(result("router", { cells: cells(8) }))[goal]).toEqual([8, "met"]);
  expect(verdicts(result("router", { cells: cells(7.9) }))[goal]).toEqual([7.9, "not met"]);
});

test("CPU time is met up to its bound, and not above it", () => {
  const slower = (factor: number) => [...cellsOf("system", "mono-jit", factor), ...cellsOf("system", "one-process", 1)];
  const cpu = "system, account, CPU, one-process / mono-jit";
  expect(verdicts(result("system", { cells: slower(1.2) }))[cpu]).toEqual([1.2, "met"]);
  expect(verdicts(result("system", { cells: slower(1.4) }))[cpu]).toEqual([1.4, "not met"]);
});

test("memory has a bound in MB, and one in ratio to a peer", () => {
  const targets = (memoryMb: number) => [
    { target: "ours", startMs: 1, memoryMb },
    { target: "hive", startMs: 1, memoryMb: 262.5 },
  ];
  const found = verdicts(result("router", { targets: targets(140) }));
  expect(found["router, all, memory, ours"]).toEqual([140, "met"]);
  expect(found["router, all, memory, ours / hive"]).toEqual([0.533, "not met"]);
});

test.each([0, Number.NaN])("memory of %s MB was not measured", (memoryMb) => {
  const targets = ["ours", "hive"].map((target) => ({ target, startMs: 1, memoryMb }));
  const found = verdicts(result("router", { targets }));
  expect(found["router, all, memory, ours"]).toEqual([null, "not measured"]);
  expect(found["router, all, memory, ours / hive"]).toEqual([null, "not measured"]);
});

test("ratios of a run whose reference differs from itself are no result", () => {
  const cells = [...cellsOf("router", "stock", 1), ...cellsOf("router", "ours", 8)];
  const targets = [{ target: "ours", startMs: 1, memoryMb: 140 }];
  const found = verdictsOf({ results: [result("router", { cells, targets })], isQuiet: false });
  expect(found["router, account, throughput, ours / stock"]).toEqual([8, "no result"]);
  expect(found["router, all, memory, ours"]).toEqual([140, "met"]);
});

test("a figure without a bound is reported, a missing peer is missing, and all else was not measured", () => {
  const cells = [...cellsOf("system", "stock", 1), ...cellsOf("system", "stock-today", 1.5)];
  const found = verdicts(result("system", { cells, missing: ["mono-jit: its packages were not installed"] }));
  expect(found["system, account, throughput, stock-today / stock"]).toEqual([1.5, "reported"]);
  expect(found["system, account, CPU, one-process / mono-jit"]).toEqual([null, "missing"]);
  expect(found["system, account, throughput, ours / mono"]).toEqual([null, "not measured"]);
  expect(found["router, account, throughput, ours / stock"]).toEqual([null, "not measured"]);
});

test("without the services of the earlier commit no ratio to all stock is reported", () => {
  const cells = [...cellsOf("system", "stock", 1), ...cellsOf("system", "ours", 9)];
  const found = verdicts(result("system", { cells, missing: ["stock: measured on today's services"] }));
  expect(found["system, account, throughput, ours / stock"]).toEqual([null, "missing"]);
});

test("counts are as declared unless a gate has failed", () => {
  const cells = cellsOf("system", "ours", 1);
  const goal = "system, fetches and SQL statements per operation";
  expect(verdicts(result("system", { cells }))[goal]).toEqual([null, "met"]);
  expect(verdicts(result("system", { cells, faults: ["tiny: one fetch too many"] }))[goal]).toEqual([null, "not met"]);
});

test("the table names goal, bound, figure and verdict in one line", () => {
  const cells = [...cellsOf("router", "stock", 1), ...cellsOf("router", "ours", 8)];
  expect(attainmentTable(attainmentsOf({ results: [result("router", { cells })], isQuiet: true }))).toMatch(
    /\| router, account, throughput, ours \/ stock +\| ≥ 8 +\| 8\.00 \(8\.00–8\.00\) +\| met +\|/,
  );
});
