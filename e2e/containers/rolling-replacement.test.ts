/** A shop with two instances of each process behind the proxy: every container is replaced under load, and nothing fails or is lost. */
import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { root } from "../../cli/host/shop.mjs";

test("every container is replaced by a new one, and no query fails and no purchase is lost or made twice", async () => {
  const command = [path.join(root, "lab/rolling/main.ts"), "--containers"];
  // Its output names what failed.
  const run = promisify(execFile)(process.execPath, command, { cwd: root });
  const { stdout } = await run.catch((error: { stdout: string }) => error);
  expect(stdout).toContain("Clean: ");
  const last = stdout.trimEnd().split("\n").at(-1) ?? "";
  const clean = { restarts: 12, failedQueries: 0, lost: 0, doubled: 0 };
  expect(JSON.parse(last), stdout).toEqual({ rolling: clean });
}, 600_000);
