/** Tests of garbage collection: a preloaded process says what survived and how often its whole heap was collected, and ends by itself. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { figuresOf } from "../measurement/garbage-cell.ts";
import { addRecorder, isRecorded, recorderArguments, recordGarbage } from "../processes/garbage.ts";

/** Creates garbage and keeps a hundredth of it, until it is told to end. */
const program = `
const kept = [];
let isEnding = false;
process.on("message", (message) => { isEnding ||= message === "end"; });
setInterval(function () {
  if (isEnding) { clearInterval(this); process.channel.unref(); }
  for (let index = 0; index < 100_000; index += 1) {
    const made = { index, list: [index] };
    if (index % 100 === 0) kept.push(made);
  }
  if (kept.length > 20_000) { kept.length = 0; globalThis.gc(); }
}, 1);`;

test("the collections of a process are recorded during the work, and of no other process", async () => {
  const child = spawn(process.execPath, ["--expose-gc", ...recorderArguments, "--eval", program], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const ended = once(child, "exit");
  try {
    addRecorder(child);
    const { pid = 0 } = child;
    expect([isRecorded(pid), isRecorded(process.pid)]).toEqual([true, false]);
    const { result, of } = await recordGarbage([pid, pid, process.pid], async () => {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      return "done";
    });
    expect(result).toBe("done");
    expect([...of.keys()]).toEqual([pid]);
    const { young = 0, survived = 0, markCompacts = 0 } = of.get(pid) ?? {};
    expect(young).toBeGreaterThan(1_000_000);
    expect(survived / young).toBeGreaterThan(0.001);
    expect(survived / young).toBeLessThan(0.5);
    expect(markCompacts).toBeGreaterThan(0);
    child.send("end");
    expect(await ended).toEqual([0, null]);
  } finally {
    child.kill("SIGKILL");
  }
});

test("the figures of several processes are those of all of their scavenges together", () => {
  const processes = [
    { young: 1_000, survived: 100, markCompacts: 1 },
    { young: 3_000, survived: 100, markCompacts: 2 },
  ];
  expect(figuresOf(processes, 6_000)).toEqual({ survival: 5, markCompactsPerThousand: 0.5 });
  expect(figuresOf([], 10).survival).toBeNaN();
});
