/** The policy of pages that take payments: the hosts of the shop's providers, for these pages alone. */
import { expect, onTestFinished, test } from "vitest";
import { type PaymentSettings, paymentSettings } from "../../../src/http/pages/payment-policy.ts";
import { startRouter } from "../../support/router.ts";
import { browser, startStorefront } from "../../support/storefront.ts";
import { startOrders, startProducts } from "../../support/subgraphs.ts";

/** The policies that a router with these payments gives a page with this header and one without it, as directives and their sources. */
async function policiesWith(payments: PaymentSettings, header = "payment") {
  const subgraphs = [await startProducts(), await startOrders()];
  const storefront = await startStorefront();
  const router = await startRouter(subgraphs, { storefrontOrigins: [storefront.origin], payments });
  onTestFinished(async () => {
    await router.close();
    await storefront.stop();
    for (const subgraph of subgraphs) await subgraph.stop();
  });
  storefront.behave(({ url }, response) => {
    const more = url === "/checkout" ? { "hansa-page": header } : {};
    response.writeHead(200, { "content-type": "text/html", ...more }).end("<p>");
  });
  const policyOf = async (path: string) => {
    const { headers } = await router.send(path, { headers: browser });
    expect(headers.get("hansa-page")).toBeNull();
    const directives = (headers.get("content-security-policy") ?? "").split("; ").map((each) => each.split(/ (.*)/));
    return new Map(directives.map(([name = "", sources = ""]) => [name, sources]));
  };
  return { checkout: await policyOf("/checkout"), other: await policyOf("/products/tidemark-mug") };
}

test("with Stripe, a page that takes payments may load its script, frames and API, and other pages may not", async () => {
  const { checkout, other } = await policiesWith(paymentSettings("sandbox, stripe", undefined));
  expect(checkout.get("script-src")).toBe("'self' https://js.stripe.com https://*.js.stripe.com");
  expect(checkout.get("frame-src")).toBe(
    "'self' https://js.stripe.com https://*.js.stripe.com https://hooks.stripe.com",
  );
  expect(checkout.get("connect-src")).toBe("'self' https://api.stripe.com");
  expect([...other.values()].join()).not.toContain("stripe");
  for (const name of ["script-src", "frame-src", "connect-src"]) checkout.delete(name);
  for (const [name, sources] of checkout) expect([name, other.get(name)]).toEqual([name, sources]);
});

test("with a stand-in for Stripe its address takes the place of Stripe's hosts", async () => {
  const { checkout } = await policiesWith(paymentSettings("stripe", "http://127.0.0.1:4016/"));
  for (const name of ["script-src", "frame-src", "connect-src"])
    expect(checkout.get(name)).toBe("'self' http://127.0.0.1:4016");
});

test("without Stripe no page has further hosts, whatever the storefront says", async () => {
  const sandbox = await policiesWith(paymentSettings("sandbox", "http://127.0.0.1:4016"));
  expect(sandbox.checkout).toEqual(sandbox.other);
  const foreign = await policiesWith(paymentSettings("stripe", undefined), "https://evil.example");
  expect(foreign.checkout).toEqual(foreign.other);
});
