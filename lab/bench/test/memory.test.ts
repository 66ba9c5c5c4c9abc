/** Tests of the memory that the benchmark reads. */
import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { readMemoryMb } from "../measurement/processes.ts";

test("memory of a process that has ended cannot be read", async () => {
  const child = spawn(process.execPath, ["-e", ""]);
  const { pid = 0 } = child;
  await once(child, "exit");
  expect(readMemoryMb(pid)).toBeNaN();
  expect(readMemoryMb(process.pid)).toBeGreaterThan(1);
});

test.each([
  ["planner-process.mjs", 0],
  ["worker.mjs", 32],
])("memory includes a child process %s with %d MB at least", async (name, leastMb) => {
  const folder = mkdtempSync(path.join(tmpdir(), "bench-memory-"));
  const file = path.join(folder, name);
  writeFileSync(
    file,
    "const kept = Buffer.alloc(32 * 1024 * 1024, 1); setInterval(() => kept.length, 1_000); process.send(0);",
  );
  const before = readMemoryMb(process.pid);
  const child = fork(file);
  try {
    await once(child, "message");
    const added = readMemoryMb(process.pid) - before;
    if (leastMb === 0) expect(added).toBeLessThan(32);
    else expect(added).toBeGreaterThan(leastMb);
  } finally {
    child.kill("SIGKILL");
    rmSync(folder, { recursive: true });
  }
});
