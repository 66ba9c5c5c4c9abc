/** The end of a process: it drains on SIGTERM, closes at once on SIGINT, and its listeners say so before they close. */
import { once } from "node:events";
import { Agent, createServer, type IncomingMessage, request } from "node:http";
import { connect } from "node:net";
import path from "node:path";
import { Worker } from "node:worker_threads";
import { expect, onTestFinished, test } from "vitest";
import { closeListener } from "../../src/http/lifecycle.ts";
import { systemRuntime } from "../../src/runtime/runtime.ts";
import { startOwned } from "../../testing/processes/owned-process.ts";
import { respondTo } from "../../testing/subgraph-client.ts";
import { json, orders, service } from "../support/service.ts";

test("both listeners answer /ready to anybody, and 503 while the service drains and serves on", async () => {
  const { graph, internal, drain, query } = await service();
  const ready = async () => {
    const graphql = await respondTo(graph, { method: "GET", url: "/ready" });
    const health = await internal.inject({ url: "/ready", remoteAddress: "10.0.0.7" });
    return [graphql.status, graphql.text, health.statusCode, health.body];
  };
  expect(await ready()).toEqual([200, '{"ready":true}', 200, '{"ready":true}']);
  drain();
  expect(await ready()).toEqual([503, '{"ready":false}', 503, '{"ready":false}']);
  expect((await internal.inject("/health")).statusCode).toBe(503);
  expect((await query("{ hello }")).data).toEqual({ hello: "runtime" });
});

test("a draining service closes each connection with its response", async () => {
  const { graph, internal, drain, sign } = await service();
  const agent = new Agent({ keepAlive: true });
  onTestFinished(() => agent.destroy());
  const body = JSON.stringify({ query: "{ hello }" });
  const count = JSON.stringify({ tins: 1 });
  const calls = [
    { url: `${await graph.listen({ host: "127.0.0.1", port: 0 })}/graphql`, headers: sign(body), body },
    {
      url: `${await internal.listen({ host: "127.0.0.1", port: 0 })}/internal/count`,
      headers: sign(count, orders("/internal/count")),
      body: count,
    },
  ];
  const connections = () =>
    Promise.all(
      calls.map(async (call) => {
        const response = await post(agent, call);
        return [response.statusCode, response.headers.connection];
      }),
    );
  const kept = [200, "keep-alive"];
  const closed = [200, "close"];
  expect(await connections()).toEqual([kept, kept]);
  drain();
  expect(await connections()).toEqual([closed, closed]);
});

test("a peer's wait for events outlasts draining and ends when the service stops", async () => {
  const { internal, drain, stop, sign } = await service();
  const payload = JSON.stringify({ after: 0, limit: 1, waitMs: 25_000 });
  const url = "/internal/events";
  let answered = false;
  const waiting = internal.inject({
    method: "POST",
    url,
    headers: { ...json, ...sign(payload, orders(url)) },
    payload,
  });
  void waiting.then(() => {
    answered = true;
  });
  drain();
  await systemRuntime.sleep(50);
  expect(answered).toBe(false);
  await stop();
  expect((await waiting).json()).toEqual({ events: [], lastSeq: 0 });
});

test("a closing listener destroys the connections whose requests do not end in time", async () => {
  const server = createServer(() => undefined);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const received = once(server, "request");
  const lost = once(request({ host: "127.0.0.1", port, path: "/" }).end(), "error");
  await received;
  const waits: number[] = [];
  const soon = {
    ...systemRuntime,
    startTimer: (ms: number, callback: () => void) => {
      waits.push(ms);
      return systemRuntime.startTimer(20, callback);
    },
  };
  await closeListener({ runtime: soon, hasDrained: false }, server, () => once(server.close(), "close"));
  expect(waits).toEqual([11_000]);
  expect((await lost)[0]).toMatchObject({ code: "ECONNRESET" });
});

test("after draining, a connection that was opened in the last moment is served", async () => {
  const server = createServer((_request, response) => response.writeHead(200, { connection: "close" }).end("served"));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  const closed = closeListener({ runtime: systemRuntime, hasDrained: true }, server, async () => undefined);
  await expect.poll(() => server.listening).toBe(false);
  socket.write("GET / HTTP/1.1\r\nhost: shop.example\r\n\r\n");
  const [result] = await once(socket, "data");
  expect(String(result)).toContain("200 OK");
  await closed;
});

test("after draining, a connection that is opened while the event loop is busy is served", async () => {
  const { server, client, blockUntilSent } = await openBusyServer("new");
  // Work of the turn in which listening would end: it lasts until the client has connected.
  setImmediate(blockUntilSent);
  const closed = closeListener({ runtime: systemRuntime, hasDrained: true }, server, async () => undefined);
  const [result] = await once(client, "message");
  expect(result).toContain("200 OK");
  await closed;
});

