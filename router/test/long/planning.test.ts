/** The planner's process with many operations, and with those that cannot be planned: each limit, the queue, and its memory of refusals. */
import { systemRuntime } from "@hansa/kit/runtime";
import { parse } from "graphql";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { parseSupergraph } from "../../src/planning/key-order.ts";
import { buildSupergraph } from "../../src/planning/plan-builder.ts";
import { type Planner, processPlanner } from "../../src/planning/planner.ts";
import { startRouter, supergraphOf, type TestRouter } from "../support/router.ts";
import { sharedFields } from "../support/slow-graphs.ts";

let passedMs = 0;
// The time in all stands still: however busy the machine is, its CPU time or its heap end a plan.
const runtime = { ...systemRuntime, monotonic: () => passedMs };
let router: TestRouter;
beforeAll(async () => {
  router = await startRouter(sharedFields(12, 4, 3), { ring: undefined }, { runtime, planner: "process" });
});
afterAll(() => router.close());

const endless = (name: string) => `query ${name} { items { shared } }`;
const codeOf = ({ errors }: Awaited<ReturnType<TestRouter["ask"]>>) => errors[0]?.extensions.code;
const refused = () => router.counted("hansa_router_plans_total", { outcome: "refused" });

/** Sends each operation so many times once the one before it has been taken up, and answers with their names in the order in which they ended. */
async function endsOf(...operations: readonly (readonly [query: string, times?: number])[]): Promise<string[]> {
  const ended: string[] = [];
  const sent: Promise<unknown>[] = [];
  for (const [query, times = 1] of operations) {
    const [, name = ""] = /^query (\w+)/.exec(query) ?? [];
    for (let time = 0; time < times; time += 1) sent.push(router.ask(query).finally(() => ended.push(name)));
    // It is planned already: a request that is taken up later.
    await router.ask("{ count }");
  }
  await Promise.all(sent);
  return ended;
}

describe("an operation that the planner does not finish", () => {
  test("is refused with a code, remembered for a minute, and then planned again", async () => {
    await router.ask("{ count }");
    // Its plan would take hours.
    const first = await router.ask(endless("Remembered"));
    expect([codeOf(first), first.status]).toEqual(["OPERATION_TOO_LARGE", 400]);
    // A remembered refusal waits for no turn of the planner, which another document has.
    expect(await endsOf([endless("Other")], [endless("Remembered")])).toEqual(["Remembered", "Other"]);
    passedMs += 60_000;
    expect(await endsOf([endless("Another")], [endless("Remembered")])).toEqual(["Another", "Remembered"]);
    expect(codeOf(await router.ask(endless("Remembered")))).toBe("OPERATION_TOO_LARGE");
  });

  test("is planned once for equal requests", async () => {
    await router.ask("{ count }");
    const before = await refused();
    // A plan for each would have its turn after the one between them.
    const ended = await endsOf([endless("Shared")], ["query Between { count }"], [endless("Shared"), 19]);
    expect(ended).toEqual([...Array(20).fill("Shared"), "Between"]);
    expect((await refused()) - before).toBe(20);
  });
});

test("100 operations wait for the planner, and those beyond get 503", async () => {
  const stuck = router.ask(endless("InFront"));
  const responses = await Promise.all(
    Array.from({ length: 110 }, (_, index) => router.ask(`query N${index} { count }`)),
  );
  const overloads = responses.filter(({ status }) => status === 503);
  expect(overloads.length).toBeGreaterThan(0);
  expect(overloads.length).toBeLessThanOrEqual(11);
  expect(new Set(overloads.map(codeOf))).toEqual(new Set(["OVERLOADED"]));
  expect(overloads[0]?.headers.get("retry-after")).toBe("1");
  // On a busy machine the time of an operation may be over before it is planned.
  const codes: ReadonlySet<unknown> = new Set(["SUBGRAPH_UNAVAILABLE", "DEADLINE_EXCEEDED"]);
  const planned = responses.filter((response) => codes.has(codeOf(response)));
  expect(planned.length + overloads.length).toBe(110);
  expect(codeOf(await stuck)).toBe("OPERATION_TOO_LARGE");
});

