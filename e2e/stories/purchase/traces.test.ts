/** Traces of a purchase on five real processes, as a collector receives them. */

import {
  address,
  completeCheckout,
  fillCart,
  findAvailableVariant,
  prepareCheckout,
  requireOrder,
  startPayment,
} from "@hansa/client/buyer";
import { sendRequest } from "@hansa/client/graphql-client";
import { processNames } from "@hansa/contracts/processes";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runShop, type ServiceName, type Shop } from "../../../cli/testing/shop.ts";
import { type ReceivedSpan, type SpanReceiver, startSpanReceiver } from "../support/span-receiver.ts";

/** STATUS_CODE_ERROR of OTLP, which the rule `errors` in docs/owners/traces.md reads. */
const errorStatus = 2;

let receiver: SpanReceiver;
let shop: Shop;
beforeAll(async () => {
  receiver = await startSpanReceiver();
  const logs = { HANSA_LOG_LEVEL: "debug", HANSA_DRAIN_MS: "0" };
  shop = await runShop({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...logs });
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
  // Each process exports its spans when it has some: the others may be here before.
  const names = () => tree().map(({ service, name }) => `${service} ${name}`);
  await expect
    .poll(names)
    .toEqual(
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

test("a request with an error has the status by which a collector keeps its trace", async () => {
  const { errors } = await sendRequest(shop.url, { query: failing("Kept") });
  expect(errors).not.toEqual([]);
  const kept = () => receiver.spans.find(({ name }) => name === "Kept");
  await expect.poll(kept).toBeDefined();
  expect(kept()?.status.code).toBe(errorStatus);
});

test("of a request that the router does not sample no process exports a part, and its log lines have the trace id", async () => {
  const asked = ["router", "products", "users"] as const;
  await shop.kill("router");
  // The services sample what they begin: they follow the router's decision.
  await shop.start("router", { OTEL_TRACES_SAMPLER_ARG: "0" });
  const { errors, headers } = await sendRequest(shop.url, { query: failing("Unsampled") });
  expect(errors).not.toEqual([]);
  for (const name of asked) {
    const ended = shop.awaitExit(name);
    process.kill(shop.pid(name), "SIGTERM");
    await ended;
  }
  const lines = asked.map((name) => linesOf(name, headers.get("x-request-id")));
  expect(lines.map(({ length }) => length > 0)).toEqual([true, true, true]);
  const traceIds = [...new Set(lines.flat().map(({ traceId }) => traceId))];
  expect(traceIds).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/)]);
  expect(receiver.spans.filter(({ traceId }) => traceId === traceIds[0])).toEqual([]);
  expect(receiver.text()).not.toContain("Unsampled");
});

/** A query that products and users have a part in, of which products refuses the size of a page. */
function failing(name: string): string {
  return `query ${name} { products(first: 1000) { nodes { id } } me { id } }`;
}

/** The log lines of a request in one process. */
function linesOf(name: ServiceName, requestId: string | null): { requestId?: string; traceId?: string }[] {
  const lines = shop
    .output(name)
    .split("\n")
    .filter((line) => line.startsWith("{"));
  return lines.map((line) => JSON.parse(line)).filter((line) => line.requestId === requestId);
}

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
