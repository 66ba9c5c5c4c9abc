/**
 * Access to a service's graph by access token, beside the router's: the requests of rover, Apollo's Sandbox and curl are answered, and the tokens
 * that the router refuses are refused by each service too.
 */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { signIn } from "@hansa/client/buyer";
import { mutationLimits } from "@hansa/contracts/mutation-limits";
import { orders } from "@hansa/contracts/orders";
import { payments } from "@hansa/contracts/payments";
import { type ServiceName, serviceNames } from "@hansa/contracts/processes";
import { products } from "@hansa/contracts/products";
import { users } from "@hansa/contracts/users";
import { newPair, type TokenPair, tokenOf } from "@hansa/kit/testing";
import { getIntrospectionQuery, parse } from "graphql";
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { storeFile } from "../../../cli/host/shop.mjs";
import { loadDriver } from "../../../cli/host/sqlite.mjs";
import { directUrl, internalUrl, type Shop, sharedShop } from "../../../cli/testing/shop.ts";
import { isLate, isSecondOver } from "../support/lateness.ts";

const contracts: Readonly<Partial<Record<ServiceName, object>>> = { orders, payments, products, users };

let shop: Shop;
/** The port of each service with bearer access, which runs beside the one with signed access on the same store. */
const ports = new Map<ServiceName, number>();
/** A key pair of this test that users publishes as one of its own. */
let pair: TokenPair;
beforeAll(async () => {
  shop = await sharedShop();
  pair = await newPair("key_of_test");
  publishKey();
  for (const service of serviceNames) {
    const { port } = await shop.startSecondProcess(service, { HANSA_SUBGRAPH_ACCESS: "bearer" });
    ports.set(service, port);
  }
  return withdrawKey;
});

/** The newest key is kept; users cannot open its private half, and signs with the one before. */
function publishKey(): void {
  changeUsers(
    `INSERT INTO signing_keys (kid, public_key, sealed, signs_from, created_at)
      SELECT :kid, :key, sealed, :now, :now FROM signing_keys LIMIT 1`,
    { kid: pair.kid, key: JSON.stringify(pair.publicJwk), now: Date.now() },
  );
}

/** Other stories share the shop. */
function withdrawKey(): void {
  changeUsers("DELETE FROM signing_keys WHERE kid = :kid", { kid: pair.kid });
}

function changeUsers(statement: string, values: object): void {
  const Database = loadDriver();
  const store = new Database(storeFile(shop.data, "users"));
  try {
    store.prepare(statement).run(values);
  } finally {
    store.close();
  }
}

function urlOf(service: ServiceName): string {
  return directUrl({ port: ports.get(service) ?? 0 }, service);
}

const result = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(z.object({ extensions: z.looseObject({ code: z.string() }) })).optional(),
});

async function post(url: string, headers: Record<string, string>, body: object) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  const { data, errors } = result.parse(await response.json());
  return { status: response.status, headers: response.headers, data, code: errors?.[0]?.extensions.code };
}

