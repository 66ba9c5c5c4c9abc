/** The report of an outage: late answers, wrong answers and lost throughput are found, and each misses a target. */
import { Kind } from "graphql";
import { expect, test } from "vitest";
import type { Answer, Query } from "../load.ts";
import { isMet, minRequests, type Phase, reportOf } from "../report.ts";

const deadlineMs = 10_000;
const document = { kind: Kind.DOCUMENT, definitions: [] } as const;
const query = (name: string, ...needs: string[]): Query => ({
  ...{ name, query: "{ a }", document, isQuery: true, variables: {}, identity: "guest", guest: undefined },
  needs: new Set(needs),
});
const queries = [query("Shelf", "products"), query("Cart", "orders")];
const phases: Phase[] = [
  { service: undefined, startedAt: 0, endedAt: 100_000 },
  { service: "orders", startedAt: 200_000, endedAt: 300_000 },
];

/** So many answers of a query within a phase, evenly, each after one millisecond. */
function answersOf(name: string, phase: Phase | undefined, count: number, codes: string[] = []): Answer[] {
  const { startedAt = 0, endedAt = 0 } = phase ?? {};
  const every = (endedAt - startedAt) / count;
  return Array.from({ length: count }, (_each, index) => {
    const at = startedAt + index * every;
    return { query: name, startedAt: at, endedAt: at + 1, codes };
  });
}

const enough = [
  ...answersOf("Shelf", phases[0], minRequests),
  ...answersOf("Shelf", phases[1], minRequests),
  ...answersOf("Cart", phases[1], 10, ["SUBGRAPH_UNAVAILABLE"]),
];
const report = (answers: readonly Answer[]) => reportOf(answers, queries, phases, deadlineMs);

test("errors of queries whose service is paused are expected", () => {
  expect(report(enough)).toMatchObject({ late: 0, wrong: 0, throughput: { orders: 1 }, faults: [] });
  expect(isMet(report(enough))).toBe(true);
});

test.each([
  ["an answer after the deadline and its grace", { query: "Cart", startedAt: 250_000, endedAt: 260_501, codes: [] }],
  [
    "an error of a query that does not need it",
    { query: "Shelf", startedAt: 250_000, endedAt: 250_001, codes: ["SUBGRAPH_UNAVAILABLE"] },
  ],
  [
    "an error while no service is paused",
    { query: "Cart", startedAt: 50_000, endedAt: 50_001, codes: ["SUBGRAPH_UNAVAILABLE"] },
  ],
  [
    "another error of a query that needs it",
    { query: "Cart", startedAt: 250_000, endedAt: 250_001, codes: ["INTERNAL_SERVER_ERROR"] },
  ],
])("%s misses the targets", (_name, answer) => {
  const found = report([...enough, answer]);
  expect(found.late + found.wrong).toBe(1);
  expect(found.faults).toHaveLength(1);
  expect(isMet(found)).toBe(false);
});

test("lost throughput and too few requests miss the targets", () => {
  const slow = [...answersOf("Shelf", phases[0], minRequests), ...answersOf("Shelf", phases[1], minRequests * 0.79)];
  expect(report(slow).throughput).toEqual({ orders: 0.79 });
  expect(isMet(report(slow))).toBe(false);
  const few = [...answersOf("Shelf", phases[0], 100), ...answersOf("Shelf", phases[1], 100)];
  expect(isMet(report(few))).toBe(false);
});

test("a run that paused nothing has no report", () => {
  expect(() => reportOf(enough, queries, phases.slice(0, 1), deadlineMs)).toThrow("no service was paused");
});
