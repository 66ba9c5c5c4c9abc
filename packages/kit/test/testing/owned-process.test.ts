/** Programs of tests end with the process that started them, and a wait for one that has ended fails at once. */
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { startOwned } from "../../testing/index.ts";

const owner = fileURLToPath(new URL("../support/programs/owner.ts", import.meta.url));

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test.each(["node", "shell"])("a program that was started by %s ends when its owner is killed", async (how) => {
  const { child, output, printed, stop } = startOwned(process.execPath, [owner, how]);
  onTestFinished(() => void child.kill("SIGKILL"));
  await printed(/^\d+\n/);
  const pid = Number(output());
  onTestFinished(() => void (isRunning(pid) && process.kill(pid, "SIGKILL")));
  expect(isRunning(pid)).toBe(true);
  await stop("SIGKILL");
  await expect.poll(() => isRunning(pid)).toBe(false);
});

test("a wait for a program that ends fails with the last that it has printed", async () => {
  const program = startOwned(process.execPath, ["-e", "console.error('no key'); process.exitCode = 3"]);
  await expect(program.printed("ready")).rejects.toThrow("the program ended with 3 before it printed ready:\nno key\n");
  expect(await program.ended()).toBe(3);
  await program.printed("no key");
});