describe.each(serviceNames)("%s", (service) => {
  test("answers rover's subgraph introspect with its SDL", async () => {
    const query =
      "query SubgraphIntrospectQuery {\n    # eslint-disable-next-line\n    _service {\n        sdl\n    }\n}";
    const headers = { accept: "*/*", "user-agent": "rover-client/0.37.0" };
    const operationName = "SubgraphIntrospectQuery";
    const { status, data } = await post(urlOf(service), headers, { variables: null, query, operationName });
    const sdl = z.object({ _service: z.object({ sdl: z.string() }) }).parse(data)._service.sdl;
    expect(status).toBe(200);
    expect(parse(sdl).definitions.length).toBeGreaterThan(20);
    expect(sdl).toContain("@key(");
  });

  test("lets Apollo's Sandbox ask, with its preflight, and no other page", async () => {
    const origin = "https://studio.apollographql.com";
    const preflight = (from: string) =>
      fetch(urlOf(service), {
        method: "OPTIONS",
        headers: {
          origin: from,
          "access-control-request-method": "POST",
          "access-control-request-headers": "authorization,content-type",
          "access-control-request-private-network": "true",
        },
      });
    const allowed = await preflight(origin);
    expect(allowed.status).toBe(204);
    expect(Object.fromEntries(allowed.headers)).toMatchObject({
      "access-control-allow-origin": origin,
      "access-control-allow-methods": "POST",
      "access-control-allow-headers": "authorization,content-type",
      "access-control-allow-private-network": "true",
    });
    const request = { operationName: "IntrospectionQuery", query: getIntrospectionQuery(), variables: {} };
    const { status, headers, data } = await post(urlOf(service), { origin, accept: "*/*" }, request);
    expect([status, headers.get("access-control-allow-origin")]).toEqual([200, origin]);
    expect(data).toMatchObject({ __schema: { queryType: { name: "Query" } } });
    for (const other of ["https://evil.example", "https://studio.apollographql.com.evil.example", "null"]) {
      const refused = await preflight(other);
      expect([refused.status, refused.headers.get("access-control-allow-origin")]).toEqual([405, null]);
      const read = await post(urlOf(service), { origin: other }, { query: "{ __typename }" });
      expect(read.headers.get("access-control-allow-origin")).toBeNull();
    }
  });

  test("answers curl for the viewer of its token, for a guest without one, and not without a content type", async () => {
    const { token } = await signIn(shop, "CUSTOMER");
    const url = urlOf(service);
    const json = ["-H", "content-type: application/json"];
    const body = ["-d", JSON.stringify({ query: "{ __typename }" })];
    const answered = { data: { __typename: "Query" } };
    expect(await curl(url, ...json, ...body)).toEqual({ status: 200, body: answered });
    expect(await curl(url, ...json, "-H", `authorization: Bearer ${token}`, ...body)).toEqual({
      status: 200,
      body: answered,
    });
    const refusals: [string[], number, string][] = [
      [body, 415, "UNSUPPORTED_MEDIA_TYPE"],
      [["-H", "content-type: text/plain", ...body], 415, "UNSUPPORTED_MEDIA_TYPE"],
      [[...json, "-H", "authorization: Bearer x", ...body], 401, "UNAUTHENTICATED"],
      [[...json, "-H", "hansa-signature: AAAA", ...body], 401, "UNAUTHENTICATED"],
      [["-G", "--data-urlencode", "query={ __typename }"], 405, "METHOD_NOT_ALLOWED"],
    ];
    for (const [given, status, code] of refusals)
      expect(await curl(url, ...given)).toMatchObject({ status, body: { errors: [{ extensions: { code } }] } });
  });

  test("refuses each mutation that stands more often in one operation than it may", async () => {
    for (const [name, most] of mutationLimits) {
      const aliases = (count: number) => Array.from({ length: count }, (_, index) => `a${index}: ${name}`).join(" ");
      const beyond = await post(urlOf(service), {}, { query: `mutation { ${aliases(most + 1)} }` });
      expect([name, beyond.status, beyond.code]).toEqual([name, 400, "OPERATION_TOO_LARGE"]);
      // Without its argument, or in another service, it is no valid mutation.
      const within = await post(urlOf(service), {}, { query: `mutation { ${aliases(most)} }` });
      expect([name, within.code]).toEqual([name, "GRAPHQL_VALIDATION_FAILED"]);
    }
  });

  test("answers no operation of its internal port without a signature", async () => {
    const { token } = await signIn(shop, "ADMIN");
    const port = ports.get(service) ?? 0;
    for (const authorization of [{}, { authorization: `Bearer ${token}` }]) {
      for (const name of ["events", ...Object.keys(contracts[service] ?? {})]) {
        const url = `${internalUrl({ port }, service)}/internal/${name}`;
        const { status, code } = await post(url, { ...authorization }, { after: 0, limit: 1, waitMs: 0 });
        expect([name, status, code]).toEqual([name, 401, "UNAUTHENTICATED"]);
      }
    }
  });

  test("serves a token of users that is good", async () => {
    for (const { status, code } of await responsesTo(service, await made()))
      expect([status, code]).toEqual([200, undefined]);
  });

  test.each<[string, () => Promise<string>]>([
    ["of another issuer", () => made(300, { issuer: "https://login.evil.example" })],
    ["for another audience", () => made(300, { audience: "other" })],
    ["that has expired", () => made(-60)],
    ["without an expiry", () => tokenOf(pair, Date.now(), { claims: {} })],
    ["without a session", () => made(300, { claims: { sid: "" } })],
    ["of an unknown key", async () => tokenOf(await newPair("key_of_nobody"), Date.now())],
    ["of another key under a known id", async () => tokenOf(await newPair(pair.kid), Date.now())],
  ])("and the router refuse a token %s", async (_name, make) => {
    for (const { status, code } of await responsesTo(service, await make()))
      expect([status, code]).toEqual([401, "UNAUTHENTICATED"]);
  });
});

