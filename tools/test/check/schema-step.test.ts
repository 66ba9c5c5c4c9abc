/** The step `schema`: the version that it compares with, and clones that have none. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import path from "node:path";
import { expect, inject, test } from "vitest";
import { findEarlierVersion } from "../../../cli/host/commit.ts";
import { root } from "../../../cli/host/shop.mjs";

test("a change is compared with the last release, else with the parent of the last commit, else with nothing", () => {
  const folder = mkdtempSync(path.join(inject("shopFolders"), "versions-"));
  const person = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"];
  const git = (...args: string[]) => execFileSync("git", args, { cwd: folder, stdio: "pipe" });
  const commit = () => git(...person, "commit", "--quiet", "--allow-empty", "--message", "change");
  expect(findEarlierVersion(folder)).toBeUndefined();
  git("init", "--quiet");
  expect(findEarlierVersion(folder)).toBeUndefined();
  commit();
  expect(findEarlierVersion(folder)).toBeUndefined();
  commit();
  git("tag", "version-of-something-else");
  expect(findEarlierVersion(folder)).toBe("HEAD^");
  git("tag", "v1.0.0");
  commit();
  expect(findEarlierVersion(folder)).toBe("v1.0.0");
});

function runSteps(environment: Readonly<Record<string, string | undefined>>, ...steps: readonly string[]) {
  const env = { ...process.env, GIT_DIR: path.join(root, "nowhere"), ...environment };
  const { status, stdout } = spawnSync(process.execPath, ["tools/check/main.ts", ...steps], {
    cwd: root,
    encoding: "utf8",
    env,
  });
  return { code: status, out: stdout };
}

test("without an earlier version the step says that it did not run, and fails where CI is set", () => {
  const here = runSteps({ CI: undefined }, "schema");
  expect([here.code, here.out]).toEqual([0, expect.stringMatching(/schema +NOT RUN: there is no earlier version/)]);
  expect(here.out).toContain("check: 0 passed, 0 failed, 1 not run");
  const inCi = runSteps({ CI: "true" }, "schema");
  expect([inCi.code, inCi.out]).toEqual([1, expect.stringContaining("check: 0 passed, 1 failed")]);
});

test("a step that fails in either stream fails the check, and its faults stand under its line", () => {
  for (const steps of [
    ["schema", "environment"],
    ["environment", "schema"],
  ]) {
    const { code, out } = runSteps({ CI: "true" }, ...steps);
    expect(code).toBe(1);
    expect(out).toMatch(/^\[\d\/2\] schema +NOT RUN: .*\n {6}Where CI is set/m);
    expect(out).toMatch(/^\[\d\/2\] environment +\d+ .*, ok/m);
    expect(out).toContain("check: 1 passed, 1 failed");
  }
});
