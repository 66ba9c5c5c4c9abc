/** Compressed responses: not asked for, and decoded within the bytes and the time that they may have. */
import { createServer } from "node:http";
import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { Client, type Dispatcher } from "undici";
import { expect, onTestFinished, test } from "vitest";
import { decodeBody, isEncoded } from "../../../src/rpc/instances/decoding.ts";
import { type Bounds, type Deadline, exchange, passDeadline } from "../../../src/rpc/instances/exchange.ts";

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

/** The connections of a client, of which `onEnd` is told once the last byte of a response has come. */
function observed(client: Client, onEnd: () => void): Pick<Dispatcher, "dispatch"> {
  return {
    dispatch: (options, handler) =>
      client.dispatch(options, {
        ...handler,
        onResponseEnd: (controller, trailers) => {
          handler.onResponseEnd?.(controller, trailers);
          onEnd();
        },
      }),
  };
}

const request = (path: string) => ({ method: "GET", path }) as const;

test("a response whose decoding goes on past the deadline is late, and is not decoded once its turn comes", async () => {
  const { client } = await serve({ "/": { coding: "gzip", bytes: gzipSync(text) } });
  const deadline = openDeadline();
  const connections = observed(client, () => passDeadline(deadline));
  const allowance: Bounds["allowance"] = { bytes: 20_000 };
  expect(await exchange(connections, request("/"), { deadline, allowance })).toEqual({
    kind: "late",
    cause: "no answer within the deadline",
  });
  await allowance.decoded;
  expect(allowance.bytes).toBe(20_000);
});

/** At the usual quality Brotli takes seconds for so much. */
const params = { [constants.BROTLI_PARAM_QUALITY]: 4 };
const long = brotliCompressSync("x".repeat(32 * 2 ** 20), { params });

test("responses of one request are decoded in turn, and each within the bytes that the last one left", async () => {
  const short = { coding: "gzip", bytes: gzipSync(text) };
  const { client } = await serve({ "/long": { coding: "br", bytes: long }, "/short": short });
  const allowance = { bytes: 32 * 2 ** 20 + 9_999 };
  const bounds = (): Bounds => ({ deadline: openDeadline(), allowance });
  const ended: string[] = [];
  const note = async (path: string, outcome: ReturnType<typeof exchange>) =>
    ended.push(`${path} ${(await outcome).kind}`);
  await new Promise<void>((resolve) => {
    const first = note("/long", exchange(observed(client, sendNext), request("/long"), bounds()));
    function sendNext() {
      const second = note("/short", exchange(client, request("/short"), bounds()));
      resolve(Promise.all([first, second]).then(() => undefined));
    }
  });
  expect(ended).toEqual(["/long answered", "/short oversized"]);
});
