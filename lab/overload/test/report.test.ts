/** The report of an overload: each missed target is found, and a run without a refusal is no overload. */
import { expect, test } from "vitest";
import type { Answer } from "../load.ts";
import { isMet, reportOf } from "../report.ts";
import type { Kind } from "../requests.ts";

/** So many answers of a kind within one second. */
function answersOf(kind: Kind, count: number, outcome: Answer["outcome"], { second = 0, ms = 1 } = {}): Answer[] {
  return Array.from({ length: count }, (_each, index) => {
    const startedAt = second * 1_000 + index / count;
    return { kind, startedAt, endedAt: startedAt + ms, outcome };
  });
}

const alone = { "anonymous query": 1_000, "signed-in query": 500, mutation: 250, checkout: 1_000 };
const unloaded = { answers: answersOf("anonymous query", 1_000, "accepted"), ms: 1_000, generatorMs: 0 };
const report = (answers: readonly Answer[], generatorMs = 0) =>
  reportOf({ alone, unloaded, overloaded: { answers, ms: 1_000, generatorMs }, processors: 2 });
const good = [...answersOf("anonymous query", 700, "accepted"), ...answersOf("anonymous query", 9_000, "refused")];

test("as much as is wanted meets the targets", () => {
  expect(report(good)).toMatchObject({
    maximum: 1_000,
    goodput: 0.7,
    sent: 9_700,
    inTime: 1,
    inversions: 0,
    failed: 0,
  });
  expect(isMet(report(good))).toBe(true);
});

test("a kind counts by what it costs", () => {
  const mix = [...answersOf("mutation", 200, "accepted"), ...answersOf("anonymous query", 9_000, "refused")];
  expect(report(mix).goodput).toBe(0.8);
});

test("processors that generate the load are not the shop's", () => {
  expect(report(good.slice(350), 1_000)).toMatchObject({ goodput: 0.7, generator: [0, 1] });
});

test.each([
  ["too little goodput", good.slice(1)],
  ["a late answer of a thousand", [...good, ...answersOf("mutation", 1, "accepted", { ms: 10_001 })]],
  ["a failed request", [...good, ...answersOf("mutation", 1, "failed")]],
  ["a query accepted after a checkout was refused", [...good.map(delayed), ...answersOf("checkout", 1, "refused")]],
  ["no refusal", good.filter(({ outcome }) => outcome === "accepted")],
])("%s misses a target", (_name, answers) => {
  expect(isMet(report(answers))).toBe(false);
});

test("queries may be accepted before a checkout is refused, and some time after", () => {
  const refused = answersOf("checkout", 1, "refused", { second: 1 });
  expect(isMet(report([...good, ...refused]))).toBe(true);
  expect(isMet(report([...good, ...refused, ...answersOf("anonymous query", 1, "accepted", { second: 2 })]))).toBe(
    true,
  );
});

/** The same answer to a request that was sent two milliseconds later. */
function delayed(answer: Answer): Answer {
  return { ...answer, startedAt: answer.startedAt + 2, endedAt: answer.endedAt + 2 };
}
