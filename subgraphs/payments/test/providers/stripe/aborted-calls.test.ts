/** The Stripe provider after its caller has aborted, or when a payment may have been created in a known period only. */
import { expect, test } from "vitest";
import { sought, startTerms } from "../../support/provider-contract/candidate.ts";
import { noon } from "../../support/shop.ts";
import { scripted } from "../../support/stripe/scripted.ts";

const minute = 60_000;
const other = { id: "pi_other", status: "requires_capture", amount: 1_250, currency: "eur" };
const morePages = { status: 200, body: { data: [other], has_more: true } };
const lastPage = { status: 200, body: { data: [], has_more: false } };

test.each([
  ["to this day", {}, null],
  ["until it was too late for it", { latestAt: noon + 90 * minute }, (noon + 100 * minute) / 1_000],
])("a payment with an unknown id is searched for from a little before its start, %s", async (_until, more, lte) => {
  const { requests: received, provider } = await scripted(morePages, lastPage);
  expect(await provider.lookup({ ...sought, ...more }, new AbortController().signal)).toBeNull();
  expect(received).toHaveLength(2);
  for (const { query } of received) {
    expect(query.get("created[gte]")).toBe(String((noon - 10 * minute) / 1_000));
    expect(query.get("created[lte]")).toBe(lte === null ? null : String(lte));
  }
});

/** Two independent lookups in sequence: pending requests have been sent before they end. */
async function lookUpTwice(provider: Awaited<ReturnType<typeof scripted>>["provider"]): Promise<void> {
  for (let count = 0; count < 2; count += 1) await provider.lookup(sought, new AbortController().signal);
}

test("an aborted look-up reads no more pages", async () => {
  let answer = () => {};
  const late = new Promise<typeof morePages>((resolve) => {
    answer = () => resolve(morePages);
  });
  const { requests: received, provider } = await scripted(morePages, late, lastPage);
  const giving = new AbortController();
  const looking = provider.lookup(sought, giving.signal);
  await expect.poll(() => received.length).toBe(2);
  giving.abort();
  await expect(looking).rejects.toThrow("in time");
  answer();
  await lookUpTwice(provider);
  expect(received).toHaveLength(2 + 2);
});

test("an abort during the creation of a customer starts no payment afterwards", async () => {
  const { requests: received, provider } = await scripted({ status: 200, body: { id: "cus_1" } }, lastPage);
  const giving = new AbortController();
  const request = { ...startTerms, token: "pm_card", keep: { customerRef: null } };
  const starting = provider.start(request, { key: "auth:chk_1:1", signal: giving.signal });
  giving.abort();
  await expect(starting).rejects.toThrow("in time");
  await expect.poll(() => received.length).toBe(1);
  await lookUpTwice(provider);
  expect(received.filter(({ method }) => method === "POST").map(({ path }) => path)).toEqual(["/v1/customers"]);
});
