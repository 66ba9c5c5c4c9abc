/** Tests of cold targets: each is started anew for every round and ended after it, and the table shows both windows beside the reference. */
import { expect, test } from "vitest";
import { type ColdCell, measureCold, type WindowName } from "../cold-rounds.ts";
import type { LoadGenerator } from "../load/load.ts";
import type { LoadRun } from "../load/protocol.ts";
import type { Slot } from "../measurement/cell.ts";
import type { Plane } from "../plane/plane.ts";
import { coldTable } from "../report/cold-table.ts";
import type { Target } from "../targets/targets.ts";

const targetOf = (name: "ours" | "stock", port: number): Target => ({ name, port, pid: process.pid, startMs: 0 });
const plane: Plane = {
  name: "router",
  targets: [],
  subgraphPids: () => [],
  readCounters: async () => undefined,
  within: (_name, _target, work) => work(),
  countMisses: async () => ({ misses: 0, firstMiss: null }),
  seal: async () => {},
};

/** Measures one target of which each run answers `answered` of its requests; says what happened. */
async function measureOne(name: "ours" | "stock", answered: (sessions: number) => number, faults = 0) {
  const events: string[] = [];
  const load: LoadGenerator = {
    pid: process.pid,
    prepare: async (_set, port) => void events.push(`prepare ${port}`),
    run: async (_set, { sessions = 0 }: LoadRun) => {
      events.push(`send ${sessions}`);
      return {
        completed: answered(sessions),
        seconds: 1,
        faults,
        firstFault: faults > 0 ? "no answer" : null,
        p50: 1,
        p99: 1,
      };
    },
  };
  const slot: Slot = { operation: "account", name, target: targetOf(name, 1) };
  const start = async () => {
    events.push("start");
    return { target: targetOf(name, 2), subgraphPids: [], end: () => void events.push("end") };
  };
  const options = { rounds: 2, windowSeconds: 1, seed: 1 };
  const measuring = measureCold({ plane, load }, [slot], { starters: new Map([[name, start]]), ready: [] }, options);
  return { measured: await measuring.catch((error: Error) => error.message), events };
}

test("a target is started for each round, measured in two windows of its requests, and ended", async () => {
  const { measured, events } = await measureOne("ours", (sessions) => sessions);
  const round = ["start", "prepare 2", "send 500", "send 1500", "send 1000", "end"];
  expect(events).toEqual([...round, ...round]);
  expect(measured).toMatchObject({
    cells: [
      { round: 0, window: "first 500" },
      { round: 0, window: "2,000 to 3,000" },
      { round: 1, window: "first 500" },
      { round: 1, window: "2,000 to 3,000" },
    ],
    notes: [],
  });
});

test("a slow target has a note, a wrong answer of a peer too, and one of ours ends the run; each is ended", async () => {
  const slow = await measureOne("stock", (sessions) => Math.min(sessions, 900));
  expect(slow.measured).toMatchObject({
    cells: [
      { round: 0, window: "first 500" },
      { round: 1, window: "first 500" },
    ],
    notes: ["cold, account on stock: 900 of 1500 requests in 1 s; not counted"],
  });
  expect(slow.events.filter((event) => event === "end")).toHaveLength(2);
  expect((await measureOne("ours", () => 40)).measured).toMatchObject({
    cells: [],
    notes: [expect.stringContaining("40 of 500")],
  });
  const fault = "account on stock: 2 wrong answers, the first: no answer";
  expect((await measureOne("stock", () => 500, 2)).measured).toEqual({
    cells: [],
    notes: [`cold, account on stock: ${fault}; not counted`],
  });
  const { measured, events } = await measureOne("ours", () => 500, 2);
  expect(measured).toContain("account on ours: 2 wrong answers");
  expect(events.at(-1)).toBe("end");
});

test("the table has both windows of each target, in ratio to the reference of the same round", () => {
  const cell = (target: string, round: number, window: WindowName, routerCpu: number): ColdCell => ({
    plane: "router",
    operation: "account",
    target,
    round,
    window,
    routerCpu,
    subgraphCpu: 30,
  });
  const cells = [0, 1].flatMap((round) => [
    cell("ours", round, "first 500", 500),
    cell("ours", round, "2,000 to 3,000", 100),
    cell("stock", round, "first 500", 2_000 + round * 1_000),
    cell("stock", round, "2,000 to 3,000", 1_000),
  ]);
  const lines = coldTable(cells)
    .join("\n")
    .split("\n")
    .filter((line) => line.startsWith("| router"));
  expect(lines[0]).toMatch(/stock +\| 1\.00 \(1\.00–1\.00\) +\| 2500 \+ 30 +\| 1\.00 .*\| 1000 \+ 30 +\|$/);
  expect(lines[1]).toMatch(/ours +\| 5\.00 \(4\.00–6\.00\) +\| 500 \+ 30 +\| 10\.00 .*\| 100 \+ 30 +\|$/);
  expect(coldTable([])).toEqual([]);
  const partial = coldTable(cells.filter(({ target, window }) => target === "ours" && window === "first 500"));
  expect(partial.join("\n")).toMatch(/ours +\| – +\| 500 \+ 30 +\| – +\| – +\|/);
});
