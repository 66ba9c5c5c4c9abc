/** Turns of large requests: the one with the earliest deadline first, and one request in each turn of the event loop. */
import { expect, test } from "vitest";
import { openBudget } from "../../src/runtime/request-budget.ts";
import { systemRuntime } from "../../src/runtime/runtime.ts";
import { takeTurn } from "../../src/runtime/turns.ts";

/** Budgets whose deadlines are so many milliseconds away. */
function budgetsOf(...ms: number[]) {
  const runtime = { ...systemRuntime, monotonic: () => 0 };
  return ms.map((limit) => openBudget(runtime, { values: 1, rows: 1, ms: limit, responseBytes: 1 }));
}

test("a request takes all of its turns before one with a later deadline takes its first", async () => {
  const seen: string[] = [];
  const work = async (name: string, budget: ReturnType<typeof openBudget>) => {
    for (const turn of [1, 2, 3]) {
      await takeTurn(budget);
      seen.push(`${name}${turn}`);
    }
  };
  const [late, early, middle] = budgetsOf(3, 1, 2);
  if (!late || !early || !middle) throw new Error("budgets are missing");
  await Promise.all([work("late", late), work("early", early), work("middle", middle)]);
  expect(seen).toEqual(["early", "middle", "late"].flatMap((name) => [1, 2, 3].map((turn) => `${name}${turn}`)));
});

test("between two turns the process serves arriving work, and waiters of one request share a turn", async () => {
  const seen: string[] = [];
  const [one, other] = budgetsOf(1, 2);
  if (!one || !other) throw new Error("budgets are missing");
  const note = (name: string) => () => void seen.push(name);
  const turns = [one, one, other].map((budget, index) => takeTurn(budget).then(note(`turn ${index}`)));
  setImmediate(note("arrived"));
  await Promise.all(turns);
  expect(seen).toEqual(["turn 0", "turn 1", "arrived", "turn 2"]);
});

test("equal deadlines are served in the order of arrival", async () => {
  const seen: number[] = [];
  await Promise.all(budgetsOf(1, 1, 1).map((budget, index) => takeTurn(budget).then(() => seen.push(index))));
  expect(seen).toEqual([0, 1, 2]);
});
