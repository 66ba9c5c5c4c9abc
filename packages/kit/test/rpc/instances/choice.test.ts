/** The choice of an instance: pending requests, readiness, breakers, and the instance that failed. */
import { expect, test } from "vitest";
import { recordOutcome } from "../../../src/rpc/instances/breaker.ts";
import { chooseInstance } from "../../../src/rpc/instances/choice.ts";
import { type Instance, openInstance, recordPoll } from "../../../src/rpc/instances/instance.ts";
import { manualRuntime } from "../../../testing/manual-runtime.ts";

const runtime = manualRuntime(0);

function instances(count: number): Instance[] {
  return Array.from({ length: count }, (_, index) =>
    openInstance(runtime, new URL(`http://127.0.0.1:${9_000 + index}`)),
  );
}

function openBreaker({ breaker }: Instance): void {
  for (let failure = 0; failure < 5; failure += 1) recordOutcome(breaker, false, runtime.monotonic());
}

/** How often each of them is chosen in a thousand choices. */
function choices(list: readonly Instance[], failed?: Instance): number[] {
  const chosen = Array.from({ length: 1_000 }, () => chooseInstance(list, runtime, failed));
  return list.map((instance) => chosen.filter((each) => each === instance).length);
}

test("equal instances share the requests", () => {
  for (const count of choices(instances(4))) expect(count).toBeGreaterThan(150);
});

test("of two chosen at random the one with fewer pending requests is taken: the busiest of all never is", () => {
  const list = instances(3);
  const [busy, , idle] = list;
  if (busy) busy.pending = 9;
  if (idle) idle.pending = -1;
  const [ofBusy = 0, ofOther = 0, ofIdle = 0] = choices(list);
  expect(ofBusy).toBe(0);
  expect(ofIdle).toBeGreaterThan(ofOther);
});

test("an instance that is not ready is left out, unless all are not", () => {
  const list = instances(2);
  const [one, other] = list;
  if (one) recordPoll(one, "not ready");
  expect(choices(list)).toEqual([0, 1_000]);
  if (other) recordPoll(other, "not ready");
  for (const count of choices(list)) expect(count).toBeGreaterThan(0);
});

test("an instance is out after two polls without an answer, and back after one good answer", () => {
  const list = instances(2);
  const [one] = list;
  if (!one) throw new Error("no instance");
  recordPoll(one, "no answer");
  expect(choices(list)[0]).toBeGreaterThan(0);
  recordPoll(one, "no answer");
  expect(choices(list)[0]).toBe(0);
  recordPoll(one, "ready");
  expect(choices(list)[0]).toBeGreaterThan(0);
});

test("an instance with an open breaker is left out, and none is chosen when all are open", () => {
  const list = instances(2);
  const [one, other] = list;
  if (one) openBreaker(one);
  expect(choices(list)).toEqual([0, 1_000]);
  if (other) openBreaker(other);
  expect(chooseInstance(list, runtime)).toBeUndefined();
});

test("the failed instance is chosen again only if there is no other", () => {
  const [one, other] = instances(2);
  if (!one || !other) throw new Error("too few instances");
  expect(choices([one, other], one)).toEqual([0, 1_000]);
  expect(choices([one], one)).toEqual([1_000]);
});
