/** Tests of the command line of the benchmark, and of the memory that it reads. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readCommandLine, UsageError } from "@hansa/kit/server/command-line";
import { expect, test } from "vitest";
import { readMemoryMb } from "../measurement/processes.ts";
import { command } from "../options.ts";

test("memory of a process that has ended cannot be read", async () => {
  const child = spawn(process.execPath, ["-e", ""]);
  const { pid = 0 } = child;
  await once(child, "exit");
  expect(readMemoryMb(pid)).toBeNaN();
  expect(readMemoryMb(process.pid)).toBeGreaterThan(1);
});

test.each([
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
