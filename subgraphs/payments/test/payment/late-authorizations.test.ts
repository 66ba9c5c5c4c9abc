/** Late authorisations: payments tells orders how long a payment took until its first authorisation, and records why it was given up. */
import { events } from "@hansa/contracts/events";
import { findEvents } from "@hansa/kit/messaging";
import { expect, test } from "vitest";
import { noResponse, overrideProvider } from "../support/provider-overrides.ts";
import { payable, type Shop, shop, start } from "../support/shop.ts";

const day = 24 * 60 * 60 * 1_000;

/** The time that the first authorisation took, in the event and in the response to orders. */
async function authorizedAfter(s: Shop) {
  const { events: published } = await s.running.service.deps.store.read((db) => findEvents(db, 0, 500));
  const event = published.find(({ type }) => type === events.paymentAuthorized.type);
  const { payment } = await s.authorizedFor();
  return [events.paymentAuthorized.payload.parse(event?.payload).authorizedAfterMs, payment?.authorizedAfterMs];
}

/** A payment that the provider takes, and whose response comes a day after its start. */
async function authorizedADayLater(s: Shop): Promise<void> {
  payable(s);
  await start(s, "tok_lost_answer");
  expect(await s.authorizedFor()).toEqual({ payment: null, inProgress: true });
  await s.runtime.advance(day);
  await s.runJobs();
}

test("the time counts from the start of the payment to the arrival of its first authorisation", async () => {
  const s = await shop();
  await authorizedADayLater(s);
  expect(await authorizedAfter(s)).toEqual([day, day]);
});

test("an authorisation that comes at once took no time, and a later report changes nothing", async () => {
  const s = await shop();
  payable(s);
  await start(s, "tok_ok");
  await s.runtime.advance(day);
  await s.runJobs();
  expect(await authorizedAfter(s)).toEqual([0, 0]);
});

test.each([-2 * day, 2 * day])("a wall clock that is set by %i ms makes no payment late", async (ms) => {
  const s = await shop();
  payable(s);
  await start(s, "tok_lost_answer");
  s.runtime.setNow(s.runtime.now() + ms);
  await start(s, "tok_lost_answer");
  expect(await authorizedAfter(s)).toEqual([0, 0]);
});

test("a payment that was started before the time was recorded counts as one in time", async () => {
  const s = await shop();
  payable(s);
  await start(s, "tok_lost_answer");
  await s.corruptStore("UPDATE payments SET started_at = NULL");
  await s.runtime.advance(day);
  await s.runJobs();
  expect(await authorizedAfter(s)).toEqual([0, 0]);
});

test("a payment that is voided as late has that among its events, once", async () => {
  const s = await shop();
  await authorizedADayLater(s);
  const restore = overrideProvider(s, () => ({ void: noResponse, lookup: noResponse }));
  expect(await s.voidCheckout({ isLate: true })).toMatchObject({ outcome: "unknown" });
  restore();
  await s.runtime.advance(10_000);
  expect(await s.voidCheckout({ isLate: true })).toEqual({ outcome: "voided" });
  expect(await s.voidCheckout({ isLate: true })).toEqual({ outcome: "voided" });
  expect(await s.rows("SELECT kind FROM payment_events WHERE kind <> 'authorized' ORDER BY seq")).toEqual([
    { kind: "late" },
    { kind: "voided" },
  ]);
});
