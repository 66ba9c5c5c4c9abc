/** Compression: by the client's weights, from 1 kB on, never for sessions, and bounded in the bytes in progress. */
import { createServer, request, type ServerResponse } from "node:http";
import { brotliDecompressSync, constants, gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { type Compress, chooseEncoding, openCompression } from "../../src/http/compression.ts";
import { sendBytes } from "../../src/http/graphql/reply.ts";
import { startRouter, type TestRouter } from "../support/router.ts";
import { openSessionShop, page } from "../support/session-shop.ts";
import { portOf, startOrders, startProducts, type TestSubgraph } from "../support/subgraphs.ts";

let subgraphs: TestSubgraph[];
let router: TestRouter;

beforeAll(async () => {
  subgraphs = [await startProducts(), await startOrders()];
  router = await startRouter(subgraphs, { connectionsPerAddress: 3 });
});
afterAll(async () => {
  await router.close();
  for (const subgraph of subgraphs) await subgraph.stop();
});

type Received = { status: number; headers: NodeJS.Dict<string | string[]>; body: Buffer };

/** Sends a request and reads the bytes as they come. */
function send(url: string, headers: Record<string, string>, body?: string): Promise<Received> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: body === undefined ? "GET" : "POST", headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.once("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    sent.once("error", reject);
    sent.end(body);
  });
}

/** A promise that the test ends. */
function deferred() {
  let resolve = (): void => undefined;
  let reject = (_error: unknown): void => undefined;
  const promise = new Promise<void>((onEnd, onFault) => {
    resolve = onEnd;
    reject = onFault;
  });
  return { promise, resolve, reject };
}

const json = { "content-type": "application/json", "x-request-id": "compressed" };
const ask = (query: string, headers: Record<string, string> = {}) =>
  send(`${router.url}/graphql`, { ...json, ...headers }, JSON.stringify({ query }));
const large = "{ __schema { types { name description fields { name description } } } }";

const decoded = ({ headers, body }: Received): string => {
  const encoding = headers["content-encoding"];
  if (encoding === "br") return brotliDecompressSync(body).toString();
  return (encoding === "gzip" ? gunzipSync(body) : body).toString();
};

test.each([
  ["br, gzip", "br"],
  ["gzip, deflate, br, zstd", "br"],
  ["gzip, deflate", "gzip"],
  ["GZIP", "gzip"],
  ["br;q=0.5, gzip;q=0.8", "gzip"],
  ["br;q=0, gzip", "gzip"],
  ["br;q=0, gzip;q=0", undefined],
  ["identity, gzip;q=0.5", undefined],
  ["deflate", undefined],
  ["identity", undefined],
  ["br;q=0, *", undefined],
  ["", undefined],
])("accept-encoding %s gets %s", async (accepted, encoding) => {
  const plain = await ask(large);
  const received = await ask(large, { "accept-encoding": accepted });
  expect(received.headers["content-encoding"]).toBe(encoding);
  expect(Number(received.headers["content-length"])).toBe(received.body.length);
  expect(received.headers.vary).toBe("Origin, accept-encoding");
  expect(received.headers["content-type"]).toBe(plain.headers["content-type"]);
  expect(decoded(received)).toBe(plain.body.toString());
  if (encoding !== undefined) expect(received.body.length).toBeLessThan(plain.body.length / 3);
});

test("a response without accept-encoding goes out as it is, and says that it varies", async () => {
  const { headers } = await ask(large);
  expect([headers["content-encoding"], headers.vary]).toEqual([undefined, "Origin, accept-encoding"]);
});

test("a body of less than 1,000 bytes goes out as it is", async () => {
  const { headers } = await ask("{ viewer }", { "accept-encoding": "br" });
  expect(headers["content-encoding"]).toBeUndefined();
  expect([chooseEncoding("br", 999), chooseEncoding("br", 1_000)]).toEqual([undefined, "br"]);
});

test("a long list of errors is compressed too", async () => {
  const fields = Array.from({ length: 30 }, (_, index) => `unknown${index}`).join(" ");
  const received = await ask(`{ ${fields} }`, { "accept-encoding": "gzip" });
  expect(received.headers["content-encoding"]).toBe("gzip");
  expect(JSON.parse(decoded(received)).errors.length).toBeGreaterThan(1);
});

