/** Senders where bearer access is on: whose signature is invalid is refused, and internal ports and foreign pages get nothing by it. */
import { describe, expect, onTestFinished, test } from "vitest";
import type { Viewer } from "../../../src/identity/identity.ts";
import { sendRaw } from "../../../testing/raw-http.ts";
import { openUnreadClient, postText } from "../../../testing/unread-client.ts";
import { bodyOf, hello, openBearerService } from "../../support/bearer-service.ts";
import { json } from "../../support/service.ts";

const mine = bodyOf("{ mine }");

describe("a signature that is present", () => {
  const staff: Viewer = { kind: "user", id: "user_9", role: "ADMIN", scopes: ["tins:read"], sessionId: "ses_9" };

  test("and valid counts alone: the token beside it is not read", async () => {
    const { post, sign } = await openBearerService();
    expect((await post(mine, { ...sign(mine, { viewer: staff }), authorization: "Bearer x" })).data).toEqual({
      mine: "yours",
    });
    expect((await post(mine, { ...sign(mine), ...(await (await openBearerService()).bearer()) })).code).toBe(
      "UNAUTHENTICATED",
    );
  });

  test("and invalid is refused, with a good token and without: nobody falls back to bearer access", async () => {
    const { origin, runtime, sign, bearer } = await openBearerService();
    const valid = await bearer();
    const { "hansa-signature": signature = "", ...rest } = sign(hello, { viewer: staff });
    const status = async (headers: Record<string, string>, ...more: string[]) => {
      const all = { ...headers, host: "localhost", "content-length": String(hello.length) };
      const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
      return (await sendRaw(origin, ["POST /graphql HTTP/1.1", ...lines, ...more], hello)).status;
    };
    for (const token of [{}, valid]) {
      expect(await status({ ...json, ...token })).toBe(200);
      for (const value of ["", " ", "AAAA", `${signature},${signature}`, signature.slice(0, -4), `${signature}\t.`])
        expect(await status({ ...json, ...token, "hansa-signature": value }), value).toBe(401);
      for (const value of ["", "AAAA", signature.slice(0, -4)])
        expect(await status({ ...rest, ...token, "hansa-signature": value }), value).toBe(401);
      expect(await status({ ...rest, ...token, "hansa-signature": signature })).toBe(200);
      expect(await status({ ...rest, ...token, "hansa-signature": signature }, `hansa-signature: ${signature}`)).toBe(
        401,
      );
      expect(await status({ ...sign(mine, { viewer: staff }), ...token })).toBe(401);
      expect(await status({ ...sign(hello, { callee: "users" }), ...token })).toBe(401);
      expect(await status({ ...sign(hello, { caller: "orders" }), ...token })).toBe(401);
      expect(await status({ ...sign(hello, { purpose: "/internal/count" }), ...token })).toBe(401);
    }
    const old = sign(hello);
    await runtime.advance(35_001);
    expect(await status({ ...old, ...valid })).toBe(401);
  });

  test("without its bytes is refused for a GET and a HEAD too", async () => {
    const { origin, sign } = await openBearerService();
    for (const method of ["GET", "HEAD", "OPTIONS"])
      expect((await fetch(`${origin}/graphql?query={hello}`, { method, headers: { ...sign("") } })).status).toBe(401);
  });

  test("no other header of the router gives an identity", async () => {
    const { post, sign } = await openBearerService();
    const { "hansa-signature": _signature, ...claimed } = sign(mine, { viewer: staff });
    for (const headers of [
      claimed,
      { "hansa-viewer": JSON.stringify(staff) },
      { "hansa-claims": JSON.stringify({ viewer: staff }) },
    ])
      expect(await post(mine, headers)).toMatchObject({ status: 200, code: "UNAUTHENTICATED" });
  });
});

test("the internal ports accept signed requests alone", async () => {
  const { internal, bearer } = await openBearerService();
  const headers = { ...json, ...(await bearer({ role: "ADMIN", scope: "tins:read" })) };
  for (const url of ["/internal/count", "/internal/events", "/internal/recognise", "/graphql"]) {
    for (const request of [json, headers])
      expect(
        (await internal.inject({ method: "POST", url, headers: request, payload: '{"tins":1}' })).statusCode,
        url,
      ).toBe(401);
  }
});

test("in production no page of Apollo may read the answers, and the name of the host does not count", async () => {
  const page = "https://studio.apollographql.com";
  const headers = { origin: page, "access-control-request-method": "POST" };
  for (const isProduction of [true, false]) {
    const { origin, post } = await openBearerService(undefined, isProduction);
    const preflight = await fetch(`${origin}/graphql`, { method: "OPTIONS", headers });
    const allowed = isProduction ? null : page;
    expect(preflight.status).toBe(isProduction ? 405 : 204);
    expect(preflight.headers.get("access-control-allow-origin")).toBe(allowed);
    expect((await post(hello, headers)).headers.get("access-control-allow-origin")).toBe(allowed);
    const named = ["POST /graphql HTTP/1.1", "host: evil.example", "content-type: application/json"];
    const { status } = await sendRaw(origin, [...named, `content-length: ${hello.length}`], hello);
    expect(status).toBe(isProduction ? 200 : 403);
  }
});

test("a client that leaves megabytes of answers unread is refused the next ones, and the router is not", async () => {
  const { origin, post, sign } = await openBearerService();
  const large = postText("/graphql", bodyOf("{ large }")).repeat(20);
  const clients = Array.from({ length: 24 }, () => openUnreadClient(origin, large));
  onTestFinished(() => {
    for (const client of clients) client.destroy();
  });
  await expect.poll(async () => (await post(hello)).code).toBe("OVERLOADED");
  expect((await post(hello, sign(hello))).data).toEqual({ hello: "runtime" });
});
