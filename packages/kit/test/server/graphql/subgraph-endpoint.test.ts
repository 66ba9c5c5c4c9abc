/** The GraphQL endpoint on a socket: the replies that a caller of this process gets to the same signed bytes, and its bounds. */
import { once } from "node:events";
import { request } from "node:http";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { createLog } from "../../../src/runtime/log.ts";
import type { GraphqlServer } from "../../../src/server/graphql/server.ts";
import { respondTo } from "../../../testing/subgraph-client.ts";
import { service } from "../../support/service.ts";
import { gate } from "../../support/tins.ts";

const ask = (query: string, variables = {}) => JSON.stringify({ query, variables });

const address = { host: "127.0.0.1", port: 0 };
const origins = new WeakMap<GraphqlServer, Promise<string>>();

/** The origin of a server, which listens from the first call on. */
function originOf(graph: GraphqlServer): Promise<string> {
  const origin = origins.get(graph) ?? graph.listen(address);
  origins.set(graph, origin);
  return origin;
}

/** Sends a request over a connection. */
async function post(graph: GraphqlServer, headers: Record<string, string>, body: string): Promise<Response> {
  return fetch(`${await originOf(graph)}/graphql`, { method: "POST", headers, body });
}

test.each([
  ["a valid operation", ask("{ hello }")],
  ["a mutation that is a replay", ask("mutation { again }")],
  ["a resolver that throws", ask("{ broken }")],
  ["a store that is full", ask("{ hello full }")],
  ["a field that the viewer may not read", ask("{ mine }")],
  ["no GraphQL", ask("{")],
  ["an unknown field", ask("{ nothing }")],
  ["a variable of another type", ask("query ($id: ID!) { __typename @include(if: $id) }", { id: 1 })],
  ["no query", "{}"],
  ["no JSON", "{"],
  ["a body that names a prototype", '{"query":"{ hello }","variables":{"__proto__":{}}}'],
])("%s gets the reply of a caller without a socket", async (_name, payload) => {
  const { graph, sign } = await service();
  const expected = await respondTo(graph, { headers: sign(payload), payload });
  const received = await post(graph, sign(payload), payload);
  const type = received.headers.get("content-type");
  expect([received.status, type, await received.text()]).toEqual([
    expected.status,
    expected.headers.get("content-type"),
    expected.text,
  ]);
});

test("a request that is not signed, changed, or signed for another purpose gets 401", async () => {
  const { graph, sign } = await service();
  const payload = ask("{ hello }");
  const statusOf = async (headers: Record<string, string>, body = payload) =>
    (await post(graph, { "content-type": "application/json", ...headers }, body)).status;
  expect(await statusOf({})).toBe(401);
  expect(await statusOf(sign(payload), ask("{ broken }"))).toBe(401);
  expect(await statusOf(sign(payload, { purpose: "/internal/count" }))).toBe(401);
  expect(await statusOf(sign(payload, { callee: "orders" }))).toBe(401);
  expect(await statusOf(sign(payload))).toBe(200);
});

test("an answered request is counted once, with its status", async () => {
  const { graph, sign, metrics } = await service();
  const payload = ask("{ hello }");
  const counted = async () =>
    /hansa_http_requests_total\{entry="graphql",operation="\/graphql",status="200"\} (\d+)/.exec(
      await metrics.registry.metrics(),
    )?.[1];
  await (await post(graph, sign(payload), payload)).text();
  await expect.poll(counted).toBe("1");
});

test("a body in chunks is answered, and one above the limit is refused", async () => {
  const { graph, sign } = await service();
  const at = await originOf(graph);
  const send = (payload: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      const sent = request(`${at}/graphql`, { method: "POST", headers: sign(payload) }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      sent.on("error", reject);
      sent.write(payload.slice(0, 5));
      sent.end(payload.slice(5));
    });
  expect(await send(ask("{ hello }"))).toBe(200);
  const large = ask(`{ hello } #${"x".repeat(5_000_000)}`);
  expect((await post(graph, sign(large), large)).status).toBe(413);
});

test("a caller that leaves in the middle of its body executes nothing, and others are answered", async () => {
  const { graph, sign, metrics } = await service();
  const port = Number(new URL(await originOf(graph)).port);
  const payload = ask("mutation { again }");
  const lines = Object.entries(sign(payload)).map(([name, value]) => `${name}: ${value}`);
  const socket = connect(port, "127.0.0.1");
  const arrived = once(graph.http, "request");
  socket.write(
    `POST /graphql HTTP/1.1\r\nhost: a\r\n${lines.join("\r\n")}\r\ncontent-length: ${payload.length}\r\n\r\n{`,
  );
  await arrived;
  socket.destroy();
  expect((await post(graph, sign(ask("{ hello }")), ask("{ hello }"))).status).toBe(200);
  expect(await metrics.registry.metrics()).toMatch(/hansa_http_requests_total\{[^}]*\} 1\n/);
});

test("the server keeps its time limits for headers and idle connections", async () => {
  const { graph } = await service();
  expect(graph.http.headersTimeout).toBe(60_000);
  expect(graph.http.keepAliveTimeout).toBe(72_000);
});

test("a closing server finishes requests in progress, refuses others, and does not wait for idle connections", async () => {
  const [hasStarted, mayContinue] = [gate(), gate()];
  const check = async () => {
    hasStarted.open();
    await mayContinue.opened;
    return "live" as const;
  };
  const { graph, sign } = await service(createLog("test", "silent"), { sessions: { check, follow: async () => {} } });
  const payload = ask("{ hello }");
  expect((await post(graph, {}, payload)).status).toBe(401);
  const inProgress = post(graph, sign(payload), payload);
  await hasStarted.opened;
  const closing = graph.close();
  expect((await respondTo(graph, { headers: sign(payload), payload })).status).toBe(503);
  mayContinue.open();
  const answered = await inProgress;
  expect([answered.status, answered.headers.get("connection")]).toEqual([200, "close"]);
  await closing;
  expect(graph.http.listening).toBe(false);
});