test.each(["/schema.graphql", "/scalars.json", "/possible-types.json"])("%s is compressed by size", async (path) => {
  const plain = await send(router.url + path, {});
  const received = await send(router.url + path, { "accept-encoding": "br" });
  expect(received.headers["content-encoding"]).toBe(plain.body.length < 1_000 ? undefined : "br");
  expect(received.headers.vary).toContain("accept-encoding");
  expect(decoded(received)).toBe(plain.body.toString());
});

test("a response of /session is never compressed, however long", async () => {
  const shop = await openSessionShop();
  onTestFinished(() => shop.close());
  const unknown = Array.from({ length: 15 }, (_, at) => [`unknown${at}`, 1]);
  const input = JSON.stringify({ email: "ada@shop.example", password: "x", ...Object.fromEntries(unknown) });
  for (const path of ["/session", "/session/refresh"]) {
    const headers = { ...page, "accept-encoding": "br, gzip" };
    const received = await send(`${shop.production.url}${path}`, headers, path === "/session" ? input : "{}");
    expect(received.headers["content-encoding"]).toBeUndefined();
    if (path === "/session") expect(received.body.length).toBeGreaterThan(1_000);
  }
});

describe("the bytes in progress", () => {
  const body = Buffer.from("x".repeat(100_000));

  test("are bounded: a body beyond the bound goes out as it is, and the next one is compressed again", async () => {
    const compress = openCompression(2 * 1024 * 1024);
    const [first, second] = await Promise.all([compress("br", body), compress("gzip", body)]);
    expect(first && brotliDecompressSync(first).equals(body)).toBe(true);
    expect(second).toBeUndefined();
    expect(gunzipSync((await compress("gzip", body)) ?? "").equals(body)).toBe(true);
  });

  test("bound one body too", async () => {
    expect(await openCompression(2 * 1024 * 1024)("br", Buffer.alloc(1024 * 1024))).toBeUndefined();
  });

  test("are compressed beside the event loop, with brotli of quality 4", async () => {
    const compress = openCompression();
    const text = Buffer.from(Array.from({ length: 200_000 }, (_, index) => String(index * 7919)).join(" "));
    let isDone = false;
    const compressed = compress("br", text).then((bytes) => {
      isDone = true;
      return bytes;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(isDone).toBe(false);
    const params = { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_SIZE_HINT]: text.length };
    const { brotliCompressSync } = await import("node:zlib");
    expect((await compressed)?.length).toBe(brotliCompressSync(text, { params }).length);
  });
});

describe("a client that leaves", () => {
  test("while its response is compressed gets nothing, and nothing fails", async () => {
    const started = deferred();
    const gate = deferred();
    const compress: Compress = async (encoding, body) => {
      started.resolve();
      await gate.promise;
      return openCompression()(encoding, body);
    };
    const answered = deferred();
    const responses: ServerResponse[] = [];
    const server = createServer((incoming, response) => {
      responses.push(response);
      const rules = { admits: () => true, isFull: () => false };
      const reply = { request: incoming, response, requestId: "req_1", headers: [], compress, ...rules };
      const sent = sendBytes(reply, 200, { type: "application/json", bytes: "x".repeat(5_000) });
      Promise.resolve(sent).then(answered.resolve, answered.reject);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const sent = request(`http://127.0.0.1:${portOf(server.address())}`, { headers: { "accept-encoding": "br" } });
    sent.on("error", () => undefined);
    sent.end();
    await started.promise;
    sent.destroy();
    await expect.poll(() => new Promise((resolve) => server.getConnections((_error, count) => resolve(count)))).toBe(0);
    gate.resolve();
    await answered.promise;
    expect(responses.map(({ headersSent }) => headersSent)).toEqual([false]);
  });

  test("no longer counts among the requests of its address", async () => {
    const leave = () =>
      new Promise<void>((resolve) => {
        const headers = { ...json, "accept-encoding": "br" };
        const sent = request(`${router.url}/graphql`, { method: "POST", headers });
        sent.on("error", () => undefined);
        sent.once("close", resolve);
        sent.end(JSON.stringify({ query: large }), () => setImmediate(() => sent.destroy()));
      });
    for (let count = 0; count < 20; count += 1) await leave();
    await expect.poll(async () => (await ask(large, { "accept-encoding": "br" })).status).toBe(200);
  });
});
