/** Connections of a listener: requests in turn, unsent bytes counted until they are taken or the client is gone, and no endless waiting. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { connect, type Socket } from "node:net";
import { Readable } from "node:stream";
import { expect, onTestFinished, test } from "vitest";
import { closeWithRefusal } from "../../../src/http/request-head.ts";
import { guardRequests, serverOptions } from "../../../src/server/listener/connections.ts";
import { openUnsent, type Unsent } from "../../../src/server/listener/unsent.ts";
import { openUnreadClient } from "../../../testing/unread-client.ts";

type Handle = (request: IncomingMessage, response: ServerResponse) => void;

/** A listener with small limits. A client names its address in the header `from`. */
async function listen(handle: Handle, { stalledAfterMs }: { stalledAfterMs?: number } = {}) {
  const unsent = openUnsent({ perNetwork: 4_000_000, all: 16_000_000 });
  const addressOf = ({ headers }: IncomingMessage) => headers.from ?? "192.0.2.1";
  const rules = { unsent, addressOf, ...(stalledAfterMs === undefined ? {} : { stalledAfterMs }) };
  const server = createServer(serverOptions(rules), handle);
  guardRequests(server, (_request, response, fault) => closeWithRefusal(response, fault, "{}"));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server does not listen on a port");
  const connections = () => new Promise((resolve) => server.getConnections((_error, count) => resolve(count)));
  return { unsent, origin: `http://127.0.0.1:${address.port}`, port: address.port, connections };
}

const get = (path: string, from = "192.0.2.1") => `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nfrom: ${from}\r\n\r\n`;

/** A client that reads all it gets. */
function openClient(port: number): { socket: Socket; text(): string } {
  const socket = connect(port, "127.0.0.1");
  let text = "";
  socket.on("data", (chunk) => {
    text += chunk;
  });
  socket.on("error", () => undefined);
  return { socket, text: () => text };
}

/** Sends a response of eight megabytes, which no system takes at once, if the client may have one. */
const sendLarge = (unsent: () => Unsent): Handle => {
  const large = "x".repeat(8_000_000);
  return (request, response) => {
    if (!unsent().admits(request.headers.from ?? "192.0.2.1")) return void response.writeHead(503).end();
    response.end(large, "latin1");
  };
};

