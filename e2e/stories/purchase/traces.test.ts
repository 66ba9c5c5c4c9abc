/** Traces of a purchase on five real processes, as a collector receives them. */
import { processNames } from "@hansa/kit/processes";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  address,
  completeCheckout,
  fillCart,
  findAvailableVariant,
  prepareCheckout,
  requireOrder,
  startPayment,
} from "../../../lab/client/buyer.ts";
import { sendRequest } from "../../../lab/client/graphql-client.ts";
import { runShop, type Shop } from "../../../lab/client/processes/shop.ts";
import { type ReceivedSpan, type SpanReceiver, startSpanReceiver } from "../support/span-receiver.ts";

let receiver: SpanReceiver;
let shop: Shop;
beforeAll(async () => {
  receiver = await startSpanReceiver();
  shop = await runShop({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
});
afterAll(async () => {
  await shop.stop();
  await receiver.stop();
});

test("a sampled purchase with its saga is one tree across five processes, without what its buyer entered", async () => {
  const { id } = await findAvailableVariant(shop);
  const checkoutId = await prepareCheckout(shop, await fillCart(shop, id, 2));
  await startPayment(shop, checkoutId, "tok_ok");
  const order = requireOrder(await completeCheckout(shop, checkoutId));
  expect(order.state).toBe("CONFIRMED");

  // The buyer's completion and the event of the authorisation compete to place the order.
  const tree = () => traceWith("COMMIT_STOCK");
  await expect
    .poll(() => [...new Set(tree().map(({ service }) => service))].toSorted())
    .toEqual([...processNames].toSorted());
  await expect.poll(() => tree().filter(({ name }) => name === "order.placed").length).toBe(3);
  const names = tree().map(({ service, name }) => `${service} ${name}`);
  expect(names).toEqual(
    expect.arrayContaining([
      "router plan",
      "orders COMMIT_STOCK",
      "orders products.commit",
      "products /internal/commit",
      "orders CAPTURE",
      "payments /internal/capture",
      "payments sandbox.capture",
      "payments order.placed",
      "products order.placed",
      "users order.placed",
    ]),
  );
  const messages = () => receiver.spans.filter(({ service, name }) => service === "payments" && name === "webhook");
  await expect.poll(() => messages().length).toBeGreaterThan(0);
  await expect.poll(() => findTreeFaults(receiver.spans)).toEqual([]);
  const statements = tree().filter(({ attributes }) => attributes.some(({ key }) => key === "db.query.text"));
  expect(new Set(statements.map(({ service }) => service)).size).toBeGreaterThanOrEqual(3);
  for (const text of [address.line1, "@hansa.example", checkoutId, order.guestToken ?? "none", "tok_ok"]) {
    expect(receiver.text()).not.toContain(text);
  }
});

test("of unsampled requests those with errors are exported, with the parts of all services", async () => {
  for (const name of processNames) {
    await shop.kill(name);
    await shop.start(name, { OTEL_TRACES_SAMPLER_ARG: "0" });
  }
  const from = receiver.spans.length;
  const received = () => receiver.spans.slice(from);
  const failing = `query Failing { products(first: 1) { nodes { id } } users(first: 1) { nodes { id } } }`;
  const failed = await sendRequest(shop.url, { query: failing });
  expect(failed.errors).not.toEqual([]);
  const fine = await sendRequest(shop.url, { query: `query Fine { products(first: 1) { nodes { id } } }` });
  expect(fine.errors).toEqual([]);
  await expect.poll(() => received().map(({ service, name }) => `${service} ${name}`)).toContain("products graphql");
  const names = received().map(({ service, name }) => `${service} ${name}`);
  expect(names).toContain("router Failing");
  expect(names).not.toContain("router Fine");
  expect(new Set(received().map(({ traceId }) => traceId)).size).toBe(1);
});

/** The spans of the trace that has a span of this name. */
function traceWith(part: string): ReceivedSpan[] {
  const known = receiver.spans.find(({ name }) => name === part);
  return receiver.spans.filter(({ traceId }) => traceId === known?.traceId);
}

/** The spans without a known parent, other than the first of a request or of a provider's message, and those that arrived twice. */
function findTreeFaults(spans: readonly ReceivedSpan[]): ReceivedSpan[] {
  const parents = new Set(spans.map(({ traceId, spanId }) => `${traceId} ${spanId}`));
  const seen = new Set<string>();
  return spans.filter(({ traceId, spanId, parentSpanId, service, name }) => {
    const place = `${traceId} ${parentSpanId ? spanId : "root"}`;
    const isKnown = seen.has(place);
    seen.add(place);
    const isFirst = service === "router" || name === "webhook";
    return isKnown || (parentSpanId ? !parents.has(`${traceId} ${parentSpanId}`) : !isFirst);
  });
}
