/** Output of long-running commands: none without work, and a line every ten seconds. */
import { spawnSync } from "node:child_process";
import { afterEach, expect, test, vi } from "vitest";
import { root } from "../../host/shop.mjs";
import { numberedSteps } from "../../host/terminal.mjs";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test("a set-up without work prints nothing", () => {
  const setUp = ["cli/setup/main.mjs", "--only-missing"];
  const { status, stdout, stderr } = spawnSync(process.execPath, setUp, { cwd: root, encoding: "utf8" });
  expect([status, stdout, stderr]).toEqual([0, "", ""]);
});

test("a slow step prints a line every ten seconds until it ends", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] });
  const lines: string[] = [];
  vi.spyOn(process.stdout, "write").mockImplementation((line) => {
    lines.push(String(line).trim());
    return true;
  });
  let finish = () => {};
  const step = numberedSteps(1)(
    "Packages",
    () =>
      new Promise<string>((resolve) => {
        finish = () => resolve("installed");
      }),
  );
  await vi.advanceTimersByTimeAsync(25_000);
  finish();
  await step;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(lines).toEqual(["[1/1] Packages", "still working after 10.0 s", "still working after 20.0 s", "installed"]);
});
