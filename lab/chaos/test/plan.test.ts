/** The plan of faults follows from its seed and contains the faults that the targets require. */
import { expect, test } from "vitest";
import { serverFaults } from "../faults/server-faults.ts";
import { planFaults } from "../plan/plan.ts";
import { allReplicas, replicas, shopNames } from "../processes/names.ts";

const fiveMinutes = 300_000;
const onFiles = { replicas, hasServer: false };

test("equal seeds plan equal faults, and others plan others", () => {
  expect(planFaults(7, fiveMinutes, onFiles)).toEqual(planFaults(7, fiveMinutes, onFiles));
  expect(planFaults(7, fiveMinutes, onFiles)).not.toEqual(planFaults(8, fiveMinutes, onFiles));
});

test("five minutes have 150 kills of the shop's processes, 20 of each, a double one, and ten pauses longer than a lease", () => {
  for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
    const plan = planFaults(seed, fiveMinutes, onFiles);
    const kills = plan.flatMap((fault) => (fault.kind === "kill" ? fault.targets : []));
    const ofEach = [...shopNames, ...replicas].map((name) => kills.filter((target) => target.name === name).length);
    const pauses = plan.filter((fault) => fault.kind === "pause");
    expect(ofEach.reduce((sum, count) => sum + count)).toBeGreaterThanOrEqual(150);
    expect(Math.min(...ofEach)).toBeGreaterThanOrEqual(20);
    expect(plan.some((fault) => fault.kind === "kill" && fault.targets.length === 2)).toBe(true);
    expect(pauses.length).toBeGreaterThanOrEqual(10);
    expect(pauses.every((fault) => fault.forMs > 6_000 && fault.forMs <= 20_000)).toBe(true);
    expect(pauses.some((fault) => fault.withStandby)).toBe(true);
  }
});

test("no paused process is killed: it could not wake up with an old lease", () => {
  const plan = planFaults(3, fiveMinutes, onFiles);
  const pauses = plan.filter((fault) => fault.kind === "pause");
  const killedInside = plan.flatMap((fault) =>
    fault.kind === "kill"
      ? fault.targets.filter(({ name }) =>
          pauses.some((pause) => pause.name === name && fault.at > pause.at && fault.at < pause.at + pause.forMs),
        )
      : [],
  );
  expect(killedInside).toEqual([]);
});

test("five minutes lock a store five times, for longer than a write waits, and put the clock forward by a day and back five times", () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const plan = planFaults(seed, fiveMinutes, onFiles);
    const locks = plan.flatMap((fault) => (fault.kind === "lock" ? [fault] : []));
    const jumps = plan.flatMap((fault) => (fault.kind === "jump" ? [fault] : []));
    expect(locks.length).toBeGreaterThanOrEqual(5);
    expect(locks.every(({ at, forMs }) => forMs === 6_000 && at + forMs <= fiveMinutes)).toBe(true);
    expect(jumps.length).toBeGreaterThanOrEqual(5);
    expect(jumps.every(({ at, byMs, forMs }) => byMs === 86_400_000 && at + forMs <= fiveMinutes)).toBe(true);
  }
});

test("on databases, five minutes have each fault of the server four times, and 16 kills of each of nine processes", () => {
  const plan = planFaults(1, fiveMinutes, { replicas: allReplicas, hasServer: true });
  const onServer = plan.flatMap((fault) => (fault.kind === "server" ? [fault] : []));
  for (const kind of serverFaults)
    expect(onServer.filter(({ fault }) => fault === kind).length, kind).toBeGreaterThanOrEqual(4);
  expect(onServer.every(({ at, forMs }) => at + forMs <= fiveMinutes)).toBe(true);
  const kills = plan.flatMap((fault) => (fault.kind === "kill" ? fault.targets : []));
  for (const name of [...shopNames, ...allReplicas])
    expect(kills.filter((target) => target.name === name).length, name).toBeGreaterThanOrEqual(16);
});

test("the last minute loses no message for good, and at its end the provider is sound", () => {
  const shares = planFaults(1, fiveMinutes, onFiles).flatMap((fault) => (fault.kind === "provider" ? [fault] : []));
  expect(shares.filter(({ faults }) => "dropped" in faults).every(({ at }) => at === 0)).toBe(true);
  expect(shares.at(1)?.at).toBeLessThanOrEqual(fiveMinutes - 60_000);
  expect(shares.at(-1)).toEqual({ kind: "provider", at: fiveMinutes, faults: {} });
});
