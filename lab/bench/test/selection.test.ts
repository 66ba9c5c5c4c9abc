/** Tests of the selection: peers that tell little are left out of a whole run, and of none whose operations are named. */
import { expect, test } from "vitest";
import { operationNames } from "../operations/operation.ts";
import { isMeasured } from "../plane/selection.ts";
import { findPlatformFault } from "../targets/peer-packages.ts";
import type { Target, TargetName } from "../targets/targets.ts";

const target = (name: TargetName): Target => ({ name, port: 1, pid: 1, startMs: 0 });

test("the reference and ours are measured on every operation", () => {
  for (const name of ["stock", "ours"] as const)
    expect(operationNames.filter((each) => !isMeasured(each, target(name), false))).toEqual([]);
});

test("a slow peer is measured on some operations, and on any that the command line names", () => {
  expect(operationNames.filter((name) => isMeasured(name, target("hive"), false))).toEqual([
    "account",
    "product",
    "heavy",
  ]);
  expect(isMeasured("tiny", target("hive"), true)).toBe(true);
});

test("Grafbase's gateway runs on linux x64, and is reported as not run elsewhere", () => {
  expect(findPlatformFault("grafbase", "linux x64")).toBeUndefined();
  expect(findPlatformFault("grafbase", "darwin arm64")).toBe(
    "NOT RUN: its program is for linux x64, and this is darwin arm64",
  );
  expect(findPlatformFault("hive", "darwin arm64")).toBeUndefined();
});
