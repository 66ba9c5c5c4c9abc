/** Compressed responses: not asked for, and decoded within the bytes and the time that they may have. */
import { createServer } from "node:http";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { Client } from "undici";
import { expect, onTestFinished, test } from "vitest";
import { decodeBody, isEncoded } from "../../../src/rpc/instances/decoding.ts";
import { type Deadline, exchange } from "../../../src/rpc/instances/exchange.ts";

const text = "x".repeat(10_000);

test.each([
  ["gzip", gzipSync(text)],
  ["br", brotliCompressSync(text)],
  ["deflate", deflateSync(text)],
  ["deflate", deflateRawSync(text)],
])("%s is decoded to so many bytes and no further", async (coding, bytes) => {
  expect(String(await decodeBody(coding, bytes, 10_000))).toBe(text);
  expect(await decodeBody(coding, bytes, 9_999)).toBe("oversized");
  expect(await decodeBody(coding, bytes, 0)).toBe("oversized");
  expect(await decodeBody(coding, bytes.subarray(0, -5), 10_000)).toBe("unreadable");
});

test.each(["", "identity", " Identity "])("%j is no coding", (coding) => {
  expect(isEncoded(coding)).toBe(false);
});

/** A server with these compressed responses by path. `headers` are those of the requests that came. */
async function serve(responses: Readonly<Record<string, { coding: string; bytes: Buffer }>>) {
  const headers: unknown[] = [];
  const server = createServer((request, response) => {
    headers.push(request.headers["accept-encoding"]);
    const { coding = "", bytes = "" } = responses[request.url ?? ""] ?? {};
    response.setHeader("content-encoding", coding).end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server does not listen on a port");
  const client = new Client(`http://127.0.0.1:${address.port}`);
  onTestFinished(async () => {
    await client.close();
    server.close();
  });
  return { client, headers };
}

const openDeadline = (): Deadline => ({ isPassed: false, onPassed: undefined });

test("each request says that nothing is to be compressed", async () => {
  const { client, headers } = await serve({ "/": { coding: "gzip", bytes: gzipSync(text) } });
  for (const own of [{}, { headers: { accept: "application/json" } }, { headers: { "accept-encoding": "gzip" } }]) {
    const bounds = { deadline: openDeadline(), allowance: { bytes: 20_000 } };
    const outcome = await exchange(client, { method: "GET", path: "/", ...own }, bounds);
    expect(outcome).toMatchObject({ kind: "answered", status: 200 });
  }
  expect(headers).toEqual(["identity", "identity", "identity"]);
});
