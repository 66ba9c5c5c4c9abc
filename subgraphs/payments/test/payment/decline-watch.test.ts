/** The watch of declined payments: answers are counted by provider, and an hour with mostly declined ones raises an alarm. */
import { expect, test } from "vitest";
import { noResponse, overrideProvider } from "../support/provider-overrides.ts";
import { payable, type Shop, shop, start } from "../support/shop.ts";

const hour = 3_600_000;

async function pay(s: Shop, times: number, token: string): Promise<void> {
  for (let index = 0; index < times; index += 1) {
    const checkoutId = `chk_${(await s.rows("SELECT 1 FROM payments")).length}`;
    payable(s, checkoutId);
    await start(s, token, { checkoutId, key: checkoutId });
  }
}

async function metric(s: Shop, name: string): Promise<string[]> {
  const text = await s.running.service.deps.metrics.registry.metrics();
  return text.split("\n").filter((line) => line.startsWith(name));
}

const alarms = (s: Shop) => metric(s, 'hansa_alarms_total{alarm="many_declines"}');

test("authorised, declined and unanswered payments are counted by provider", async () => {
  const s = await shop();
  await pay(s, 3, "tok_ok");
  await pay(s, 2, "tok_declined");
  overrideProvider(s, () => ({ start: noResponse, lookup: noResponse }));
  await pay(s, 1, "tok_ok");
  expect(await metric(s, "hansa_payment_answers_total{")).toEqual([
    'hansa_payment_answers_total{provider="sandbox",outcome="authorized"} 3',
    'hansa_payment_answers_total{provider="sandbox",outcome="declined"} 2',
    'hansa_payment_answers_total{provider="sandbox",outcome="unanswered"} 1',
  ]);
});

test("more than half of twenty payments declined raise one alarm an hour; fewer answers, or half of them, raise none", async () => {
  const s = await shop();
  await pay(s, 19, "tok_declined");
  await s.runJobs();
  expect(await alarms(s)).toEqual([]);
  await pay(s, 19, "tok_ok");
  await s.runJobs();
  expect(await alarms(s)).toEqual([]);
  await pay(s, 1, "tok_declined");
  await s.runJobs();
  await s.runJobs();
  expect(await alarms(s)).toEqual(['hansa_alarms_total{alarm="many_declines"} 1']);
});

test("declines of an hour ago, and payments that were never begun, count for no alarm", async () => {
  const s = await shop();
  await pay(s, 20, "tok_declined");
  await s.runtime.advance(hour + 1);
  await s.runJobs();
  expect(await alarms(s)).toEqual([]);
});
