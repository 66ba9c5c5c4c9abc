/** The crash matrix: every fault point has a name that can be read, and the shortest plays that come there crash at it. */
import { expect, test } from "vitest";
import { collectNames } from "../crash-matrix/fault-point-names.ts";
import { crashesIn, knownGaps, nameFaults, type Rehearsal } from "../crash-matrix/matrix.ts";

test("every write and call in checkout code has a name that can be read", () => {
  const { named, faults } = collectNames();
  expect(faults).toEqual([]);
  expect(named.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      "place-order",
      "apply-webhook",
      "complete-order-task-refund",
      "products.commit",
      "sandbox.capture",
    ]),
  );
});

test("a fault point that is never reached is reported, as is one that is reached once, and an unnecessary exception", () => {
  const [excuse = ""] = Object.keys(knownGaps);
  const named = ["never", "once", "half", excuse.replace("write:", "")].map((name) => ({
    kind: "write" as const,
    name,
    where: `${name}.ts:1`,
  }));
  const reached = {
    "orders before:write:once": 1,
    "orders after:write:once": 1,
    "orders before:write:half": 2,
    [`orders before:${excuse}`]: 1,
    [`orders after:${excuse}`]: 1,
  };
  const faults = nameFaults({ named, faults: ["a fault"] }, [{ work: { seed: 1, play: { orders: 1 } }, reached }]);
  expect(faults).toEqual([
    "a fault",
    "never.ts:1: no scene comes to write:never",
    "once.ts:1: no scene comes twice to write:once",
    "half.ts:1: no scene comes to write:half",
    `${excuse} is excused, and come to`,
    ...Object.keys(knownGaps)
      .slice(1)
      .map((name) => `${name} is excused, and not there`),
  ]);
});

test("deaths are asked for in the shortest play that comes there so often", () => {
  const long: Rehearsal = {
    work: { seed: 1, play: { scene: "long" } },
    reached: { "orders before:write:a": 5, more: 5 },
  };
  const short: Rehearsal = { work: { seed: 1, play: { scene: "short" } }, reached: { "orders before:write:a": 1 } };
  const where = "orders before:write:a";
  expect(crashesIn([long, short]).filter(({ death }) => death?.where === where)).toEqual([
    { ...short.work, death: { where, nth: 1 } },
    { ...long.work, death: { where, nth: 2 } },
  ]);
});
