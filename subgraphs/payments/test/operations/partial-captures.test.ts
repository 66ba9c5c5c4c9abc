/** Partial captures, one per shipment: each part once, never more than was authorised. */
import { expect, test } from "vitest";
import { noResponse, overrideProvider } from "../support/provider-overrides.ts";
import { finance, order, payable, type Shop, shop, startedId } from "../support/shop.ts";

const captured = (capturedMinor: number) => ({ outcome: "captured", capturedMinor });
const part = (captureId: string, amountMinor: number, leftMinor: number) => ({ captureId, amountMinor, leftMinor });
const posted = "SELECT account, amount_minor FROM ledger_entries WHERE account = 'provider' ORDER BY seq";

async function authorised(s: Shop): Promise<string> {
  payable(s);
  return startedId(s, "tok_ok");
}

async function stateOf(s: Shop, id: string): Promise<unknown> {
  const text = `query ($id: ID!) { payment(id: $id) { state captured { minor } } }`;
  return (await s.query(text, { id }, { viewer: finance })).data?.payment;
}

test("each capture takes its part once, and the last makes the payment captured", async () => {
  const s = await shop();
  const id = await authorised(s);
  expect(await s.capture(id, part("ship_1", 800, 1_250))).toEqual(captured(800));
  expect(await s.capture(id, part("ship_1", 800, 1_250))).toEqual(captured(800));
  expect(await stateOf(s, id)).toEqual({ state: "PARTIALLY_CAPTURED", captured: { minor: 800 } });
  expect(await s.capture(id, part("ship_2", 450, 450))).toEqual(captured(1_250));
  expect(await s.capture(id, part("ship_1", 800, 1_250))).toEqual(captured(1_250));
  await s.runJobs();
  expect(await stateOf(s, id)).toEqual({ state: "CAPTURED", captured: { minor: 1_250 } });
  expect(await s.rows(posted)).toEqual([
    { account: "provider", amount_minor: 800 },
    { account: "provider", amount_minor: 450 },
  ]);
  expect(await s.publishedEvents()).toEqual(["payment.authorized", "payment.captured", "payment.captured"]);
  expect(await s.rows("SELECT kind FROM payment_events WHERE kind LIKE 'alarm%'")).toEqual([]);
});

test("the events state the amount of each capture, and that the shop made it", async () => {
  const s = await shop();
  const id = await authorised(s);
  await s.capture(id, part("ship_1", 800, 1_250));
  await s.capture(id, part("ship_2", 450, 450));
  const payloads = await s.rows("SELECT payload FROM outbox WHERE type = 'payment.captured' ORDER BY seq");
  expect(payloads.map((row) => JSON.parse(String(Object(row).payload)))).toMatchObject([
    { paymentId: id, captureAmount: { minor: 800, currency: "EUR" }, capturedMinor: 800, fromProvider: false },
    { paymentId: id, captureAmount: { minor: 450, currency: "EUR" }, capturedMinor: 1_250, fromProvider: false },
  ]);
});

test("two concurrent captures for shipments take each part once", async () => {
  const s = await shop();
  const id = await authorised(s);
  const both = () =>
    Promise.all([s.capture(id, part("ship_1", 700, 1_250)), s.capture(id, part("ship_2", 550, 1_250))]);
  // A capture that meets the other one may answer that its result is unknown; orders then repeats it.
  await both();
  await both();
  expect(await both()).toEqual([captured(1_250), captured(1_250)]);
  expect(await s.rows("SELECT sum(amount_minor) AS total FROM ledger_entries WHERE account = 'provider'")).toEqual([
    { total: 1_250 },
  ]);
});

test("a capture above the remaining authorisation is refused, and so is the same capture with another amount", async () => {
  const s = await shop();
  const id = await authorised(s);
  await s.capture(id, part("ship_1", 800, 1_250));
  expect(await s.capture(id, part("ship_2", 451, 451))).toEqual({
    outcome: "refused",
    reason: "no more than 450 is left of the authorised amount",
  });
  expect(await s.capture(id, part("ship_1", 801, 1_250))).toEqual({
    outcome: "refused",
    reason: "this capture is one of another amount",
  });
  expect(await s.rows("SELECT count(*) AS n FROM provider_calls WHERE name = 'capture'")).toEqual([{ n: 1 }]);
});

