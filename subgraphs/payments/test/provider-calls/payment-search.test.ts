/** Searches among all payments of a provider: with a longer timeout, and without delaying other calls. */
import { expect, test } from "vitest";
import { createJobs } from "../../src/api/jobs.ts";
import type { PaymentLookup } from "../../src/providers/port.ts";
import { hour } from "../support/key-expiry.ts";
import { noResponse, overrideProvider } from "../support/provider-overrides.ts";
import { confirm, noon, payable, type Shop, shop, start, startedId } from "../support/shop.ts";

const unknown = { outcome: "unknown", retryAfterMs: 1_000 };
const unlessAuthorized = { unlessAuthorized: true };

/** The start of a payment at noon has no response, and its checkout is closed half an hour later. */
async function leftBehind(s: Shop): Promise<void> {
  payable(s);
  const mend = overrideProvider(s, () => ({ start: noResponse, lookup: noResponse }));
  await start(s, "tok_ok");
  await s.runtime.advance(hour / 2);
  expect(await s.voidCheckout(unlessAuthorized)).toEqual(unknown);
  mend();
}

/** Records each lookup from now on, with its timeout. */
function watchLookups(s: Shop) {
  const requests: (PaymentLookup & { withinMs: number })[] = [];
  const { deadline } = s.runtime;
  let withinMs = 0;
  s.runtime.deadline = (ms) => {
    withinMs = ms;
    return deadline(ms);
  };
  overrideProvider(s, (whole) => ({
    lookup: (sought, signal) => {
      requests.push({ ...sought, withinMs });
      return whole.lookup(sought, signal);
    },
  }));
  return requests;
}

test("an unreported payment is searched for with a longer timeout, from the earliest possible time of its creation", async () => {
  const s = await shop();
  await leftBehind(s);
  await s.runtime.advance(24 * hour);
  const requests = watchLookups(s);
  expect(await s.voidCheckout(unlessAuthorized)).toEqual({ outcome: "voided" });
  expect(requests).toMatchObject([{ ref: null, createdAt: noon, withinMs: 60_000 }]);
  expect(requests[0]?.latestAt).toBeGreaterThan(noon + hour / 2);
  expect(requests[0]?.latestAt).toBeLessThan(noon + hour / 2 + 180_000);
});

test("a payment with a known provider id is looked up by that id, with the usual timeout", async () => {
  const s = await shop();
  payable(s);
  const id = await startedId(s, "tok_second_step");
  overrideProvider(s, () => ({ confirm: noResponse, lookup: noResponse }));
  await confirm(s, id, { paymentToken: "tok_second_step_ok" });
  await s.voidCheckout(unlessAuthorized);
  const requests = watchLookups(s);
  await s.voidCheckout(unlessAuthorized);
  expect(requests).toMatchObject([{ ref: expect.any(String), withinMs: 4_000 }]);
});

test("during a search it is not repeated, and calls of other payments are made in time", async () => {
  const s = await shop();
  await leftBehind(s);
  payable(s, "chk_2");
  const mend = overrideProvider(s, () => ({ start: noResponse }));
  await start(s, "tok_ok", { checkoutId: "chk_2", key: "key-2" });
  mend();
  await s.runtime.advance(60_000);
  let looks = 0;
  let answer = () => {};
  overrideProvider(s, () => ({
    lookup: () => {
      looks += 1;
      return new Promise((resolve) => {
        answer = () => resolve(null);
      });
    },
  }));
  const { signal } = new AbortController();
  const running = createJobs(s.running.service.deps).map((job) => job.run(signal));
  const states = "SELECT checkout_id AS id, state FROM payments ORDER BY id";
  await expect.poll(() => s.rows(states)).toContainEqual({ id: "chk_2", state: "AUTHORIZED" });
  await s.runtime.advance(50_000);
  expect(await s.voidCheckout(unlessAuthorized)).toEqual(unknown);
  expect(looks).toBe(1);
  answer();
  await Promise.all(running);
  expect(await s.rows(states)).toContainEqual({ id: "chk_1", state: "FAILED" });
});
