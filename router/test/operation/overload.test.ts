/** A router before a busy service: the refused operations, their senders, and the response. */
import { systemRuntime } from "@hansa/kit/runtime";
import { expect, test } from "vitest";
import { startRouter } from "../support/router.ts";
import { startOrders, startProducts } from "../support/subgraphs.ts";

/** An instance that answers nothing for a second does not count: this clock stands still. */
const runtime = { ...systemRuntime, monotonic: () => 0 };

/** A router before two services, of which products answers once it is released. */
async function openShop(config: Parameters<typeof startRouter>[1]) {
  const [products, orders] = [await startProducts(), await startOrders()];
  const router = await startRouter([products, orders], config, { runtime });
  const waiting: (() => void)[] = [];
  products.misbehave(() => new Promise<void>((resolve) => waiting.push(resolve)));
  return {
    ...{ products, orders, router },
    release: () => {
      products.misbehave();
      for (const answer of waiting) answer();
    },
    close: async () => {
      await router.close();
      await products.stop();
      await orders.stop();
    },
  };
}
const product = "{ product(id: 1) { id } }";

test("what asks a busy service is refused with 503, the code and the time to wait, and that service is not asked", async () => {
  const { products, router, release, close } = await openShop({ loadLimits: { fetches: 1, delayMs: 0 } });
  const first = router.ask(product);
  await expect.poll(() => products.headers.length).toBe(1);
  const refused = await router.ask(product);
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "1"]);
  expect(refused.errors).toMatchObject([{ extensions: { code: "OVERLOADED" } }]);
  const labels = { kind: "anonymous query", cause: "service", service: "products" };
  expect(await router.counted("hansa_router_overload_refusals_total", labels)).toBe(1);
  expect((await router.ask("{ lastOrder { id } }")).status).toBe(200);
  release();
  expect((await first).errors).toEqual([]);
  expect((await router.ask(product)).errors).toEqual([]);
  expect(products.headers).toHaveLength(2);
  await close();
});

test("the sender of many fetches is refused, by its address, and another one answered", async () => {
  const { products, router, release, close } = await openShop({
    ...{ loadLimits: { fetches: 80, delayMs: 0 }, connectionsPerAddress: 200 },
    trustedProxies: 1,
  });
  const ask = (address: string) => router.ask(product, {}, { "x-forwarded-for": address });
  const many = [
    ...Array.from({ length: 40 }, () => ask("198.51.100.1")),
    ...Array.from({ length: 10 }, () => ask("203.0.113.1")),
  ];
  // Six connections of each are used; the others wait for them.
  await expect.poll(() => products.headers.length).toBe(12);
  const refused = await ask("198.51.100.1");
  expect(refused.errors).toMatchObject([{ extensions: { code: "OVERLOADED" } }]);
  const labels = { kind: "anonymous query", cause: "sender", service: "products" };
  expect(await router.counted("hansa_router_overload_refusals_total", labels)).toBe(1);
  const others = [ask("192.0.2.1"), ask("192.0.2.2")];
  await expect.poll(() => products.headers.length).toBe(14);
  release();
  const responses = await Promise.all([...many, ...others]);
  expect(responses.filter(({ status }) => status !== 200)).toEqual([]);
  await close();
});
