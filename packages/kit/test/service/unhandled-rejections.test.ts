/** Unhandled rejections: a process survives one that belongs to a request, with one alarm, and ends at any other. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { expect, test } from "vitest";

test("a process survives the unhandled rejections of requests with one alarm per request, and ends at one of its own", async () => {
  const program = path.join(import.meta.dirname, "../support/programs/rejection.ts");
  const child = spawn(process.execPath, [program], { stdio: ["pipe", "pipe", "inherit"] });
  let output = "";
  const alarmsOf = () => output.split("\n").filter((line) => line.includes('"alarm":"unhandled_rejection"'));
  child.stdout.on("data", (chunk) => {
    output += String(chunk);
    if (child.stdin.writable && alarmsOf().length === 2) child.stdin.end("continue");
  });
  const [code] = await once(child, "close");
  // Which of two requests is rejected first is up to the runtime.
  const alarms = alarmsOf()
    .map((line) => JSON.parse(line))
    .sort((a, b) => (a.requestId < b.requestId ? -1 : 1));
  expect(alarms).toMatchObject([
    { level: 60, requestId: "req_1", err: { message: "the first of a request" } },
    { level: 60, requestId: "req_2", err: { message: "of another request" } },
    { level: 60, requestId: "req_3", err: { message: "of a job" } },
  ]);
  expect(output).toContain('hansa_alarms_total{alarm="unhandled_rejection"} 2');
  expect(code).toBe(1);
});
