/** Tests of the verdicts on stability: a deviation of CPU time beyond 15 %, and growth of memory beyond a tenth, are found. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readCommandLine, UsageError } from "@hansa/kit/server/command-line";
import { expect, test } from "vitest";
import { readMemoryMb } from "../measurement/processes.ts";
import { command } from "../options.ts";
import { growthOf, memoryOfMinute, summariseSweep } from "../stability/verdicts.ts";

const cell = (connections: number, cpu: number, operation = "account") => ({ operation, connections, cpu });

test("the figure of a number of connections is the mean of its rounds, and its ratio that to the mean of all numbers", () => {
  const [sweep] = summariseSweep([cell(64, 100), cell(1, 90), cell(1, 130), cell(64, 80)]);
  expect(sweep).toMatchObject({ operation: "account", mean: 100, isSteady: true });
  expect(sweep?.byConnections).toEqual([
    { connections: 1, cpu: 110, ratio: 1.1 },
    { connections: 64, cpu: 90, ratio: 0.9 },
  ]);
  expect(sweep?.deviation).toBeCloseTo(0.1);
});

test.each([
  ["CPU time near the mean", [114, 100, 86], true],
  ["too much CPU time", [117, 100, 83], false],
  ["too little CPU time", [108, 108, 84], false],
])("%s at one number of connections", (_name, [one = 0, four = 0, many = 0], isSteady) => {
  const [sweep] = summariseSweep([cell(1, one), cell(4, four), cell(256, many)]);
  expect(sweep?.isSteady).toBe(isSteady);
});

test("each operation has its own mean", () => {
  const sweeps = summariseSweep([cell(1, 100), cell(1, 900, "product"), cell(4, 100), cell(4, 900, "product")]);
  expect(sweeps.map(({ operation, deviation }) => [operation, deviation])).toEqual([
    ["account", 0],
    ["product", 0],
  ]);
});

test("the memory of a minute is the median of its samples, with the sum of all processes", () => {
  const samples = [
    { router: 100, users: 70 },
    { router: 180, users: 60 },
    { router: 110, users: 65 },
  ];
  expect(memoryOfMinute(samples)).toEqual({ router: 110, users: 65, total: 175 });
});

test("the last minute is compared with the second one, and a tenth more is the limit of every process", () => {
  const minutes = [
    { router: 60, users: 50 },
    { router: 100, users: 100 },
    { router: 500, users: 90 },
  ];
  const growths = growthOf([...minutes, { router: 110, users: 111 }]);
  expect(growths.map(({ process, ratio, isSteady }) => [process, ratio, isSteady])).toEqual([
    ["router", 1.1, true],
    ["users", 1.11, false],
  ]);
});

test("a sample that is missing makes the memory of its minute unknown, and unknown memory is not steady", () => {
  const died = memoryOfMinute([{ router: 100, users: 70 }, { router: 100, users: 71 }, { router: 100 }]);
  expect(died).toEqual({ router: 100, users: Number.NaN, total: Number.NaN });
  const alive = { router: 100, users: 70, total: 170 };
  const steady = (last: typeof died) => growthOf([alive, alive, last]).map(({ isSteady }) => isSteady);
  expect(steady(alive)).toEqual([true, true, true]);
  expect(steady(died)).toEqual([true, false, false]);
  expect(steady({ router: 100, users: 0, total: 100 })).toEqual([true, false, true]);
});

test("memory of a process that has ended cannot be read", async () => {
  const child = spawn(process.execPath, ["-e", ""]);
  const { pid = 0 } = child;
  await once(child, "exit");
  expect(readMemoryMb(pid)).toBeNaN();
  expect(readMemoryMb(process.pid)).toBeGreaterThan(1);
});

test("growth needs a minute after the second one", () => {
  expect(() => growthOf([{ router: 1 }, { router: 1 }])).toThrow("2 minutes");
});

test.each([
  [["--sweep", "--soak"]],
  [["--sweep", "--plane", "router"]],
  [["--soak", "--rounds", "3"]],
  [["--soak", "--minutes", "2"]],
  [["--scale", "--sweep"]],
  [["--scale", "--soak"]],
  [["--scale", "--quick"]],
  [["--scale", "--plane", "router"]],
  [["--scale", "--peers", "hive"]],
  [["--scale", "--rounds", "3"]],
  [["--scale", "--seconds", "3"]],
  [["--scale", "--seed", "3"]],
])("%s is refused", (line) => {
  expect(() => readCommandLine(command, line)).toThrow(UsageError);
});

test("the scale plane takes the names of operations", () => {
  const { options } = readCommandLine(command, ["--scale", "--operations", "orders"]);
  expect(options).toMatchObject({ scale: true, operations: ["orders"] });
});
