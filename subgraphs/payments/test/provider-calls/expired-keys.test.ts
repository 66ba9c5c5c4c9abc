/** Calls whose keys the provider may have dropped: looked up first, and repeated only if that is certainly safe. */
import { expect, test } from "vitest";
import { z } from "zod";
import { taken } from "../support/captured-payment.ts";
import { hour, withKeyExpiry } from "../support/key-expiry.ts";
import { noResponse, overrideProvider } from "../support/provider-overrides.ts";
import { payable, type Shop, shop, start, startedId } from "../support/shop.ts";

/** The tested calls: each sets up its payment and returns the function that makes the call. */
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

/** The provider's record of the payment. */
async function atTheProvider(s: Shop) {
  const entries = z
    .array(entry)
    .parse(await s.sandboxRows("SELECT ref, captures, refunds FROM sandbox_entries ORDER BY seq"));
  const last = entries.at(-1);
  return {
    start: new Set(entries.map(({ ref }) => ref)).size,
    capture: z.array(z.unknown()).parse(JSON.parse(last?.captures ?? "[]")).length,
    refund: z.array(z.unknown()).parse(JSON.parse(last?.refunds ?? "[]")).length,
  };
}

/** Stops the machine for a while; messages of the provider are lost meanwhile. */
async function sleep(s: Shop, hours: number): Promise<void> {
  await s.runtime.advance(hours * hour);
  await s.restart();
  s.servers.delete("payments");
}

/** Makes the call, if `reaches` allows it, and loses its response. */
async function leaveInDoubt(s: Shop, name: (typeof names)[number], reaches: boolean) {
  const withExpiry = withKeyExpiry(s.runtime);
  const make = await calls[name](s);
  overrideProvider(s, (whole) => {
    const lose = (work: () => Promise<unknown>) => async (): Promise<never> => {
      if (reaches) await work();
      return noResponse();
    };
    const provider = withExpiry(whole);
    return {
      start: (...args) => lose(() => provider.start(...args))(),
      capture: (...args) => lose(() => provider.capture(...args))(),
      refund: (...args) => lose(() => provider.refund(...args))(),
    };
  });
  await make();
  expect(await s.rows(open)).toEqual([{ name }]);
  return withExpiry;
}

test.each(names)("a %s that took effect, and is unresolved a day later, takes effect once", async (name) => {
  const s = await shop();
  const withExpiry = await leaveInDoubt(s, name, true);
  await sleep(s, 25);
  overrideProvider(s, withExpiry);
  await s.runJobs();
  expect(await s.rows(open)).toEqual([]);
  expect((await atTheProvider(s))[name]).toBe(1);
  const moved = { start: [], capture: [{ kind: "capture" }], refund: [{ kind: "capture" }, { kind: "refund" }] };
  expect(await s.rows(ledger)).toEqual(moved[name]);
  expect(await s.rows(alarms)).toEqual([]);
});

test.each(names)("a %s that never reached the provider is made a day later, once", async (name) => {
  const s = await shop();
  const withExpiry = await leaveInDoubt(s, name, false);
  await sleep(s, 25);
  overrideProvider(s, withExpiry);
  for (let round = 0; round < 3; round += 1) await s.runJobs();
  expect(await s.rows(open)).toEqual([]);
  expect((await atTheProvider(s))[name]).toBe(1);
});

test.each(names)("while an old %s cannot be looked up it is not repeated, and waits", async (name) => {
  const s = await shop();
  const withExpiry = await leaveInDoubt(s, name, true);
  await sleep(s, 25);
  const mend = overrideProvider(s, (whole) => ({ ...withExpiry(whole), lookup: noResponse }));
  for (let round = 0; round < 3; round += 1) {
    await s.runJobs();
    await s.runtime.advance(38_000);
  }
  expect(await s.rows(open)).toEqual([{ name }]);
  expect((await atTheProvider(s))[name]).toBe(1);
  mend();
  overrideProvider(s, withExpiry);
  await s.runJobs();
  expect(await s.rows(open)).toEqual([]);
  expect((await atTheProvider(s))[name]).toBe(1);
});

test("an old refund of a payment that the provider does not have is not requested", async () => {
  const s = await shop();
  const withExpiry = await leaveInDoubt(s, "refund", true);
  await sleep(s, 25);
  overrideProvider(s, (whole) => ({ ...withExpiry(whole), lookup: async () => null }));
  await s.runJobs();
  expect(await s.rows(open)).toEqual([{ name: "refund" }]);
  expect((await atTheProvider(s)).refund).toBe(1);
});

test.each([
  [19, ["refund"]],
  [21, ["lookup", "refund"]],
])("after %i hours the provider is queried in this order: %j", async (hours, order) => {
  const s = await shop();
  await leaveInDoubt(s, "refund", false);
  await sleep(s, hours);
  const args: string[] = [];
  overrideProvider(s, (whole) => ({
    lookup: (...all) => {
      args.push("lookup");
      return whole.lookup(...all);
    },
    refund: (...all) => {
      args.push("refund");
      return whole.refund(...all);
    },
  }));
  await s.runJobs();
  expect(args).toEqual(order);
});
