/** Ended sessions and changed roles are refused everywhere within a second; without a fresh feed, writes and staff requests are refused. */

import { graphPurpose, signRequest, type Viewer } from "@hansa/kit/identity/identity";
import { readKeySet } from "@hansa/kit/identity/keys/key-set";
import { signAssertion } from "@hansa/kit/identity/keys/viewer-assertions";
import { type ServiceName, serviceNames } from "@hansa/kit/processes";
import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { signIn } from "../../../lab/client/buyer.ts";
import { directUrl, runShop, type Shop } from "../../../lab/client/processes/shop.ts";
import { readFolder } from "../../../tools/host/keys/key-folder.ts";
import { isLate, type Served } from "../support/lateness.ts";

let shop: Shop;
beforeAll(async () => {
  // Its own: a colleague loses a role. Bearer access takes the router's requests too.
  shop = await runShop({ HANSA_SUBGRAPH_ACCESS: "bearer" });
  return shop.stop;
});

const answer = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(z.object({ extensions: z.looseObject({ code: z.string() }) })).optional(),
});

async function post(url: string, headers: object, query: string, variables = {}) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = answer.parse(await response.json());
  return { status: response.status, data, code: errors?.[0]?.extensions.code };
}

/** Asks the router with a token, or as a guest. */
const ask = (token: string | undefined, query: string, variables = {}) =>
  post(shop.url, token ? { authorization: `Bearer ${token}` } : {}, query, variables);

const claims = z.object({ sub: z.string(), role: z.string(), scope: z.string(), sid: z.string() });

function claimsOf(token: string) {
  return claims.parse(JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()));
}

/** Asks a service as the router would for the holder of this token, with an assertion that is good. */
async function askDirectly(service: ServiceName, token: string, query: string) {
  const router = readKeySet("router", readFolder(`${shop.data}/keys`).get("router") ?? {});
  const [signingKey] = router.signingKeys;
  const keys = router.outgoing.get(service);
  if (!signingKey || !keys) throw new Error("the router has no keys");
  const { sub, role, scope, sid } = claimsOf(token);
  const scopes = scope.split(" ").filter(Boolean);
  const viewer: Viewer = { kind: "user", id: sub, role, scopes, sessionId: sid };
  const assertion = signAssertion(signingKey, { viewer, guest: [] }, service, Date.now());
  const body = JSON.stringify({ query });
  const headers = signRequest(keys, { requestId: "r", purpose: graphPurpose, assertion }, body, Date.now());
  const response = await fetch(directUrl(shop, service), {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body,
  });
  const { errors } = answer.parse(await response.json());
  return { status: response.status, code: errors?.[0]?.extensions.code };
}

/** Asks a service with the token itself, as another gateway would. */
async function askAsBearer(service: ServiceName, token: string, query: string) {
  const { status, code } = await post(directUrl(shop, service), { authorization: `Bearer ${token}` }, query);
  return { status, code };
}

const read = "{ __typename products(first: 1) { nodes { id } } }";
const write = `mutation { cartCreate(input: { currency: "EUR", lines: [] }) { __typename } }`;
const logout = "mutation { logout(input: { everywhere: true }) { __typename } }";

/** How long from now on each place still serves this token or an assertion about its viewer. */
async function servedFor(token: string): Promise<Record<string, Served>> {
  const places: Record<string, () => Promise<{ code: string | undefined }>> = {
    "router, query": () => ask(token, read),
    "router, mutation": () => ask(token, write),
    ...Object.fromEntries(
      serviceNames.flatMap((service) => [
        [service, () => askDirectly(service, token, "{ __typename }")] as const,
        [`${service}, bearer`, () => askAsBearer(service, token, "{ __typename }")] as const,
      ]),
    ),
  };
  const revokedAt = performance.now();
  const served = Object.entries(places).map(async ([name, send]) => {
    const last = { ms: 0, requests: 0 };
    for (;;) {
      const sentMs = performance.now() - revokedAt;
      const { code } = await send();
      if (code === "UNAUTHENTICATED") return [name, last] as const;
      last.ms = sentMs;
      last.requests += 1;
      if (isLate(last)) return [name, last] as const;
    }
  });
  return Object.fromEntries(await Promise.all(served));
}