test("the rest is released once, at the provider too; then nothing is owed and nothing can be captured", async () => {
  const s = await shop();
  const id = await authorised(s);
  await s.capture(id, part("ship_1", 800, 1_250));
  expect(await s.releaseRest(id)).toEqual({ outcome: "released" });
  expect(await s.releaseRest(id)).toEqual({ outcome: "released" });
  expect(await stateOf(s, id)).toEqual({ state: "CAPTURED", captured: { minor: 800 } });
  expect(await s.capture(id, part("ship_2", 450, 450))).toMatchObject({ outcome: "refused" });
  expect(await s.sandboxRows("SELECT state FROM sandbox_entries ORDER BY seq")).toEqual([
    { state: "AUTHORIZED" },
    { state: "AUTHORIZED" },
    { state: "CAPTURED" },
  ]);
  expect(await s.voidCheckout()).toEqual({ outcome: "captured", capturedMinor: 800 });
});

test("the final capture of an order releases the rest by itself", async () => {
  const s = await shop();
  const id = await authorised(s);
  expect(await s.capture(id, part("ship_1", 800, 800))).toEqual(captured(800));
  expect(await stateOf(s, id)).toEqual({ state: "CAPTURED", captured: { minor: 800 } });
});

test("the release of the rest is unknown while the provider is down, and certain afterwards", async () => {
  const s = await shop();
  const id = await authorised(s);
  await s.capture(id, part("ship_1", 800, 1_250));
  const mend = overrideProvider(s, () => ({ void: noResponse }));
  expect(await s.releaseRest(id)).toEqual({ outcome: "unknown", retryAfterMs: 1_000 });
  mend();
  expect(await s.releaseRest(id)).toEqual({ outcome: "released" });
  expect(await stateOf(s, id)).toMatchObject({ state: "CAPTURED" });
});

test("releasing the rest of an uncaptured payment voids it, and an unknown payment has no rest", async () => {
  const s = await shop();
  const id = await authorised(s);
  expect(await s.releaseRest(id)).toEqual({ outcome: "released" });
  expect(await stateOf(s, id)).toMatchObject({ state: "VOIDED" });
  expect(await s.releaseRest("pay_none")).toEqual({ outcome: "released" });
});

test("if the provider captures only once, the first shipment captures the whole rest, and the others find it captured", async () => {
  const s = await shop();
  const id = await authorised(s);
  overrideProvider(s, () => ({ capturesInParts: false }));
  expect(await s.capture(id, part("ship_1", 500, 1_000))).toEqual(captured(1_000));
  expect(await stateOf(s, id)).toEqual({ state: "CAPTURED", captured: { minor: 1_000 } });
  expect(await s.capture(id, part("ship_2", 300, 500))).toEqual(captured(1_000));
  expect(await s.capture(id, part("ship_3", 200, 200))).toEqual(captured(1_000));
  expect(await s.capture(id, part("ship_3", 200, 200))).toEqual(captured(1_000));
  expect(await s.capture(id, part("ship_4", 1, 1))).toMatchObject({ outcome: "refused" });
  expect(await s.rows("SELECT count(*) AS n FROM provider_calls WHERE name = 'capture'")).toEqual([{ n: 1 }]);
  expect(await s.rows(posted)).toEqual([{ account: "provider", amount_minor: 1_000 }]);
});

test("a part whose response is lost is unknown, and is found by the same capture, by itself, or by the webhook", async () => {
  const s = await shop();
  for (const [run, find] of (["asked", "jobs"] as const).entries()) {
    const checkoutId = `chk_lost_${run}`;
    payable(s, checkoutId);
    const id = await startedId(s, "tok_capture_lost_answer", { checkoutId, key: checkoutId });
    const input = { ...part("ship_1", 800, 1_250), order: { ...order, orderId: `ord_${run}` } };
    expect(await s.capture(id, input)).toMatchObject({ outcome: "unknown" });
    if (find === "jobs") {
      await s.runtime.advance(5_000);
      await s.runJobs();
      await s.runJobs();
    }
    expect(await s.capture(id, input)).toEqual(captured(800));
  }
  expect(await s.rows(posted)).toHaveLength(2);
});

test("a refused part stays refused; another capture may try again", async () => {
  const s = await shop();
  payable(s);
  const id = await startedId(s, "tok_capture_refused");
  expect(await s.capture(id, part("ship_1", 800, 1_250))).toMatchObject({ outcome: "refused" });
  expect(await s.capture(id, part("ship_1", 800, 1_250))).toMatchObject({ outcome: "refused" });
  expect(await s.capture(id, part("ship_1b", 800, 1_250))).toMatchObject({ outcome: "refused" });
  expect(await s.rows("SELECT count(*) AS n FROM provider_calls WHERE name = 'capture'")).toEqual([{ n: 2 }]);
});