test("forty pipelined requests are answered in order, one in progress at a time, with their bodies", async () => {
  let inProgress = 0;
  let most = 0;
  const { port } = await listen((request, response) => {
    inProgress += 1;
    most = Math.max(most, inProgress);
    response.once("close", () => {
      inProgress -= 1;
    });
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
    });
    request.once("end", () => setImmediate(() => response.end(`<${request.url} ${size}>`)));
  });
  const client = openClient(port);
  const body = "b".repeat(20_000);
  const requests = Array.from({ length: 40 }, (_, index) =>
    index % 2 === 0
      ? get(`/${index}`)
      : `POST /${index} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  client.socket.write(requests.join(""));
  const expected = requests.map((_, index) => `</${index} ${index % 2 === 0 ? 0 : body.length}>`);
  await expect.poll(() => client.text().match(/<[^>]*>/g)).toEqual(expected);
  expect(most).toBe(1);
  // The connection serves on.
  client.socket.write(get("/last"));
  await expect.poll(client.text).toContain("</last 0>");
});

test("a request that waits never begins once its client is gone", async () => {
  const begun: (string | undefined)[] = [];
  let first: ServerResponse | undefined;
  const { port } = await listen(({ url }, response) => {
    begun.push(url);
    first = response;
  });
  const { socket } = openClient(port);
  socket.write(get("/first") + get("/second"));
  await expect.poll(() => begun).toEqual(["/first"]);
  first?.destroy();
  await once(socket, "close");
  await new Promise((resolve) => setImmediate(resolve));
  expect(begun).toEqual(["/first"]);
});

test("a connection that sends requests without end is closed, and another one is served", async () => {
  let begun = 0;
  const held: ServerResponse[] = [];
  const { port } = await listen((request, response) => {
    begun += 1;
    if (request.url === "/held") held.push(response);
    else response.end("answered");
  });
  const { socket } = openClient(port);
  socket.write(get("/held").repeat(300));
  await once(socket, "close");
  expect(begun).toBe(1);
  const other = openClient(port);
  other.socket.write(get("/other"));
  await expect.poll(other.text).toContain("answered");
});

test("a response that its client does not take counts, and is closed after a time without progress", async () => {
  const { unsent, origin, connections } = await listen(
    sendLarge(() => unsent),
    { stalledAfterMs: 50 },
  );
  openUnreadClient(origin, get("/"));
  await expect.poll(unsent.total).toBeGreaterThan(0);
  await expect.poll(connections).toBe(0);
  await expect.poll(unsent.total).toBe(0);
});

test("the time without progress is that of a response: the next request of the connection begins without one", async () => {
  const times: (number | undefined)[] = [];
  const { port, unsent } = await listen(({ url, socket }, response) => {
    if (url === "/next") times.push(socket.timeout);
    response.end(url === "/large" ? "x".repeat(8_000_000) : "next", "latin1");
    if (url === "/large") times.push(socket.timeout);
  });
  const client = openClient(port);
  client.socket.pause();
  client.socket.write(get("/large") + get("/next"));
  await expect.poll(unsent.total).toBeGreaterThan(0);
  client.socket.resume();
  await expect.poll(() => client.text().endsWith("next")).toBe(true);
  expect(times).toEqual([30_000, 0]);
});

test("one large response that is not read refuses its own network alone, and a client that reads it leaves nothing", async () => {
  const { unsent, origin, port } = await listen(sendLarge(() => unsent));
  const unread = openUnreadClient(origin, get("/"));
  await expect.poll(unsent.total).toBeGreaterThan(4_000_000);
  const greedy = openClient(port);
  greedy.socket.write(get("/"));
  await expect.poll(greedy.text).toContain("HTTP/1.1 503");
  const victim = openClient(port);
  victim.socket.write(get("/", "192.0.2.2"));
  await expect.poll(() => victim.text().length).toBeGreaterThan(8_000_000);
  unread.destroy();
  await expect.poll(unsent.total).toBe(0);
});

test("ten thousand small answers are all sent, and leave nothing counted", async () => {
  const { unsent, port } = await listen((request, response) => {
    response.writeHead(unsent.admits(request.headers.from ?? "192.0.2.1") ? 200 : 503);
    response.end("a small answer");
  });
  const clients = Array.from({ length: 100 }, () => openClient(port));
  for (const { socket } of clients) socket.write(get("/").repeat(100));
  const answered = () => clients.reduce((sum, { text }) => sum + text().split("200 OK").length - 1, 0);
  await expect.poll(answered).toBe(10_000);
  await expect.poll(unsent.total).toBe(0);
});

test("forty-eight connections that read nothing leave their limit and one answer, and another network is answered", async () => {
  let begun = 0;
  const answer = sendLarge(() => unsent);
  const { unsent, origin, port } = await listen((request, response) => {
    begun += 1;
    answer(request, response);
  });
  const unread = Array.from({ length: 48 }, () => openUnreadClient(origin, get("/")));
  await expect.poll(() => begun).toBe(48);
  expect(unsent.total()).toBeGreaterThan(4_000_000);
  const victim = openClient(port);
  victim.socket.write(get("/", "192.0.2.2"));
  await expect.poll(() => victim.text().length).toBeGreaterThan(8_000_000);
  // The limit may be passed by one response.
  expect(unsent.total()).toBeLessThan(4_000_000 + 8_100_000);
  expect(begun).toBe(49);
  for (const socket of unread) socket.destroy();
  await expect.poll(unsent.total).toBe(0);
});

test("a stream to a client that reads nothing counts what it holds, and ends with the client", async () => {
  let source: Readable | undefined;
  let given = 0;
  const { unsent, origin } = await listen((_request, response) => {
    source = new Readable({
      highWaterMark: 64 * 1024,
      read() {
        given += 64 * 1024;
        this.push(Buffer.alloc(64 * 1024));
      },
    });
    source.pipe(response);
    response.once("close", () => source?.destroy());
  });
  const client = openUnreadClient(origin, get("/"));
  await expect.poll(unsent.total).toBeGreaterThan(0);
  await expect.poll(() => given).toBeGreaterThan(1_000_000);
  expect(unsent.total()).toBeLessThan(1_000_000);
  client.destroy();
  await expect.poll(() => source?.destroyed).toBe(true);
  await expect.poll(unsent.total).toBe(0);
});
