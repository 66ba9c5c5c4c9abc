/** Addresses that the graph refuses: a list begins at its first page, and anything else leads nowhere. */
import { pino } from "pino";
import { expect, onTestFinished, test } from "vitest";
import { openGraph } from "../../server/graph.ts";
import { createMetrics } from "../../server/metrics.ts";
import { openPublicListener } from "../../server/public-listener.ts";
import { unknownFacts } from "../../shop/facts.ts";
import { type Answer, startGraphServer } from "../support/graph-server.ts";

const facts = { ...unknownFacts, name: "Kontor", currencies: ["EUR", "USD"] };

async function open(answers: Record<string, Answer>) {
  const graph = await startGraphServer(answers);
  const parts = { log: pino({ level: "silent" }), metrics: createMetrics(), facts: () => facts, publicUrl: null };
  const app = await openPublicListener({ ...parts, graph: openGraph([graph.url]) });
  onTestFinished(() => app.close());
  return app;
}

test.each([
  ["/products/a%E2%80%8Bb", "StorefrontProduct", "product"],
  ["/collections/kitchen%00", "StorefrontCollection", "collection"],
  ["/de/pages/%E2%80%AE", "StorefrontShopPage", "shopPage"],
  ["/search?q=%00", "StorefrontSearch", "search"],
])("%s, which the graph refuses, leads nowhere and is no outage", async (path, operation, field) => {
  const refused = { message: "refused", path: [field], extensions: { code: "BAD_USER_INPUT" } };
  const app = await open({ [operation]: { data: { [field]: null }, errors: [refused] } });
  expect((await app.inject(path)).statusCode).toBe(404);
  const other = await open({ [operation]: { data: null, errors: [{ ...refused, path: undefined }] } });
  expect((await other.inject(path)).statusCode).toBe(404);
});

test.each([
  ["/de/search?after=xyz&q=a&currency=USD", "StorefrontSearch", "search", "/de/search?q=a&currency=USD"],
  ["/collections/kitchen?after=zzz", "StorefrontCollection", "collection", "/collections/kitchen"],
])("%s, a place that the list does not have, leads to its first page", async (path, operation, field, first) => {
  const errors = [{ message: "refused", path: [field, "products"], extensions: { code: "BAD_USER_INPUT" } }];
  const app = await open({ [operation]: { data: { [field]: null }, errors } });
  const { statusCode, headers } = await app.inject(path);
  expect([statusCode, headers.location]).toEqual([301, first]);
});

test("an address with thousands of parameters leads nowhere, asks the graph nothing, and its page repeats none", async () => {
  const app = await open({});
  const { statusCode, body } = await app.inject(`/cart?${"a&".repeat(4_000)}`);
  expect(statusCode).toBe(404);
  expect(body).not.toContain("a=&amp;a=");
});
