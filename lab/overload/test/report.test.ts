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

const unloaded = { answers: answersOf("anonymous query", 1_000, "accepted"), ms: 1_000 };
const report = (answers: readonly Answer[]) => reportOf(unloaded, { answers, ms: 1_000 });
const good = [...answersOf("anonymous query", 700, "accepted"), ...answersOf("anonymous query", 9_000, "refused")];

test("as much as is wanted meets the targets", () => {
  expect(report(good)).toMatchObject({
    maximum: 1_000,
    goodput: 700,
    sent: 9_700,
    inTime: 1,
    inversions: 0,
    failed: 0,
  });
  expect(isMet(report(good))).toBe(true);
});

test.each([
  ["too little goodput", good.slice(1)],
  ["a late answer of a thousand", [...good, ...answersOf("mutation", 1, "accepted", { ms: 10_001 })]],
  ["a failed request", [...good, ...answersOf("mutation", 1, "failed")]],
  ["a checkout that is refused while a query is accepted", [...good, ...answersOf("checkout", 1, "refused")]],
  ["no refusal", good.filter(({ outcome }) => outcome === "accepted")],
])("%s misses a target", (_name, answers) => {
  expect(isMet(report(answers))).toBe(false);
});

test("a checkout may be refused in a second in which no query is accepted", () => {
  expect(isMet(report([...good, ...answersOf("checkout", 1, "refused", { second: 1 })]))).toBe(true);
});
