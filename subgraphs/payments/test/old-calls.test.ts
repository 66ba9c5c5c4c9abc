/** Calls in doubt for longer than a provider knows their keys: looked up first, and made again only if that is certain to be right. */
import { expect, test } from "vitest";
import { z } from "zod";
import { breakProvider, silent } from "./breaking.ts";
import { forgetful, hour } from "./forgetful.ts";
import { payable, type Shop, shop, start, startedId } from "./shop.ts";
import { taken } from "./taken.ts";

/** Each leaves one call open, whose answer never came. */
const calls = {
  start: async (s: Shop) => {
    payable(s);
    return async () => void (await start(s, "tok_ok"));
  },
  capture: async (s: Shop) => {
    payable(s);
    const id = await startedId(s, "tok_ok");
    return async () => void (await s.capture(id, { amountMinor: 500 }));
  },
  refund: async (s: Shop) => {
    const id = await taken(s);
    return async () => void (await s.refund(id));
  },
};
const names = ["start", "capture", "refund"] as const;

const entry = z.object({ ref: z.string(), captures: z.string(), refunds: z.string() });
const open = "SELECT name FROM provider_calls WHERE outcome = 'open'";
const ledger = "SELECT kind FROM ledger_entries WHERE account = 'provider' ORDER BY seq";
const alarms = "SELECT kind FROM payment_events WHERE kind LIKE 'alarm%'";

/** What the provider has, by its own books. */
function atTheProvider(s: Shop) {
  const entries = z
    .array(entry)
    .parse(s.rows("SELECT ref, captures, refunds FROM sandbox_entries ORDER BY seq", "sandbox-provider"));
  const last = entries.at(-1);
  return {
    start: new Set(entries.map(({ ref }) => ref)).size,
    capture: z.array(z.unknown()).parse(JSON.parse(last?.captures ?? "[]")).length,
    refund: z.array(z.unknown()).parse(JSON.parse(last?.refunds ?? "[]")).length,
  };
}

/** The machine goes off for a while. Messages that the provider sent meanwhile came to nobody. */
async function sleep(s: Shop, hours: number): Promise<void> {
  await s.world.advance(hours * hour);
  await s.restart();
  s.doors.delete("payments");
}

/** Has the call made, as far as `reaches` says, and no answer to it come. */
async function leaveInDoubt(s: Shop, name: (typeof names)[number], reaches: boolean) {
  const forgets = forgetful(s.world);
  const make = await calls[name](s);
  breakProvider(s, (whole) => {
    const lose = (work: () => Promise<unknown>) => async (): Promise<never> => {
      if (reaches) await work();
      return silent();
    };
    const provider = forgets(whole);
    return {
      start: (...asked) => lose(() => provider.start(...asked))(),
      capture: (...asked) => lose(() => provider.capture(...asked))(),
      refund: (...asked) => lose(() => provider.refund(...asked))(),
    };
  });
  await make();
  expect(s.rows(open)).toEqual([{ name }]);
  return forgets;
}

test.each(names)("a %s that took effect, and is found open a day later, takes effect once", async (name) => {
  const s = await shop();
  const forgets = await leaveInDoubt(s, name, true);
  await sleep(s, 25);
  breakProvider(s, forgets);
  await s.running.service.runJobsOnce();
  expect(s.rows(open)).toEqual([]);
  expect(atTheProvider(s)[name]).toBe(1);
  const moved = { start: [], capture: [{ kind: "capture" }], refund: [{ kind: "capture" }, { kind: "refund" }] };
  expect(s.rows(ledger)).toEqual(moved[name]);
  expect(s.rows(alarms)).toEqual([]);
});

test.each(names)("a %s that never came to the provider is made a day later, once", async (name) => {
  const s = await shop();
  const forgets = await leaveInDoubt(s, name, false);
  await sleep(s, 25);
  breakProvider(s, forgets);
  for (let round = 0; round < 3; round += 1) await s.running.service.runJobsOnce();
  expect(s.rows(open)).toEqual([]);
  expect(atTheProvider(s)[name]).toBe(1);
});

test.each(names)("while an old %s cannot be looked up it is not made again, and waits", async (name) => {
  const s = await shop();
  const forgets = await leaveInDoubt(s, name, true);
  await sleep(s, 25);
  const mend = breakProvider(s, (whole) => ({ ...forgets(whole), lookup: silent }));
  for (let round = 0; round < 3; round += 1) {
    await s.running.service.runJobsOnce();
    await s.world.advance(30_000);
  }
  expect(s.rows(open)).toEqual([{ name }]);
  expect(atTheProvider(s)[name]).toBe(1);
  mend();
  breakProvider(s, forgets);
  await s.running.service.runJobsOnce();
  expect(s.rows(open)).toEqual([]);
  expect(atTheProvider(s)[name]).toBe(1);
});

test("an old refund of a payment that the provider says it does not have is not asked for", async () => {
  const s = await shop();
  const forgets = await leaveInDoubt(s, "refund", true);
  await sleep(s, 25);
  breakProvider(s, (whole) => ({ ...forgets(whole), lookup: async () => null }));
  await s.running.service.runJobsOnce();
  expect(s.rows(open)).toEqual([{ name: "refund" }]);
  expect(atTheProvider(s).refund).toBe(1);
});

test.each([
  [19, ["refund"]],
  [21, ["lookup", "refund"]],
])("after %i hours the provider is asked in this order: %j", async (hours, order) => {
  const s = await shop();
  await leaveInDoubt(s, "refund", false);
  await sleep(s, hours);
  const asked: string[] = [];
  breakProvider(s, (whole) => ({
    lookup: (...all) => {
      asked.push("lookup");
      return whole.lookup(...all);
    },
    refund: (...all) => {
      asked.push("refund");
      return whole.refund(...all);
    },
  }));
  await s.running.service.runJobsOnce();
  expect(asked).toEqual(order);
});
