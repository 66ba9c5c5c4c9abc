/** Ended sessions and changed roles are refused everywhere within a second; `long/` takes users away. */

import { signIn } from "@hansa/client/buyer";
import { serviceNames } from "@hansa/contracts/processes";
import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { runShop, type Shop } from "../../../cli/testing/shop.ts";
import { claimsOf, expectRefusal, logout, type Requests, read, requestsTo } from "../support/revocation-requests.ts";

let shop: Shop;
let requests: Requests;
beforeAll(async () => {
  // Its own: a colleague loses a role. Bearer access takes the router's requests too.
  shop = await runShop({ HANSA_SUBGRAPH_ACCESS: "bearer" });
  requests = requestsTo(shop);
  return shop.stop;
});

test("a token of a live session and assertions about its viewer are accepted everywhere", async () => {
  const { token } = await signIn(shop, "CUSTOMER");
  expect(await requests.ask(token, read)).toMatchObject({ status: 200, code: undefined });
  for (const service of serviceNames) {
    for (const send of [requests.askDirectly, requests.askAsBearer])
      expect(await send(service, token, "{ __typename }")).toEqual({ status: 200, code: undefined });
  }
});

test("within a second of signing out everywhere, the router and each service refuse the tokens of all sessions", async () => {
  const other = await signIn(shop, "CUSTOMER");
  const { token } = await signIn(shop, "CUSTOMER");
  expect(await requests.ask(token, logout)).toMatchObject({
    status: 200,
    data: { logout: { __typename: "LoggedOut" } },
  });
  await expectRefusal(requests, token);
  expect(await requests.ask(other.token, read)).toMatchObject({ status: 401, code: "UNAUTHENTICATED" });
  expect(await requests.ask((await signIn(shop, "CUSTOMER")).token, read)).toMatchObject({
    status: 200,
    code: undefined,
  });
});

test("within a second of a demotion, the old token is refused everywhere, and a refreshed one has the new role", async () => {
  const { token: administrator } = await signIn(shop, "ADMIN");
  const { token: clerk, refreshToken } = await signIn(shop, "SUPPORT");
  const { sub } = claimsOf(clerk);
  const assign = `mutation ($input: RoleAssignInput!) { roleAssign(input: $input) { __typename } }`;
  const demoted = await requests.ask(administrator, assign, { input: { userId: sub, role: "CUSTOMER" } });
  expect(demoted.data).toEqual({ roleAssign: { __typename: "RoleAssigned" } });
  await expectRefusal(requests, clerk);
  const refreshed = await requests.ask(
    undefined,
    `mutation ($input: RefreshSessionInput!) { refreshSession(input: $input) { ... on Session { accessToken } } }`,
    { input: { refreshToken } },
  );
  const { accessToken } = z.object({ accessToken: z.string() }).parse(refreshed.data?.refreshSession);
  expect(claimsOf(accessToken).role).toBe("CUSTOMER");
  expect(await requests.ask(accessToken, read)).toMatchObject({ status: 200, code: undefined });
});
