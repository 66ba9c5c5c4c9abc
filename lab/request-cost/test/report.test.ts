/** The verdict of a search: each missed target is a reason to exit with an error. */
import { describe, expect, test } from "vitest";
import { missedTargets, reportLine } from "../report.ts";
import type { Found } from "../search.ts";

const good: Found = {
  worst: { operation: "{ products { nodes { id } } }", role: "guest", ms: 120.4 },
  routerBlockMs: 80.2,
  subgraphBlockMs: 120.4,
  peakMb: 300.6,
  answerBytes: 800_400,
  heldMs: 510.2,
  executed: 1_000,
  accepted: 700,
  refusals: new Map([["OPERATION_TOO_EXPENSIVE", 300]]),
  missed: [],
  fields: 900,
};

describe("missed targets", () => {
  test("a search within all targets has none", () => {
    expect(missedTargets(good, 0, true)).toEqual([]);
  });

  test.each([
    ["a block of the router", { ...good, routerBlockMs: 201 }, 0, true],
    ["a block of a subgraph", { ...good, subgraphBlockMs: 201 }, 0, true],
    ["memory over the limit", { ...good, peakMb: 513 }, 0, true],
    ["an answer over the limit", { ...good, answerBytes: 1_250_001 }, 0, true],
    ["answers without a length", { ...good, answerBytes: 0 }, 0, true],
    ["a crash", good, 1, true],
    ["fewer than half accepted", { ...good, accepted: 499 }, 0, true],
    ["nothing executed", { ...good, executed: 0, accepted: 0 }, 0, true],
    ["a field that was not reached", { ...good, missed: ["Product.title"] }, 0, true],
    ["a schema without fields", { ...good, fields: 0 }, 0, true],
    ["a bomb that was not found", good, 0, false],
  ])("%s is one", (_name, found, crashes, isBombFound) => {
    expect(missedTargets(found, crashes, isBombFound)).toHaveLength(1);
  });
});

test("the last line is one JSON object with whole numbers", () => {
  expect(JSON.parse(reportLine(good, 0))).toEqual({
    worst: { operation: good.worst.operation, role: "guest", ms: 120 },
    routerBlockMs: 80,
    subgraphBlockMs: 120,
    peakMb: 301,
    answerKb: 800,
    heldMs: 510,
    crashes: 0,
  });
});
