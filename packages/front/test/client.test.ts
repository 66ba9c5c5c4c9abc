/** The client of the graph: a session is renewed once, an operation is repeated when the server asks for it, and its clock is the server's. */
import { createServer, type IncomingMessage } from "node:http";
import { describe, expect, onTestFinished, test } from "vitest";
import { createGraphClient, hasFailed, type TypedDocument } from "../src/graph/index.ts";

type Received = { url: string; headers: IncomingMessage["headers"]; body: unknown };
type Reply = { body: object; date?: string };

const document: TypedDocument<{ cart: string | null }, Record<string, unknown>> = {
  toString: () => "query Cart { cart }",
};

/** A server that gives these responses one after the other, and keeps what it received. */
async function server(...replies: Reply[]) {
  return openServer(replies);
}

/** The same; `onSessionEnd` makes it a client that needs a session, and `path` one of a part of the graph. */
async function openServer(replies: Reply[], onSessionEnd?: () => void, path?: string) {
  const received: Received[] = [];
  const listener = createServer(async (request, response) => {
    const text = Buffer.concat(await request.toArray()).toString();
    received.push({ url: request.url ?? "", headers: request.headers, body: JSON.parse(text) });
    const reply = replies.shift();
    if (reply === undefined) return response.writeHead(500).end("{}");
    if (reply.date) response.setHeader("date", reply.date);
    return response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(reply.body));
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void listener.close());
  const address = listener.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const pauses: number[] = [];
  const client = createGraphClient({
    origin: `http://127.0.0.1:${address.port}`,
    pause: async (ms) => void pauses.push(ms),
    ...(onSessionEnd ? { onSessionEnd } : {}),
    ...(path ? { path } : {}),
  });
  return { client, received, pauses };
}

const failure = (extensions: object, path?: string[]) => ({
  body: { data: null, errors: [{ message: "no", extensions, ...(path ? { path } : {}) }] },
});
const success = { body: { data: { cart: "crt_1" } } };

test("an operation is sent with its variables and the tokens of a guest", async () => {
  const { client, received } = await server(success);
  const response = await client.send(document, { id: "crt_1" }, { guest: ["chk_1", "gt_2"] });
  expect(response).toEqual({ data: { cart: "crt_1" }, errors: [] });
  expect(received).toHaveLength(1);
  expect(received[0]).toMatchObject({
    url: "/graphql",
    headers: { "hansa-guest": "chk_1,gt_2", "content-type": "application/json" },
    body: { query: "query Cart { cart }", variables: { id: "crt_1" } },
  });
});

test("a client of a part of the graph asks at its path, and renews the session at that of the shop", async () => {
  const { client, received } = await openServer(
    [failure({ code: "UNAUTHENTICATED" }), { body: { data: {} } }, success],
    undefined,
    "/graphql/public",
  );
  expect((await client.send(document, {})).data).toEqual({ cart: "crt_1" });
  expect(received.map(({ url }) => url)).toEqual(["/graphql/public", "/session/refresh", "/graphql/public"]);
});

test("operations that fail together renew the session once and are sent again", async () => {
  const expired = failure({ code: "UNAUTHENTICATED" });
  const { client, received } = await server(expired, expired, { body: { data: {} } }, success, success);
  const responses = await Promise.all([client.send(document, {}), client.send(document, {})]);
  expect(responses.map(({ data }) => data?.cart)).toEqual(["crt_1", "crt_1"]);
  expect(received.map(({ url }) => url).sort()).toEqual([
    "/graphql",
    "/graphql",
    "/graphql",
    "/graphql",
    "/session/refresh",
  ]);
});

test("an operation of a session that has ended is sent once more, and then fails", async () => {
  const expired = failure({ code: "UNAUTHENTICATED" });
  const { client, received } = await server(expired, { body: { data: {} } }, expired);
  expect((await client.send(document, {})).errors).toHaveLength(1);
  expect(received).toHaveLength(3);
});

describe("a client that needs a session", () => {
  const expired = failure({ code: "UNAUTHENTICATED" });

  async function needy(...replies: Reply[]) {
    let ends = 0;
    const opened = await openServer(replies, () => {
      ends += 1;
    });
    return { ...opened, ends: () => ends };
  }

  test("says so with each request, and repeats it in a renewed one", async () => {
    const { client, received, ends } = await needy(
      expired,
      { body: { data: { refreshSession: { __typename: "Session" } } } },
      success,
    );
    expect((await client.send(document, {})).data).toEqual({ cart: "crt_1" });
    expect(received.map(({ headers }) => headers["hansa-session"])).toEqual(["required", "required", "required"]);
    expect(ends()).toBe(0);
  });

  test("is told once that it has ended, and is refused", async () => {
    const refused = { body: { data: { refreshSession: { __typename: "InvalidRefreshTokenError" } } } };
    const { client, received, ends } = await needy(expired, refused, expired);
    expect((await client.send(document, {})).data).toBeNull();
    expect([received.length, ends()]).toEqual([3, 1]);
  });

  test("is told nothing while accounts are away: the session cannot be verified", async () => {
    const away = failure({ code: "SUBGRAPH_UNAVAILABLE" });
    const { client, ends } = await needy(expired, away);
    expect((await client.send(document, {})).errors[0]?.extensions?.code).toBe("SESSION_UNVERIFIABLE");
    expect(ends()).toBe(0);
  });
});

test("an operation is repeated after the time that the server asks for, at most four times", async () => {
  const busy = failure({ code: "SUBGRAPH_UNAVAILABLE", retryAfterMs: 700 });
  const repeated = await server(busy, busy, success);
  expect((await repeated.client.send(document, {})).data).toEqual({ cart: "crt_1" });
  expect(repeated.pauses).toEqual([700, 700]);
  const endless = await server(busy, busy, busy, busy, busy, busy);
  expect((await endless.client.send(document, {})).data).toBeNull();
  expect(endless.received).toHaveLength(5);
  const brief = await server(busy, busy, busy);
  expect((await brief.client.send(document, {}, { attempts: 2 })).data).toBeNull();
  expect(brief.received).toHaveLength(2);
});

test("the time is the server's, whatever the device says", async () => {
  const { client } = await server({ ...success, date: new Date(Date.now() + 86_400_000).toUTCString() });
  await client.send(document, {});
  expect(Math.abs(client.now() - Date.now() - 86_400_000)).toBeLessThan(60_000);
});

test.each([
  [["cart"], true],
  [["cart", "lines"], true],
  [["shop"], false],
])("a null is a failure only where an error names it or what it lies in: %j", (path, expected) => {
  const errors = [{ message: "no", path: ["cart"] }];
  expect(hasFailed({ data: { cart: null }, errors }, ...path)).toBe(expected);
});

test("a response without data has failed everywhere", () => {
  expect(hasFailed({ data: null, errors: [] }, "cart")).toBe(true);
});
