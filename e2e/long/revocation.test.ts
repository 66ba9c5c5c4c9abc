/** Without a fresh feed of ended sessions, writes and staff requests are refused. */

import { signIn } from "@hansa/client/buyer";
import { serviceNames } from "@hansa/contracts/processes";
import { beforeAll, expect, test } from "vitest";
import { runShop, type Shop } from "../../cli/testing/shop.ts";
import { type Requests, read, requestsTo, write } from "../stories/support/revocation-requests.ts";

let shop: Shop;
let requests: Requests;
beforeAll(async () => {
  // Its own: services are killed. Bearer access takes the router's requests too.
  shop = await runShop({ HANSA_SUBGRAPH_ACCESS: "bearer" });
  requests = requestsTo(shop);
  return shop.stop;
});

test("with users down for 2 seconds, writes and staff get SESSION_UNVERIFIABLE; reads of customers and all requests of guests continue, and services start", async () => {
  const { token } = await signIn(shop, "CUSTOMER");
  const { token: staff } = await signIn(shop, "ADMIN");
  // Services remember the keys and sessions that they asked users for: a first request would wait for users.
  expect((await requests.ask(token, write)).code).toBeUndefined();
  for (const service of serviceNames)
    for (const holder of [token, staff])
      expect((await requests.askAsBearer(service, holder, "{ __typename }")).code).toBeUndefined();
  await shop.kill("users");
  try {
    const unverifiable = { status: 503, code: "SESSION_UNVERIFIABLE" };
    await expect.poll(() => requests.ask(token, write)).toMatchObject(unverifiable);
    expect(await requests.ask(staff, read)).toMatchObject(unverifiable);
    expect(await requests.ask(staff, write)).toMatchObject(unverifiable);
    expect(await requests.ask(token, read)).toMatchObject({ status: 200, code: undefined });
    expect(await requests.ask(undefined, read)).toMatchObject({ status: 200, code: undefined });
    expect((await requests.ask(undefined, write)).code).toBeUndefined();
    for (const service of serviceNames.filter((name) => name !== "users")) {
      // Each process has its own copy of the feed, which is two seconds old at its own moment.
      const refused = { status: 200, code: "SESSION_UNVERIFIABLE" };
      for (const send of [requests.askDirectly, requests.askAsBearer]) {
        const direct = () => send(service, staff, "{ __typename }");
        await expect.poll(direct, { message: service }).toEqual(refused);
        expect((await send(service, token, "{ __typename }")).code).toBeUndefined();
      }
    }
    for (const name of ["orders", "products"] as const) {
      await shop.kill(name);
      await shop.start(name);
    }
    expect((await requests.askDirectly("orders", staff, "{ __typename }")).code).toBe("SESSION_UNVERIFIABLE");
  } finally {
    await shop.start("users");
  }
  await expect.poll(() => requests.ask(staff, read)).toMatchObject({ status: 200, code: undefined });
});
