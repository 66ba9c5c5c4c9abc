/** The circuit breaker and the retry budget, on a clock that the test moves. */
import { describe, expect, test } from "vitest";
import { mayCall, newBreaker, recordOutcome } from "../../../src/rpc/instances/breaker.ts";
import { earnRetry, newRetryBudget, spendRetry } from "../../../src/rpc/instances/retry-budget.ts";

describe("the breaker", () => {
  const fail = (breaker: ReturnType<typeof newBreaker>, times: number, now: number) => {
    for (let turn = 0; turn < times; turn += 1) recordOutcome(breaker, false, now);
  };

  /** How many of ten at once it lets pass. */
  const passing = (breaker: ReturnType<typeof newBreaker>, now: number) =>
    Array.from({ length: 10 }, () => mayCall(breaker, now)).filter(Boolean).length;

  test("lets everything pass until five consecutive failures", () => {
    const breaker = newBreaker();
    fail(breaker, 4, 0);
    recordOutcome(breaker, true, 0);
    fail(breaker, 4, 0);
    expect(mayCall(breaker, 0)).toBe(true);
    fail(breaker, 1, 0);
    expect(mayCall(breaker, 0)).toBe(false);
  });

  test("after a pause lets five requests pass, and all again after one success", () => {
    const breaker = newBreaker();
    fail(breaker, 5, 0);
    expect(mayCall(breaker, 999)).toBe(false);
    expect(passing(breaker, 1_000)).toBe(5);
    recordOutcome(breaker, true, 1_050);
    expect(passing(breaker, 1_051)).toBe(10);
  });

  test("opens again after one more failure, and does not wait for ever for unfinished requests", () => {
    const breaker = newBreaker();
    fail(breaker, 5, 0);
    expect(mayCall(breaker, 1_000)).toBe(true);
    recordOutcome(breaker, false, 1_100);
    expect([2_000, 2_100, 3_000, 3_100].map((now) => passing(breaker, now))).toEqual([0, 5, 0, 5]);
  });
});

describe("the retry budget", () => {
  const spendAll = (budget: ReturnType<typeof newRetryBudget>) => {
    let count = 0;
    while (spendRetry(budget)) count += 1;
    return count;
  };

  test("gives a tenth of a retry for each read", () => {
    const budget = newRetryBudget(0);
    spendAll(budget);
    for (let read = 0; read < 50; read += 1) earnRetry(budget, 0);
    expect(spendAll(budget)).toBe(5);
  });

  test("gives one for each second, so that a quiet shop has some, and never more than ten", () => {
    const budget = newRetryBudget(0);
    expect(spendAll(budget)).toBe(10);
    earnRetry(budget, 2_000);
    expect(spendAll(budget)).toBe(2);
    earnRetry(budget, 3_600_000);
    expect(spendAll(budget)).toBe(10);
  });
});
