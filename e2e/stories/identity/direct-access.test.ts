/** A subgraph rejects every request that does not come from the router. */

import { signIn } from "@hansa/client/buyer";
import { serviceNames } from "@hansa/contracts/processes";
import { beforeAll, expect, test } from "vitest";
import { directUrl, internalUrl, type Shop, sharedShop } from "../../../cli/testing/shop.ts";

let shop: Shop;
let token: string;
beforeAll(async () => {
  shop = await sharedShop();
  token = (await signIn(shop, "ADMIN")).token;
});

const requests = [
  "{ _service { sdl } }",
  "{ __typename }",
  '{ _entities(representations: [{ __typename: "User", id: "user_1" }]) { __typename } }',
];

test("every process reports its CPU time, memory, garbage collection and event loop", async () => {
  for (const name of [...serviceNames, "router"] as const) {
    const text = await (await fetch(`${internalUrl(shop, name)}/metrics`)).text();
    const value = (metric: string) => Number(new RegExp(`^${metric} (\\S+)$`, "m").exec(text)?.[1]);
    expect(value("process_cpu_seconds_total"), name).toBeGreaterThan(0);
    expect(value("process_resident_memory_bytes"), name).toBeGreaterThan(10_000_000);
    expect(value("nodejs_eventloop_lag_max_seconds"), name).toBeGreaterThanOrEqual(0);
    expect(text, name).toMatch(/^# TYPE nodejs_gc_duration_seconds /m);
  }
});

for (const subgraph of serviceNames) {
  test(`${subgraph} answers 401 to every request that does not come from the router, with a client's token too`, async () => {
    for (const query of requests) {
      for (const authorization of [undefined, `Bearer ${token}`]) {
        const result = await fetch(directUrl(shop, subgraph), {
          method: "POST",
          headers: { "content-type": "application/json", ...(authorization ? { authorization } : {}) },
          body: JSON.stringify({ query }),
        });
        expect(result.status).toBe(401);
        expect(await result.json()).toMatchObject({ errors: [{ extensions: { code: "UNAUTHENTICATED" } }] });
      }
    }
    const response = await fetch(`${directUrl(shop, subgraph)}?query={__typename}`, {
      headers: { "apollo-require-preflight": "1" },
    });
    expect(response.status).toBe(401);
  });

  test(`${subgraph} answers no internal operation without a signature`, async () => {
    const result = await fetch(`${internalUrl(shop, subgraph)}/internal/events`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ after: 0, limit: 1, waitMs: 0 }),
    });
    expect(result.status).toBe(401);
  });
}
