/** The report of reloads: wrong decisions, failed requests, long blocks and slow requests are found, and each misses a target. */
import { expect, test } from "vitest";
import type { Answer } from "../load.ts";
import { type Decision, isMet, isRight, type Phase, reportOf } from "../report.ts";

const phases: Phase[] = [
  { reloads: false, startedAt: 0, endedAt: 1_000 },
  { reloads: true, startedAt: 1_000, endedAt: 2_000 },
];
const decisions: Decision[] = [
  { number: 1, kind: "as it was", isGood: true, isServed: true },
  { number: 2, kind: "does not build", isGood: false, isServed: false },
];
const answersOf = (startedAt: number, ms: number, fault?: string): Answer[] =>
  Array.from({ length: 100 }, () => ({ startedAt, endedAt: startedAt + ms, fault }));
const quiet = { blockMs: 0, cpuMs: 0 };
const answers = [...answersOf(10, 20), ...answersOf(1_010, 40)];

test("a run with right decisions and latencies within twice those without reloads meets the targets", () => {
  const report = reportOf(decisions, answers, phases, { blockMs: 400, cpuMs: 60 });
  expect(report).toEqual({
    ...{ versions: 2, served: 1, refused: 1, wrong: 0, requests: 200, failed: 0, failedWithout: 0 },
    ...{ longestBlockMs: 400, longestBlockCpuMs: 60, p99Ms: 40, p99WithoutMs: 20, faults: [] },
  });
  expect([isRight(report), isMet(report)]).toEqual([true, true]);
});

test.each<[string, Decision]>([
  ["a bad version that is served", { number: 3, kind: "loses an access rule", isGood: false, isServed: true }],
  ["a good version that is refused", { number: 3, kind: "as it was", isGood: true, isServed: false }],
])("%s is wrong", (_name, decision) => {
  const report = reportOf([...decisions, decision], answers, phases, quiet);
  expect([report.wrong, report.faults.length, isRight(report), isMet(report)]).toEqual([1, 1, false, false]);
});

test("a failed request is wrong, and named", () => {
  const report = reportOf(
    decisions,
    [...answers, { startedAt: 1, endedAt: 2, fault: "Q01: OVERLOADED" }],
    phases,
    quiet,
  );
  expect([report.failed, report.failedWithout, report.faults]).toEqual([1, 1, ["Q01: OVERLOADED"]]);
  expect(isRight(report)).toBe(false);
});

test("long blocks and slow requests miss the targets", () => {
  expect(isMet(reportOf(decisions, answers, phases, { blockMs: 401, cpuMs: 0 }))).toBe(false);
  expect(isMet(reportOf(decisions, [...answers, ...answersOf(1_010, 41)], phases, quiet))).toBe(false);
});

test("a run without decisions or requests proves nothing", () => {
  expect(isRight(reportOf([], answers, phases, quiet))).toBe(false);
  expect(isRight(reportOf(decisions, [], phases, quiet))).toBe(false);
});