describe("the process of one supergraph", () => {
  const [count, slow] = [parse("{ count }", { noLocation: true }), parse(endless("Slow"), { noLocation: true })];
  function open(
    parts: Parameters<typeof supergraphOf>[0],
    runtime: Partial<Parameters<typeof processPlanner>[0]> = {},
    options?: Parameters<typeof processPlanner>[1],
  ): Planner {
    const sdl = supergraphOf(parts);
    return processPlanner({ ...systemRuntime, ...runtime }, options)(sdl, buildSupergraph(parseSupergraph(sdl)));
  }

  test("beside the one whose turn it is 100 documents wait, the next is rejected, the others are planned", async () => {
    const planner = open(sharedFields(2, 1, 1));
    const outcomes = await Promise.allSettled(Array.from({ length: 102 }, () => planner.plan(count).planned));
    planner.retire();
    expect(outcomes.map(({ status }) => status)).toEqual([...Array(101).fill("fulfilled"), "rejected"]);
  });

  test("documents wait up to 4 MiB of their JSON, and more can wait after they are planned", async () => {
    const planner = open(sharedFields(2, 1, 1));
    const numbers = Array.from({ length: 15_000 }, (_, index) => index);
    const large = parse(`{ numbers(at: ${JSON.stringify(numbers)}) }`, { noLocation: true });
    const most = Math.floor((4 * 1024 * 1024) / JSON.stringify(large).length);
    expect(most).toBeGreaterThan(2);
    const outcomes = async (): Promise<unknown[]> => {
      const plans = await Promise.allSettled(Array.from({ length: most + 2 }, () => planner.plan(large).planned));
      return plans.map((plan) => (plan.status === "rejected" ? plan.reason.extensions.code : plan.status));
    };
    // One does not wait: it is its turn.
    expect(await outcomes()).toEqual([...Array(most + 1).fill("fulfilled"), "OVERLOADED"]);
    expect(await outcomes()).toEqual([...Array(most + 1).fill("fulfilled"), "OVERLOADED"]);
    planner.retire();
  });

  /** A process that is asked after its times passed: each is the elapsed and the CPU time at one check, in milliseconds. */
  function openAt(times: readonly (readonly [elapsed: number, cpu: number | undefined])[]) {
    const timers: number[] = [];
    let check = 0;
    const startTimer = (ms: number, passed: () => void) => {
      // The time of a start is not the subject here.
      if (ms > 10_000) return () => {};
      timers.push(ms);
      if (check < times.length) {
        check += 1;
        setImmediate(passed);
      }
      return () => {};
    };
    const [elapsed, cpu] = [() => times[check - 1]?.[0] ?? 0, () => (check === 0 ? 0 : times[check - 1]?.[1])];
    return { planner: open(sharedFields(2, 1, 1), { startTimer, monotonic: elapsed }, { cpuTimeOf: cpu }), timers };
  }

  test.each([
    ["its CPU time", [[1_000, 1_000]], [1_000], "OPERATION_TOO_LARGE"],
    [
      "its time in all",
      [
        [1_000, 300],
        [1_700, 400],
        [10_000, 500],
      ],
      [1_000, 700, 600],
      "OVERLOADED",
    ],
    ["its time where the CPU time is unknown", [[1_000, undefined]], [1_000], "OPERATION_TOO_LARGE"],
  ] as const)("%s alone ends a plan, and the next one is planned", async (_name, times, timers, code) => {
    const opened = openAt(times);
    const [late, next] = await Promise.allSettled([
      opened.planner.plan(count).planned,
      opened.planner.plan(count).planned,
    ]);
    opened.planner.retire();
    expect(late).toMatchObject({ reason: { extensions: { code } } });
    expect(next.status).toBe("fulfilled");
    expect(opened.timers).toEqual([...timers, 1_000]);
  });

  test("its memory alone ends a plan, and the next one is planned", async () => {
    const planner = open(sharedFields(12, 4, 3), { startTimer: () => () => {} });
    const [heavy, next] = await Promise.allSettled([planner.plan(slow).planned, planner.plan(count).planned]);
    planner.retire();
    expect(heavy).toMatchObject({ reason: { extensions: { code: "OPERATION_TOO_LARGE" } } });
    expect(next.status).toBe("fulfilled");
  });

  test("a graph that is replaced during a plan answers what was begun with it", async () => {
    const planner = open(sharedFields(2, 1, 1));
    const started = [planner.plan(count).planned, planner.plan(count).planned];
    planner.retire();
    const plans = await Promise.all([...started, planner.plan(count).planned]);
    expect(plans.map(({ plan }) => plan.node?.kind)).toEqual(["Fetch", "Fetch", "Fetch"]);
  });
});

test("a planner that runs out of numbers is a refusal with a code", async () => {
  const other = await startRouter(sharedFields(20, 4, 3), { ring: undefined }, { planner: "process" });
  onTestFinished(() => other.close());
  const response = await other.ask(endless("Numbers"));
  expect(codeOf(response)).toBe("OPERATION_TOO_LARGE");
  expect(response.errors[0]?.message).toContain("too complex");
});
