/** The pages of people: frames that ask the graph for nothing, are the same for everybody, and are found by no search engine. */
import { pino } from "pino";
import { expect, onTestFinished, test } from "vitest";
import { openGraph } from "../../server/graph.ts";
import { createMetrics } from "../../server/metrics.ts";
import { openPublicListener } from "../../server/public-listener.ts";
import { unknownFacts } from "../../shop/facts.ts";
import { startGraphServer } from "../support/graph-server.ts";

async function storefront() {
  const graph = await startGraphServer({});
  const app = await openPublicListener({
    log: pino({ level: "silent" }),
    metrics: createMetrics(),
    graph: openGraph([graph.url]),
    facts: () => ({ ...unknownFacts, name: "Kontor", currencies: ["EUR"], country: "DE" }),
    publicUrl: null,
  });
  onTestFinished(() => app.close());
  return { app, graph };
}

const paths = [
  "/account",
  "/account/orders",
  "/account/addresses",
  "/account/cards",
  "/account/settings",
  "/account/sign-in",
  "/account/register",
  "/verify-email",
  "/confirm-email",
  "/reset-password",
];

test.each(paths.flatMap((path) => [path, `/de${path}`]))(
  "%s is a frame, the same with a session, and is stored by no cache",
  async (path) => {
    const { app, graph } = await storefront();
    const page = await app.inject(path);
    const signedIn = await app.inject({ url: path, headers: { cookie: "hansa_access=t", authorization: "Bearer t" } });
    expect(page.statusCode).toBe(200);
    expect(page.headers["cache-control"]).toBe("no-store");
    expect(page.body).toContain('<meta name="robots" content="noindex"');
    expect(page.body.match(/data-island=/g)).toHaveLength(4);
    expect(signedIn.body).toBe(page.body);
    expect(graph.received).toEqual([]);
  },
);

test("a link to sign in leads back to its page, and a page to sign in only to those of the shop", async () => {
  const { app } = await storefront();
  const cart = await app.inject("/de/cart");
  expect(cart.body).toContain("/de/account/sign-in?return=%2Fcart");
  const own = await app.inject("/de/account/sign-in?return=%2Fcheckout");
  expect(own.body).toContain("&quot;back&quot;:&quot;/de/checkout&quot;");
  const foreign = await app.inject("/account/sign-in?return=%2F%2Fevil.example%2F");
  expect(foreign.body).toContain("&quot;back&quot;:&quot;/account&quot;");
  expect(foreign.body).not.toContain("&quot;//evil.example");
});
