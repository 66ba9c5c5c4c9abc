/** List requests of the Stripe provider: one request per page, at any content. */
import { expect, test } from "vitest";
import { noon } from "../../support/shop.ts";
import { scripted } from "../../support/stripe/scripted.ts";

const signal = () => new AbortController().signal;
const ours = { hansa_payment: "pay_1" };

test("a page of payments is one request for any number of captures, with ids and state of each", async () => {
  const taken = Array.from({ length: 98 }, (_, number) => ({ id: `pi_${number}`, status: "succeeded", metadata: {} }));
  const expired = { id: "pi_98", status: "canceled", cancellation_reason: "automatic", metadata: ours };
  const data = [...taken, expired, { id: "pi_99", status: "requires_capture", metadata: ours }];
  const { requests: received, provider } = await scripted({ status: 200, body: { data, has_more: true } });
  const { payments, next } = await provider.list(noon, "pi_before", signal());
  expect(payments.slice(97)).toEqual([
    { paymentId: null, ref: "pi_97", state: "CAPTURED" },
    { paymentId: "pay_1", ref: "pi_98", state: "FAILED" },
    { paymentId: "pay_1", ref: "pi_99", state: "AUTHORIZED" },
  ]);
  expect(next).toBe("pi_99");
  expect(received.map(({ path, query }) => [path, Object.fromEntries(query)])).toEqual([
    ["/v1/payment_intents", { "created[gte]": String(noon / 1_000), limit: "100", starting_after: "pi_before" }],
  ]);
});

test("a payment with an unknown id is found in the list, and only this one is read in full", async () => {
  const whole = { id: "pi_1", status: "requires_capture", amount: 1_250, currency: "eur", metadata: ours };
  const { requests: received, provider } = await scripted(
    { status: 200, body: { data: [{ id: "pi_2", status: "succeeded", metadata: {} }, whole], has_more: false } },
    { status: 200, body: whole },
  );
  const sought = { paymentId: "pay_1", ref: null, createdAt: noon };
  expect(await provider.lookup(sought, signal())).toMatchObject({ ref: "pi_1", state: "AUTHORIZED" });
  expect(received.map(({ path }) => path)).toEqual(["/v1/payment_intents", "/v1/payment_intents/pi_1"]);
});

test("movements since a time are read from the refunds first and the disputes then, page by page", async () => {
  const { requests: received, provider } = await scripted(
    { status: 200, body: { data: [{ id: "re_2", payment_intent: "pi_2" }], has_more: true } },
    { status: 200, body: { data: [{ id: "re_1", payment_intent: null }], has_more: false } },
    { status: 200, body: { data: [{ id: "du_2", payment_intent: { id: "pi_1" } }], has_more: true } },
    { status: 200, body: { data: [], has_more: false } },
  );
  const found: string[] = [];
  for (let after: string | null = null; ; ) {
    const page = await provider.listMoved(noon, after, signal());
    found.push(...page.payments.map(({ ref }) => ref));
    after = page.next;
    if (after === null) break;
  }
  expect(found).toEqual(["pi_2", "pi_1"]);
  const since = { "created[gte]": String(noon / 1_000), limit: "100" };
  expect(received.map(({ path, query }) => [path, Object.fromEntries(query)])).toEqual([
    ["/v1/refunds", since],
    ["/v1/refunds", { ...since, starting_after: "re_2" }],
    ["/v1/disputes", since],
    ["/v1/disputes", { ...since, starting_after: "du_2" }],
  ]);
});
