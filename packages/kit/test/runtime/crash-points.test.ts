/** Fault points: passed in order, and a process with a crash point is killed there. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { expect, test } from "vitest";
import { callOutside } from "../../src/rpc/outbound.ts";
import { createMetrics } from "../../src/runtime/metrics.ts";
import { systemRuntime } from "../../src/runtime/runtime.ts";
import { addTin, namesOf, openTins, storeFile } from "../support/tins.ts";

test("each write and each call passes a fault point before and after; after a write means after its commit", async () => {
  const reached: string[] = [];
  const file = storeFile();
  const beside = await openTins(systemRuntime, file);
  const runtime = {
    ...systemRuntime,
    passFaultPoint: async (point: string) => void reached.push(`${point} ${await beside.read(namesOf)}`),
  };
  const store = await openTins(runtime, file);
  await store.write("add", (tx) => addTin(tx, "peas"));
  await callOutside({ runtime, metrics: createMetrics() }, "grocer.tell", async () => reached.push("told"));
  expect(reached).toEqual([
    "before:write:add ",
    "after:write:add peas",
    "before:call:grocer.tell peas",
    "told",
    "after:call:grocer.tell peas",
  ]);
});

test("a failed write does not pass the point after it; a call without a response does", async () => {
  const reached: string[] = [];
  const runtime = { ...systemRuntime, passFaultPoint: async (point: string) => void reached.push(point) };
  const store = await openTins(runtime);
  const fail = async () => {
    throw new Error("on purpose");
  };
  await expect(store.write("fail", fail)).rejects.toThrow("on purpose");
  await expect(callOutside({ runtime, metrics: createMetrics() }, "grocer.tell", fail)).rejects.toThrow("on purpose");
  expect(reached).toEqual(["before:write:fail", "before:call:grocer.tell", "after:call:grocer.tell"]);
});

test.each([
  ["before:write:add", [], []],
  ["after:write:add", ["peas"], []],
  ["before:write:add:2", ["peas"], ["peas"]],
  ["after:write:add:2", ["peas", "beans"], ["peas"]],
  ["before:call:grocer.tell", ["peas"], []],
  ["after:call:grocer.tell:3", ["peas", "beans", "corn"], ["peas", "beans", "corn"]],
])("a process that is killed at %s has done the work before it, and nothing more", async (point, stored, published) => {
  const file = storeFile();
  const { signal, output } = await run(file, point);
  expect(signal).toBe("SIGKILL");
  expect(output).toEqual(published);
  expect(await (await openTins(systemRuntime, file)).read(namesOf)).toEqual(stored);
});

test("a process passes every other point, and its crash point at any other count", async () => {
  const file = storeFile();
  expect(await run(file, "after:write:add:4")).toEqual({ signal: null, output: ["peas", "beans", "corn"] });
});

async function run(file: string, point: string): Promise<{ signal: string | null; output: string[] }> {
  const program = path.join(import.meta.dirname, "../support/programs/crash.ts");
  const child = spawn(process.execPath, [program, file, point], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (chunk) => {
    output += String(chunk);
  });
  const [, signal] = await once(child, "close");
  return { signal, output: output.split("\n").filter((line) => line !== "") };
}
