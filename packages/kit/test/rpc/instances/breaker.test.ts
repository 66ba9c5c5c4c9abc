/** The circuit breaker and the retry budget, on a clock that the test moves. */
import { describe, expect, test } from "vitest";
import {
  closeBreaker,
  isOpen,
  isPauseOver,
  newBreaker,
  openBreaker,
  recordOutcome,
} from "../../../src/rpc/instances/breaker.ts";
import { earnRetry, newRetryBudget, spendRetry } from "../../../src/rpc/instances/retry-budget.ts";

describe("the breaker", () => {
  const fail = (breaker: ReturnType<typeof newBreaker>, times: number, now: number) => {
    for (let turn = 0; turn < times; turn += 1) recordOutcome(breaker, false, now);
  };

  test("opens after five consecutive faults, for a pause of a second", () => {
    const breaker = newBreaker();
    fail(breaker, 4, 0);
    recordOutcome(breaker, true, 0);
    fail(breaker, 4, 0);
    expect(isOpen(breaker)).toBe(false);
    fail(breaker, 1, 0);
    expect([isOpen(breaker), isPauseOver(breaker, 999), isPauseOver(breaker, 1_000)]).toEqual([true, false, true]);
  });

  test("closes for an instance that is ready, and opens again after one more fault", () => {
    const breaker = newBreaker();
    openBreaker(breaker, 0);
    expect(isOpen(breaker)).toBe(true);
    closeBreaker(breaker);
    expect(isOpen(breaker)).toBe(false);
    fail(breaker, 1, 2_000);
    expect([isOpen(breaker), isPauseOver(breaker, 2_999)]).toEqual([true, false]);
  });

  test("needs five faults again after an answer", () => {
    const breaker = newBreaker();
    openBreaker(breaker, 0);
    closeBreaker(breaker);
    recordOutcome(breaker, true, 2_000);
    fail(breaker, 4, 2_000);
    expect(isOpen(breaker)).toBe(false);
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