/** A token that users could have made, valid for so many seconds from now, save for the parts that are given. */
function made(seconds = 300, { claims = {}, ...parts }: Parameters<typeof tokenOf>[2] = {}): Promise<string> {
  const exp = Math.floor(Date.now() / 1_000) + seconds;
  return tokenOf(pair, Date.now(), { claims: { exp, ...claims }, ...parts });
}

/** The answers to a token: those of the router, which signs its fetches of a service, and of the service itself. */
function responsesTo(service: ServiceName, token: string) {
  const headers = { authorization: `Bearer ${token}` };
  const fields: Readonly<Partial<Record<ServiceName, string>>> = {
    products: "products(first: 1) { nodes { id } }",
    users: "me { id }",
    orders: 'order(id: "ord_none") { id }',
    payments: 'payment(id: "pay_none") { id }',
  };
  const body = { query: `{ ${fields[service] ?? "__typename"} }` };
  return Promise.all([post(shop.url, headers, body), post(urlOf(service), headers, body)]);
}

test("a session that ends is refused everywhere within a second, in both modes", async () => {
  const { token } = await signIn(shop, "CUSTOMER");
  const headers = { authorization: `Bearer ${token}` };
  const me = await post(urlOf("users"), headers, { query: "{ me { email } }" });
  expect(me.data).toMatchObject({ me: { email: expect.stringContaining("@") } });
  for (const service of serviceNames)
    for (const { status, code } of await responsesTo(service, token)) expect([status, code]).toEqual([200, undefined]);
  const logout = "mutation { logout(input: { everywhere: true }) { __typename } }";
  // At users itself, not through the router.
  const left = await post(urlOf("users"), headers, { query: logout });
  expect(left.data).toEqual({ logout: { __typename: "LoggedOut" } });
  const endedAt = performance.now();
  const served = serviceNames.map(async (service) => {
    const last = { isAfterSecond: false, requests: 0 };
    for (;;) {
      const isAfterSecond = isSecondOver(endedAt);
      const responses = await responsesTo(service, token);
      if (responses.every(({ code }) => code === "UNAUTHENTICATED")) return [];
      last.isAfterSecond = isAfterSecond;
      last.requests += 1;
      if (isLate(last)) return [{ service, last, responses }];
    }
  });
  expect((await Promise.all(served)).flat()).toEqual([]);
});

/** Sends a request with curl. */
async function curl(url: string, ...given: readonly string[]): Promise<{ status: number; body: unknown }> {
  const { stdout } = await promisify(execFile)("curl", ["-sS", "-w", "\n%{http_code}", ...given, url]);
  const at = stdout.lastIndexOf("\n");
  return { status: Number(stdout.slice(at + 1)), body: JSON.parse(stdout.slice(0, at)) };
}
