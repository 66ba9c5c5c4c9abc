/** Clients that do not read: their network gets no more answers and files, everybody else does, and what a mutation did is always said. */
import { createServer, request, type Server, type ServerResponse } from "node:http";
import { connect, type Socket } from "node:net";
import { type Runtime, systemRuntime } from "@hansa/kit/runtime";
import { openUnreadClient, postText } from "@hansa/kit/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startRouter, type TestRouter, unreachable } from "../support/router.ts";
import { portOf, start, startOrders, type TestSubgraph } from "../support/subgraphs.ts";

const sdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query {
    read: String
  }
  type Mutation {
    write: String
  }
  type Product @key(fields: "id") {
    id: ID!
  }
`;
/** More than the system takes for one connection. */
const file = Buffer.alloc(16 * 1024 * 1024);
/** Ten seconds, and one for each 64 kB. */
const fileTimeMs = 10_000 + 256_000;
/** Less than a stream holds for a client that reads nothing. */
const perNetwork = 30_000;

let subgraphs: TestSubgraph[];
let files: Server;
let router: TestRouter;
/** The file server's responses that are being read. */
let open: Set<ServerResponse>;
/** Its responses that have not begun. */
let held: ServerResponse[];
let readers: Socket[];
/** Ends the time of the file that was asked for last. */
let endFileTime: () => void;
/** Ends what the resolvers of products wait for. */
let release: () => void;
let inProgress: number;
let mostInProgress: number;

beforeEach(async () => {
  open = new Set();
  held = [];
  readers = [];
  endFileTime = () => {};
  inProgress = 0;
  mostInProgress = 0;
  release = () => {};
  files = createServer(({ url }, response) => {
    if (!url?.startsWith("/media")) return void response.writeHead(503).end();
    if (url.startsWith("/media/held")) return void held.push(response);
    open.add(response);
    response.once("close", () => open.delete(response));
    response.writeHead(200, { "content-type": "image/png", "content-length": file.length });
    response.end(file);
  });
  await new Promise<void>((resolve) => files.listen(0, "127.0.0.1", resolve));
  subgraphs = [
    await start("products", sdl, { Query: { read: answer }, Mutation: { write: answer } }),
    await startOrders(),
  ];
  const runtime: Runtime = {
    ...systemRuntime,
    startTimer: (ms, callback) => {
      if (ms === fileTimeMs) endFileTime = callback;
      return systemRuntime.startTimer(ms, callback);
    },
  };
  const internalOrigins = { ...unreachable, products: [`http://127.0.0.1:${portOf(files.address())}`] };
  const unsentLimits = { perNetwork, all: 64_000_000 };
  router = await startRouter(subgraphs, { internalOrigins, trustedProxies: 1, unsentLimits }, { runtime });
});
afterEach(async () => {
  for (const reader of readers) reader.destroy();
  await router.close();
  files.closeAllConnections();
  files.close();
  for (const subgraph of subgraphs) await subgraph.stop();
});

let isReleased = Promise.resolve();

async function answer(): Promise<string> {
  inProgress += 1;
  mostInProgress = Math.max(mostInProgress, inProgress);
  await isReleased;
  inProgress -= 1;
  return "answer";
}

const greedy = { "x-forwarded-for": "203.0.113.5" };
const other = { "x-forwarded-for": "203.0.113.6" };

/** Asks for a picture at the address of the greedy client, and reads nothing of it. */
async function leaveUnread(): Promise<void> {
  const head = `GET /media/a.png HTTP/1.1\r\nhost: 127.0.0.1\r\nx-forwarded-for: ${greedy["x-forwarded-for"]}\r\n\r\n`;
  readers.push(openUnreadClient(router.url, head));
  // Until the stream stands still.
  let before = -1;
  const hasStopped = async () => {
    const stopped = before === (await unsentBytes()) && before > perNetwork;
    before = await unsentBytes();
    return stopped;
  };
  await expect.poll(hasStopped, { interval: 100 }).toBe(true);
}

async function unsentBytes(): Promise<number> {
  const { body } = await router.internal.inject("/metrics");
  return Number(/^hansa_router_unsent_bytes (\d+)$/m.exec(body)?.[1]);
}

/** The status of a picture's head. */
function askPicture(headers: Record<string, string>, path = "/media/a.png"): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request(router.url + path, { headers, agent: false }, ({ statusCode }) => {
      asked.destroy();
      resolve(statusCode);
    });
    asked.once("error", reject);
    asked.end();
  });
}

test("a network that leaves answers unread is refused what it asks next, and others are served", async () => {
  await leaveUnread();
  for (const query of ["{ read }", "mutation { write }"]) {
    const refused = await router.ask(query, {}, greedy);
    expect([refused.status, refused.errors[0]?.extensions.code]).toEqual([503, "OVERLOADED"]);
    expect(refused.headers.get("retry-after")).toBe("1");
    expect((await router.ask(query, {}, other)).data).toBeDefined();
  }
  expect(mostInProgress).toBe(1);
  expect([await askPicture(greedy), await askPicture(other)]).toEqual([503, 200]);
  const route = async (headers: Record<string, string>) => (await router.send("/nowhere", { headers })).status;
  expect([await route(greedy), await route(other)]).toEqual([503, 404]);
  for (const reader of readers) reader.destroy();
  await expect.poll(unsentBytes).toBe(0);
  expect((await router.ask("{ read }", {}, greedy)).data).toEqual({ read: "answer" });
});

test("what is in progress is judged when it is to be sent: a query is refused, a mutation's answer goes out", async () => {
  isReleased = new Promise((resolve) => {
    release = resolve;
  });
  const asked = [
    router.ask("{ read }", {}, greedy),
    router.ask("mutation { write }", {}, greedy),
    router.ask("{ read }", {}, other),
  ];
  await expect.poll(() => inProgress).toBe(3);
  await leaveUnread();
  release();
  const responses = await Promise.all(asked);
  expect(responses.map(({ status, data, errors }) => [status, data ?? errors[0]?.extensions.code])).toEqual([
    [503, "OVERLOADED"],
    [200, { write: "answer" }],
    [200, { read: "answer" }],
  ]);
});

test("a picture that a service gives is judged when it is to be sent", async () => {
  const asked = [askPicture(greedy, "/media/held.png"), askPicture(other, "/media/held.png")];
  await expect.poll(() => held.length).toBe(2);
  await leaveUnread();
  for (const response of held) response.writeHead(200, { "content-type": "image/png" }).end("picture");
  expect(await Promise.all(asked)).toEqual([503, 200]);
});

test("requests that a client sends ahead on one connection are executed one after the other", async () => {
  const client = connect(Number(new URL(router.url).port), "127.0.0.1");
  readers.push(client);
  let text = "";
  client.on("data", (chunk) => {
    text += chunk;
  });
  client.write(postText("/graphql", JSON.stringify({ query: "{ read }" })).repeat(40));
  await expect.poll(() => text.split("200 OK").length - 1).toBe(40);
  expect(mostInProgress).toBe(1);
});

test("a reader that takes nothing holds a part of a file, and its service until the time for the size is over", async () => {
  await leaveUnread();
  expect(await unsentBytes()).toBeLessThan(1_000_000);
  expect(open.size).toBe(1);
  endFileTime();
  await expect.poll(() => open.size).toBe(0);
  await expect.poll(unsentBytes).toBe(0);
});