test("after draining, a request that comes on an idle connection while the event loop is busy is served", async () => {
  const { server, client, blockUntilSent } = await openBusyServer("idle");
  const busy = { ...systemRuntime, sleep: async () => blockUntilSent() };
  const closed = closeListener({ runtime: busy, hasDrained: true }, server, async () => undefined);
  const [result] = await once(client, "message");
  expect(result).toContain("200 OK");
  await closed;
});

/** A server and a client in a thread of its own, which sends while `blockUntilSent` blocks the event loop: on a new connection, or on an idle one. */
async function openBusyServer(kind: "new" | "idle") {
  const server = createServer((_request, response) => {
    response.writeHead(200, server.listening ? {} : { connection: "close" }).end("served");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  const signals = new Int32Array(new SharedArrayBuffer(8));
  const client = new Worker(clientInThread, { eval: true, workerData: { port, signals, kind } });
  onTestFinished(async () => void (await client.terminate()));
  await once(client, kind === "idle" ? "message" : "online");
  const blockUntilSent = () => {
    Atomics.store(signals, 0, 1);
    Atomics.notify(signals, 0);
    Atomics.wait(signals, 1, 0);
  };
  return { server, client, blockUntilSent };
}

/** A client that sends a request on the first signal, and then gives the second one; it connects on the signal too, or had a response before. */
const clientInThread = `
const { connect } = require("node:net");
const { parentPort, workerData } = require("node:worker_threads");
const { port, signals, kind } = workerData;
const waitForSignal = () => Atomics.wait(signals, 0, 0);
const send = (written) => socket.write("GET / HTTP/1.1\\r\\nhost: shop.example\\r\\n\\r\\n", written);
const giveSignal = () => {
  Atomics.store(signals, 1, 1);
  Atomics.notify(signals, 1);
};
if (kind === "new") waitForSignal();
const socket = connect(port, "127.0.0.1", () => send(kind === "new" ? giveSignal : undefined));
socket.on("data", (data) => parentPort.postMessage(String(data)));
if (kind === "idle") {
  socket.once("data", () => {
    waitForSignal();
    send(giveSignal);
  });
}
socket.once("error", (error) => parentPort.postMessage(String(error)));
`;

test("SIGTERM drains a process and then stops it with exit code 0", async () => {
  const program = await startProgram("3000");
  program.child.kill("SIGTERM");
  await program.printed("draining\n");
  expect(program.output()).not.toContain("closing");
  expect(await program.ended()).toBe(0);
  expect(program.output()).toBe("started\nrunning\ndraining\nclosing\n");
});

test("SIGTERM during the start drains and stops the process after it", async () => {
  const program = await startProgram("300", "early");
  expect(await program.ended()).toBe(0);
  const steps = program
    .output()
    .split("\n")
    .filter((line) => line !== "running");
  expect(steps).toEqual(["started", "draining", "closing", ""]);
});

test("SIGINT stops a process without the time of draining", async () => {
  const program = await startProgram("60000");
  program.child.kill("SIGINT");
  expect(await program.ended()).toBe(0);
});

test("a signal that npm or a service manager passes on once more is the same signal", async () => {
  const program = await startProgram("300", "again");
  program.child.kill("SIGTERM");
  expect(await program.ended()).toBe(0);
  expect(program.output()).toBe("started\nrunning\ndraining\nagain\nclosing\n");
});

test.each(["SIGTERM", "SIGINT"] as const)("a second signal, %s, ends a draining process at once", async (signal) => {
  const program = await startProgram("60000");
  program.child.kill("SIGTERM");
  await program.printed("draining\n");
  await systemRuntime.sleep(600);
  program.child.kill(signal);
  expect(await program.ended()).toBe(1);
  expect(program.output()).not.toContain("closing");
});

/** Starts a process that says when it drains and closes. */
async function startProgram(drainMs: string, ...args: string[]) {
  const file = path.join(import.meta.dirname, "../support/programs/drain.ts");
  const program = startOwned(process.execPath, [file, ...args], {
    env: { HANSA_DRAIN_MS: drainMs },
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void program.child.kill("SIGKILL"));
  await program.printed("running\n");
  return program;
}

type Call = { url: string; headers: Record<string, string>; body: string };

async function post(agent: Agent, { url, headers, body }: Call): Promise<IncomingMessage> {
  const sent = request(url, { agent, method: "POST", headers });
  sent.end(body);
  const [response]: IncomingMessage[] = await once(sent, "response");
  if (!response) throw new Error("no answer");
  response.resume();
  await once(response, "end");
  return response;
}
