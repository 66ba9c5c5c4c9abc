/** The verdict of the neighbours: each way in which a recipe may take something from the others fails it. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { root } from "../../../cli/host/shop.mjs";
import { faultsOf, growthFaults, memoryLimitMb, type Played, reportOf } from "../report.ts";
import { type Step, victims } from "../victims.ts";

const step = (more: Partial<Step> = {}): Step => ({
  victim: "buyer",
  step: "cartCreate",
  ms: 20,
  fault: undefined,
  ...more,
});
const all = victims.map((victim) => step({ victim }));

function played(more: Partial<Played> = {}): Played {
  const peaks = { before: new Map([["router", 200]]), after: new Map([["router", 300]]) };
  return { recipe: { name: "greed" }, responses: { OK: 100 }, steps: all, ended: [], peaks, unsentMb: 8, ...more };
}

test("a recipe that takes nothing from the others has no faults", () => {
  expect(faultsOf(played())).toEqual([]);
  expect(faultsOf(played({ responses: { OVERLOADED: 1, RATE_LIMITED: 9 } }))).toEqual([]);
});

test.each<[string, Partial<Played>, RegExp]>([
  ["a victim is refused", { steps: [...all, step({ fault: "refused: OutOfStockError" })] }, /OutOfStockError/],
  ["an optional part is missing", { steps: [...all, step({ fault: "200 SUBGRAPH_UNAVAILABLE at shop" })] }, /at shop/],
  ["a victim waits longer than 2 s", { steps: [...all, step({ ms: 2_001 })] }, /^1 requests .* later than 2000 ms/],
  ["a victim gets no answer at all", { steps: all.slice(1) }, /the visitor got no answer/],
  ["a process ends", { ended: ["router ended with SIGABRT: FATAL ERROR"] }, /SIGABRT/],
  [
    "a process takes more than its container has",
    { peaks: { before: new Map(), after: new Map([["router", memoryLimitMb + 1]]) } },
    /router took 769 MB/,
  ],
  ["the router holds more unsent bytes than one network may have", { unsentMb: 13 }, /held 13 MB unsent/],
  ["the attacker was not answered", { responses: {} }, /none of its requests/],
  ["the attack could not be prepared", { fault: "no account" }, /could not be played: no account/],
])("it fails when %s", (_case, more, fault) => {
  expect(faultsOf(played(more))).toEqual([expect.stringMatching(fault)]);
});

test("a recipe may limit the memory of the router further", () => {
  const recipe = { name: "greed", routerMb: 250 };
  expect(faultsOf(played({ recipe }))).toEqual([expect.stringMatching(/router took 300 MB, more than 250/)]);
  expect(faultsOf(played({ recipe: { ...recipe, routerMb: 300 } }))).toEqual([]);
});

test("memory that an earlier recipe took is not held against the next one", () => {
  const large = new Map([["router", memoryLimitMb + 1]]);
  expect(faultsOf(played({ peaks: { before: large, after: large } }))).toEqual([]);
});

test("a request that its guard must refuse fails the recipe when it is answered in another way", () => {
  const recipe = { name: "greed", refusal: "OPERATION_TOO_LARGE" };
  expect(faultsOf(played({ recipe, responses: { OPERATION_TOO_LARGE: 9, RATE_LIMITED: 1 } }))).toEqual([]);
  expect(faultsOf(played({ recipe, responses: { OPERATION_TOO_LARGE: 9, ANSWER_TOO_LARGE: 1 } }))).toEqual([
    "not refused with OPERATION_TOO_LARGE: ANSWER_TOO_LARGE",
  ]);
  expect(faultsOf(played({ recipe, responses: { RATE_LIMITED: 1 } }))).toEqual([
    "none was refused with OPERATION_TOO_LARGE",
  ]);
});

test("a process may keep 1.3 times the memory of a warm one", () => {
  const warm = new Map([["router", 100]]);
  expect(growthFaults(warm, new Map([["router", 130]]))).toEqual([]);
  expect(growthFaults(warm, new Map([["router", 131]]))).toEqual([expect.stringContaining("router kept 131 MB")]);
  expect(growthFaults(warm, new Map())).toHaveLength(1);
});

test("the last line has the failures and the slowest answer of a victim", () => {
  const slow = played({ steps: [...all, step({ ms: 2_345.6 })] });
  const line = { neighbours: { recipes: 2, failures: 1, worst: "greed: cartCreate 2346 ms" } };
  expect(reportOf([played(), slow], [])).toEqual({ isMet: false, line });
  expect(reportOf([played()], ["router kept"])).toMatchObject({ isMet: false, line: { neighbours: { failures: 1 } } });
  expect(reportOf([played()], [])).toMatchObject({ isMet: true, line: { neighbours: { failures: 0 } } });
});

test("the memory limit is that of the containers", () => {
  const compose = readFileSync(path.join(root, "docker-compose.yml"), "utf8");
  expect([...compose.matchAll(/mem_limit: (\w+)/g)].map(([, limit]) => limit)).toEqual([`${memoryLimitMb}m`]);
});
