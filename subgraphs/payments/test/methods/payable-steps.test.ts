/** Payable steps: the providers' steps are published for orders, and other amounts are refused. */
import { commonSteps } from "@hansa/commerce/payable-steps";
import { events } from "@hansa/contracts/events";
import { findEvents } from "@hansa/kit/messaging";
import { openTestSandbox, startTerms } from "@hansa/sandbox/testing/test-sandbox";
import { expect, test } from "vitest";
import { readConfig } from "../../src/config.ts";
import { publishPayableSteps } from "../../src/service/methods/payable-steps.ts";
import { type Shop, shop } from "../support/shop.ts";

const steps = "KWD:10,BHD:10";

/** The published steps, in sequence. */
async function published(s: Shop): Promise<unknown[]> {
  const page = await s.running.service.deps.store.read((db) => findEvents(db, 0, 500));
  return page.events.filter(({ type }) => type === events.payableStepsChanged.type).map(({ payload }) => payload);
}

test("the steps of the providers are published once, and again when they change", async () => {
  const s = await shop({ HANSA_SANDBOX_PAYABLE_STEPS: steps });
  expect(await published(s)).toEqual([{ steps: { BHD: 10, KWD: 10 } }]);
  const { deps } = s.running.service;
  await publishPayableSteps(deps);
  expect(await published(s)).toHaveLength(1);
  const withSteps = (payableSteps: Record<string, number>) => deps.providers.map((one) => ({ ...one, payableSteps }));
  await publishPayableSteps({ ...deps, providers: withSteps({ KWD: 10 }) });
  await publishPayableSteps({ ...deps, providers: withSteps({}) });
  expect((await published(s)).slice(1)).toEqual([{ steps: { KWD: 10 } }, { steps: {} }]);
});

test("a shop whose providers take every amount publishes nothing", async () => {
  expect(await published(await shop())).toEqual([]);
});

test("several providers take the multiples of all their steps", () => {
  expect(commonSteps([{ KWD: 10, TND: 4 }, { TND: 10 }, {}])).toEqual({ KWD: 10, TND: 20 });
  expect(commonSteps([])).toEqual({});
});

test("the sandbox refuses amounts that are no multiple of the step, as Stripe does", async () => {
  const { api, runtime, dashboard } = await openTestSandbox({ payableSteps: { KWD: 10 } });
  const once = (key: string) => ({ key, signal: runtime.deadline(60_000) });
  const start = (paymentId: string, amountMinor: number, currency: string) =>
    api.start({ ...startTerms, paymentId, amountMinor, currency }, once(paymentId));
  expect(await start("pay_1", 7_067, "KWD")).toMatchObject({
    payment: { state: "FAILED", failure: { code: "amount_not_possible", retryable: false } },
  });
  expect(await start("pay_2", 7_067, "EUR")).toMatchObject({ payment: { state: "AUTHORIZED" } });
  const { payment } = await start("pay_3", 7_070, "KWD");
  expect(payment.state).toBe("AUTHORIZED");
  const known = { paymentId: "pay_3", ref: payment.ref };
  const capture = (amountMinor: number) =>
    api.capture({ ...known, amountMinor, isLast: false }, once(`capture ${amountMinor}`));
  expect(await capture(4_567)).toMatchObject({ refused: "amount_not_possible", payment: { captures: [] } });
  expect(await capture(4_560)).toMatchObject({ refused: null });
  const refund = (amountMinor: number) => api.refund({ ...known, amountMinor }, once(`refund ${amountMinor}`));
  expect(await refund(1_005)).toMatchObject({ refused: "amount_not_possible", payment: { refunds: [] } });
  expect(await refund(1_010)).toMatchObject({ refused: null });
  await expect(dashboard.refund("pay_3", 5)).rejects.toThrow("amount_not_possible");
});

test.each(["KWD", "KWD:0", "kwd:10", "KWD:10;BHD:10", "KWD:1.5"])("%j is no list of steps", (text) => {
  expect(() => readConfig({ HANSA_SANDBOX_PAYABLE_STEPS: text })).toThrow("HANSA_SANDBOX_PAYABLE_STEPS");
});
