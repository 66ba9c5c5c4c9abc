/** Identification by access token: the viewer is that of a valid token or a guest, and no other header changes who asks. */

import { createServer } from "node:http";
import type { JSONWebKeySet } from "jose";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { trustedHosts } from "../../src/http/hosts.ts";
import { closeWithRefusal, guardHeads, headOptions } from "../../src/http/request-head.ts";
import { type BearerParts, openBearer } from "../../src/identity/bearer.ts";
import { graphPurpose, signRequest, type Viewer } from "../../src/identity/identity.ts";
import { developmentRing, outgoingKeys } from "../../src/identity/keys/key-ring.ts";
import { signAssertion, signingKeyOf } from "../../src/identity/keys/viewer-assertions.ts";
import { systemRuntime } from "../../src/runtime/runtime.ts";
import { newPair, type TokenPair, tokenOf } from "../../testing/access-tokens.ts";
import { developmentApiKey } from "../../testing/api-keys.ts";
import { sendRaw } from "../../testing/raw-http.ts";
import { recordingLog } from "../support/log-lines.ts";
import { processes } from "../support/processes.ts";

let pair: TokenPair;
const now = Date.now();
const ada = { kind: "user", id: "user_1", role: "CUSTOMER", scopes: ["a:read", "b:write"], sessionId: "ses_1" };
const seconds = () => Math.floor(now / 1_000);

beforeAll(async () => {
  pair = await newPair("key-1");
});

/** A listener that answers with the sender that it identified, from the peer 127.0.0.1. */
async function open(options: Partial<BearerParts> = {}) {
  const { log, lines } = recordingLog();
  const identify = openBearer({
    runtime: { ...systemRuntime, now: () => now },
    log,
    trustedProxies: 0,
    trustsHost: undefined,
    askKeys: async (): Promise<JSONWebKeySet> => ({ keys: [pair.publicJwk] }),
    ...options,
  });
  const server = createServer(headOptions, async (request, response) => {
    const identified = await identify(request);
    const status = "refusal" in identified ? identified.refusal.status : 200;
    const text = JSON.stringify(identified);
    response.writeHead(status, { "content-length": Buffer.byteLength(text) }).end(text);
  });
  guardHeads(server, (_request, response, fault) => closeWithRefusal(response, fault, JSON.stringify(fault)));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  const origin = `http://127.0.0.1:${address.port}`;
  const ask = async (...headers: string[]) => {
    const { status, body } = await sendRaw(origin, ["GET / HTTP/1.1", "host: localhost", ...headers]);
    return { status, ...JSON.parse(body) };
  };
  return { ask, origin, lines };
}

const bearer = (token: string) => `authorization: Bearer ${token}`;
const made = (parts: Parameters<typeof tokenOf>[2] = {}, by = pair) => tokenOf(by, now, parts);

test("without credentials the viewer is a guest, and asks from the peer of the connection", async () => {
  const { ask } = await open();
  expect(await ask()).toEqual({
    status: 200,
    identity: {
      viewer: { kind: "guest" },
      guest: [],
      requestId: expect.stringMatching(/^req_/),
      from: { address: "127.0.0.1", agent: null },
      sender: { id: expect.stringMatching(/^[\w-]{16}$/), account: "" },
    },
  });
});

test("a valid token gives the viewer with its role, scopes and session; the keys are fetched once", async () => {
  let requests = 0;
  const askKeys = async () => {
    requests += 1;
    return { keys: [pair.publicJwk] };
  };
  const { ask } = await open({ askKeys });
  for (let turn = 0; turn < 3; turn += 1)
    expect((await ask(bearer(await made()), "user-agent: Teapot/1.0")).identity).toMatchObject({
      viewer: ada,
      from: { address: "127.0.0.1", agent: "Teapot/1.0" },
    });
  expect(requests).toBe(1);
});

describe("refused with 401 and never taken for a guest:", () => {
  const exp = () => ({ exp: seconds() + 300 });
  const forged: [string, () => Promise<string>][] = [
    ["a token of another issuer", async () => bearer(await made({ issuer: "elsewhere" }))],
    ["a token for another audience", async () => bearer(await made({ audience: "elsewhere" }))],
    ["an expired token", async () => bearer(await tokenOf(pair, now - 600_000))],
    ["a token without an end", async () => bearer(await made({ claims: {} }))],
    ["a token without a session", async () => bearer(await made({ claims: { ...exp(), sid: undefined } }))],
    ["a token under an unknown key", async () => bearer(await made({}, await newPair("key-9")))],
    ["a token under another key of the same id", async () => bearer(await made({}, await newPair("key-1")))],
    ["a token that brings its key", async () => bringsItsKey()],
    ["an API key", async () => bearer(developmentApiKey("cli_0123456789abcdefghjkmnpqrs", Buffer.alloc(32, 7)))],
    ["no token at all", async () => bearer("not-a-token")],
    ["another scheme", async () => "authorization: Basic dXNlcjpwYXNz"],
    ["a scheme without a token", async () => "authorization: Bearer"],
    ["two tokens in one header", async () => `${bearer(await made())}, Bearer ${await made()}`],
    ["an empty header", async () => "authorization: "],
  ];
  test.each(forged)("%s", async (_name, make) => {
    const { ask } = await open();
    const { status, refusal, identity } = await ask(await make());
    expect([status, refusal.code, identity]).toEqual([401, "UNAUTHENTICATED", undefined]);
    // The same request with a good token is served: it was the token that was refused.
    expect((await ask(bearer(await made()))).status).toBe(200);
  });

  async function bringsItsKey(): Promise<string> {
    const own = await newPair("key-1");
    return bearer(await made({ header: { jwk: own.publicJwk } }, own));
  }
});

