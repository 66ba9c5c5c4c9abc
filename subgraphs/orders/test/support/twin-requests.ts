/** Two processes of orders on one store, to both of which each completion is sent at once. */
import { sendQuery } from "@hansa/kit/testing";
import { expect } from "vitest";
import { advanceClockUntilDone } from "./clock.ts";
import { complete, newKey, paid } from "./purchase.ts";
import { type Shop, shop } from "./shop.ts";

/** The same shop, asked through another process. */
async function twinOf(s: Shop): Promise<Shop> {
  const service = await s.twin();
  return {
    ...s,
    query: (text, variables = {}, sender = {}) =>
      sendQuery("orders", service, s.runtime, { query: text, variables, ...sender }),
  };
}

/** Expects that of so many keys, each sent to both processes at once, each places one order, which both return. */
export async function expectOneOrderPerKey(checkouts: number): Promise<void> {
  const s = await shop();
  const twin = await twinOf(s);
  const numbers = new Set<unknown>();
  let replays = 0;
  for (let count = 0; count < checkouts; count += 1) {
    const { checkoutId } = await paid(s);
    const key = newKey();
    const both = Promise.all([complete(s, checkoutId, {}, key), complete(twin, checkoutId, {}, key)]);
    const responses = await advanceClockUntilDone(s.runtime, both);
    const [here, there] = responses;
    expect(there.order?.number).toBe(here.order?.number);
    numbers.add(here.order?.number);
    replays += responses.filter(({ replayed }) => replayed).length;
  }
  expect([numbers.size, replays]).toEqual([checkouts, checkouts]);
  expect(await s.rows("SELECT count(*) AS orders FROM orders")).toEqual([{ orders: checkouts }]);
  expect(s.payments.requested.captures.length).toBeGreaterThanOrEqual(checkouts);
  expect(s.payments.all.filter(({ state }) => state === "captured")).toHaveLength(checkouts);
}
