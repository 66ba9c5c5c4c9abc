/** The verdict of a flood: each missed target, and each measurement that is missing, is a reason to exit with an error. */
import { processNames } from "@hansa/kit/processes";
import { describe, expect, test } from "vitest";
import { hitRateOf, parseCounters } from "../counters.ts";
import { type Flooded, reportLine, targetsOf } from "../report.ts";

const heap = (mb: number) => new Map(processNames.map((name) => [name, mb]));
const good: Flooded = {
  mode: "five",
  requests: 100,
  flood: { sent: 100, accepted: 50, refused: 50, faults: [] },
  pages: { sent: 160, faults: [] },
  ended: [],
  heaps: { before: heap(60), after: heap(99.6) },
  hitRate: 0.99,
};
const inOne: Flooded = {
  ...good,
  mode: "one",
  heaps: { before: new Map([["shop", 120]]), after: new Map([["shop", 370]]) },
};

function missed(flooded: Flooded): string[] {
  return targetsOf(flooded).flatMap(({ name, value, isMet }) => (isMet ? [] : [`${name}: ${value}`]));
}

describe("targets", () => {
  test.each([good, inOne])("a flood within all of them misses none", (flooded) => {
    expect(missed(flooded)).toEqual([]);
  });

  test.each<[string, Flooded]>([
    ["a document with another answer", { ...good, flood: { ...good.flood, accepted: 49, faults: ["refused"] } }],
    ["no document", { ...good, flood: { sent: 0, accepted: 0, refused: 0, faults: [] } }],
    ["a page with errors", { ...good, pages: { sent: 160, faults: ["Q03_Header: []"] } }],
    ["no page", { ...good, pages: { sent: 0, faults: [] } }],
    ["a process that ended", { ...good, ended: ["router ended with SIGABRT"] }],
    ["a router above its memory", { ...good, heaps: { before: heap(60), after: heap(99).set("router", 250.1) } }],
    ["a service above its memory", { ...good, heaps: { before: heap(60), after: heap(99).set("orders", 100.1) } }],
    [
      "a process that was not measured",
      { ...good, heaps: { before: heap(60), after: new Map([...heap(9)].slice(1)) } },
    ],
    [
      "growth in one process",
      { ...inOne, heaps: { before: new Map([["shop", 120]]), after: new Map([["shop", 371]]) } },
    ],
    [
      "one process that was not measured before",
      { ...inOne, heaps: { before: new Map(), after: new Map([["shop", 9]]) } },
    ],
    ["pages that were parsed or planned again", { ...good, hitRate: 0.9899 }],
    ["metrics that did not count", { ...good, hitRate: undefined }],
  ])("%s is missed", (_name, flooded) => {
    expect(missed(flooded)).toHaveLength(1);
  });

  test("the last line is one JSON object over all floods", () => {
    expect(JSON.parse(reportLine([good, inOne]))).toEqual({
      flood: { requests: 200, restarts: 0, oldSpaceMb: 250, hitRate: 0.99 },
    });
    expect(JSON.parse(reportLine([{ ...good, ended: ["router"], heaps: undefined, hitRate: undefined }]))).toEqual({
      flood: { requests: 100, restarts: 1, oldSpaceMb: null, hitRate: null },
    });
  });
});

describe("the hit rate of the pages", () => {
  const counters = (documents: number[], plans: number[]) =>
    parseCounters(
      ["cached", "parsed", "refused"]
        .map((outcome, index) => `hansa_router_documents_total{outcome="${outcome}"} ${documents[index]}`)
        .concat(
          ["cached", "planned"].map(
            (outcome, index) => `hansa_router_plans_total{outcome="${outcome}"} ${plans[index]}`,
          ),
        )
        .join("\n"),
    );
  const before = counters([10, 20, 5], [10, 20]);
  const sent = { flood: 100, accepted: 50, pages: 200 };

  test.each([
    ["all were cached", counters([210, 70, 55], [210, 70]), 1],
    ["two were parsed and one planned again", counters([208, 72, 55], [209, 71]), 0.985],
    ["all were parsed and planned again", counters([10, 270, 55], [10, 270]), 0],
    ["nothing was counted", before, undefined],
    ["plans were not counted", counters([210, 70, 55], [10, 20]), undefined],
    ["fewer documents were parsed than accepted", counters([211, 69, 55], [210, 70]), undefined],
  ])("%s", (_name, after, rate) => {
    expect(hitRateOf(before, after, sent)).toBe(rate);
  });

  test("without pages there is none", () => {
    expect(hitRateOf(before, counters([10, 70, 55], [10, 70]), { ...sent, pages: 0 })).toBeUndefined();
  });
});