test("a request with two authorization headers is refused before its sender is identified", async () => {
  const { ask } = await open();
  const token = bearer(await made());
  for (const second of [token, bearer("x"), "Authorization: Basic eA=="])
    expect(await ask(token, second)).toMatchObject({ status: 400, code: "BAD_REQUEST" });
});

test("keys that are unavailable give a 503, and not a guest; guests are served without keys", async () => {
  const { ask } = await open({ askKeys: () => Promise.reject(new Error("users is down")) });
  expect(await ask(bearer(await made()))).toMatchObject({ status: 503, refusal: { code: "SUBGRAPH_UNAVAILABLE" } });
  expect((await ask()).identity.viewer).toEqual({ kind: "guest" });
});

describe("guest tokens", () => {
  test("are read from hansa-guest, beside a token too", async () => {
    const { ask } = await open();
    expect((await ask("hansa-guest: a, b", "hansa-guest: c")).identity.guest).toEqual(["a", "b", "c"]);
    const { viewer, guest } = (await ask(bearer(await made()), "hansa-guest: a")).identity;
    expect([viewer, guest]).toEqual([ada, ["a"]]);
  });

  test("are refused beyond four, or 200 characters", async () => {
    const { ask } = await open();
    for (const invalid of ["a,b,c,d,e", "x".repeat(201)])
      expect(await ask(`hansa-guest: ${invalid}`)).toMatchObject({ status: 400, refusal: { code: "BAD_REQUEST" } });
    expect((await ask(`hansa-guest: a,b,c,${"x".repeat(200)}`)).status).toBe(200);
  });
});

test("neither forged nor signed hansa-* headers, nor cookies, change the viewer, the guest tokens or the origin", async () => {
  const { ask } = await open();
  const viewer: Viewer = { kind: "user", id: "user_9", role: "ADMIN", scopes: ["orders:read"], sessionId: "ses_9" };
  const identity = { viewer, guest: ["stolen"] };
  const assertion = signAssertion(signingKeyOf(developmentRing("router", processes)), identity, "products", now);
  const keys = outgoingKeys(developmentRing("router", processes), "products");
  const from = { address: "203.0.113.9", agent: "forged" };
  const signed = signRequest(keys, { requestId: "req_stolen", purpose: graphPurpose, from, assertion }, "", now);
  const { "hansa-claims": claims, "hansa-viewer": asserted = "" } = signed;
  const plain = Buffer.from(JSON.stringify(identity)).toString("base64url");
  const headers = [
    [`hansa-viewer: ${asserted}`],
    [`hansa-viewer: ${plain}`, `hansa-claims: ${claims}`],
    Object.entries(signed).map(([name, value]) => `${name}: ${value}`),
    [`cookie: hansa_access=${await made()}; __Host-hansa_access=${await made()}`],
  ];
  for (const forged of headers) {
    const { identity: found } = await ask(...forged);
    expect([found.viewer, found.guest, found.from.address]).toEqual([{ kind: "guest" }, [], "127.0.0.1"]);
    expect(found.requestId).not.toBe("req_stolen");
    expect((await ask(bearer(await made()), ...forged)).identity.viewer).toEqual(ada);
  }
});

describe("the address of the client", () => {
  const hops = "x-forwarded-for: 198.51.100.1, 203.0.113.9";

  test.each([
    ["is that of the peer where no proxy is trusted", 0, "127.0.0.1"],
    ["is what one trusted proxy vouches for", 1, "203.0.113.9"],
    ["is what two trusted proxies vouch for", 2, "198.51.100.1"],
    ["is what a named proxy vouches for", ["127.0.0.1"], "203.0.113.9"],
    ["is that of the peer where another proxy is named", ["192.0.2.0/24"], "127.0.0.1"],
  ] as const)("%s", async (_name, trustedProxies, address) => {
    const { ask } = await open({ trustedProxies });
    expect((await ask(hops)).identity.from.address).toBe(address);
    expect((await ask()).identity.from.address).toBe("127.0.0.1");
  });

  test("of an undeclared proxy is warned of once", async () => {
    const { ask, lines } = await open();
    await ask(hops);
    await ask(hops);
    expect(lines.filter((line) => line.includes("HANSA_TRUST_PROXY"))).toHaveLength(1);
  });
});

test("a request keeps its id where it has the form of one, in refusals too", async () => {
  const { ask } = await open();
  expect((await ask("x-request-id: req-from-gateway")).identity.requestId).toBe("req-from-gateway");
  expect((await ask("x-request-id: req-from-gateway", bearer("x"))).requestId).toBe("req-from-gateway");
  for (const invalid of ["short", "with spaces in it", "x".repeat(65)])
    expect((await ask(`x-request-id: ${invalid}`)).identity.requestId).toMatch(/^req_/);
});

test("in development a host name that another host may own is refused", async () => {
  const { origin } = await open({ trustsHost: trustedHosts(["host.docker.internal"]) });
  const askAs = async (host: string) => (await sendRaw(origin, ["GET / HTTP/1.1", `host: ${host}`])).status;
  for (const host of ["localhost:4001", "127.0.0.1:4001", "[::1]:4001", "host.docker.internal:4001"])
    expect(await askAs(host)).toBe(200);
  for (const host of ["evil.example:4001", "localhost.evil.example", "host.docker.internal.evil.example"])
    expect(await askAs(host)).toBe(403);
});