/** Expects that within a second every place refuses this token. */
async function expectRefusal(token: string): Promise<void> {
  const served = await servedFor(token);
  expect(Object.entries(served).filter(([, last]) => isLate(last))).toEqual([]);
  expect(await ask(token, read)).toMatchObject({ status: 401, code: "UNAUTHENTICATED" });
}

test("a token of a live session and assertions about its viewer are accepted everywhere", async () => {
  const { token } = await signIn(shop, "CUSTOMER");
  expect(await ask(token, read)).toMatchObject({ status: 200, code: undefined });
  for (const service of serviceNames) {
    for (const send of [askDirectly, askAsBearer])
      expect(await send(service, token, "{ __typename }")).toEqual({ status: 200, code: undefined });
  }
});

test("within a second of signing out everywhere, the router and each service refuse the tokens of all sessions", async () => {
  const other = await signIn(shop, "CUSTOMER");
  const { token } = await signIn(shop, "CUSTOMER");
  expect(await ask(token, logout)).toMatchObject({ status: 200, data: { logout: { __typename: "LoggedOut" } } });
  await expectRefusal(token);
  expect(await ask(other.token, read)).toMatchObject({ status: 401, code: "UNAUTHENTICATED" });
  expect(await ask((await signIn(shop, "CUSTOMER")).token, read)).toMatchObject({ status: 200, code: undefined });
});

test("within a second of a demotion, the old token is refused everywhere, and a refreshed one has the new role", async () => {
  const { token: administrator } = await signIn(shop, "ADMIN");
  const { token: clerk, refreshToken } = await signIn(shop, "SUPPORT");
  const { sub } = claimsOf(clerk);
  const assign = `mutation ($input: RoleAssignInput!) { roleAssign(input: $input) { __typename } }`;
  const demoted = await ask(administrator, assign, { input: { userId: sub, role: "CUSTOMER" } });
  expect(demoted.data).toEqual({ roleAssign: { __typename: "RoleAssigned" } });
  await expectRefusal(clerk);
  const refreshed = await ask(
    undefined,
    `mutation ($input: RefreshSessionInput!) { refreshSession(input: $input) { ... on Session { accessToken } } }`,
    { input: { refreshToken } },
  );
  const { accessToken } = z.object({ accessToken: z.string() }).parse(refreshed.data?.refreshSession);
  expect(claimsOf(accessToken).role).toBe("CUSTOMER");
  expect(await ask(accessToken, read)).toMatchObject({ status: 200, code: undefined });
});

test("with users down for 2 seconds, writes and staff get SESSION_UNVERIFIABLE; reads of customers and all requests of guests continue, and services start", async () => {
  const { token } = await signIn(shop, "CUSTOMER");
  const { token: staff } = await signIn(shop, "ADMIN");
  await shop.kill("users");
  try {
    const unverifiable = { status: 503, code: "SESSION_UNVERIFIABLE" };
    await expect.poll(() => ask(token, write)).toMatchObject(unverifiable);
    expect(await ask(staff, read)).toMatchObject(unverifiable);
    expect(await ask(staff, write)).toMatchObject(unverifiable);
    expect(await ask(token, read)).toMatchObject({ status: 200, code: undefined });
    expect(await ask(undefined, read)).toMatchObject({ status: 200, code: undefined });
    expect((await ask(undefined, write)).code).toBeUndefined();
    for (const service of serviceNames.filter((name) => name !== "users")) {
      // Each process has its own copy of the feed, which is two seconds old at its own moment.
      const refused = { status: 200, code: "SESSION_UNVERIFIABLE" };
      for (const send of [askDirectly, askAsBearer]) {
        const direct = () => send(service, staff, "{ __typename }");
        await expect.poll(direct, { message: service }).toEqual(refused);
        expect((await send(service, token, "{ __typename }")).code).toBeUndefined();
      }
    }
    for (const name of ["orders", "products"] as const) {
      await shop.kill(name);
      await shop.start(name);
    }
    expect((await askDirectly("orders", staff, "{ __typename }")).code).toBe("SESSION_UNVERIFIABLE");
  } finally {
    await shop.start("users");
  }
  await expect.poll(() => ask(staff, read)).toMatchObject({ status: 200, code: undefined });
});
