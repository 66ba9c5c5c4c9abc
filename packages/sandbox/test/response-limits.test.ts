/** Bounds of the sandbox's two HTTP clients: a response that does not end is rejected, and its connection is closed. */
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { systemRuntime } from "@hansa/kit/runtime";
import { portOf } from "@hansa/kit/testing";
import { expect, onTestFinished, test } from "vitest";
import { sandboxClient } from "../src/http/client.ts";
import { postTo } from "../src/messages/transport.ts";
import { secrets } from "../testing/test-sandbox.ts";

const mib = 1024 * 1024;

/** A server that answers every request with spaces until the client leaves, and counts the bytes that it wrote. */
async function endlessServer(): Promise<{ url: string; written: () => number; left: Promise<unknown> }> {
  const chunk = Buffer.alloc(16 * 1024, " ");
  let written = 0;
  function fill(response: ServerResponse): void {
    while (!response.destroyed && response.write(chunk)) written += chunk.length;
  }
  const server = createServer();
  const left = once(server, "request").then(([, response]) => once(response, "close"));
  server.on("request", (request, response) => {
    request.resume();
    response.on("drain", () => fill(response));
    response.writeHead(200, { "content-type": "application/json" });
    fill(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${portOf(server.address())}/`;
  return { url, written: () => written, left };
}

test("a response of the sandbox is read up to 4 MiB", async () => {
  const { url, written, left } = await endlessServer();
  const { signal } = new AbortController();
  const response = sandboxClient(url, secrets).lookup({ paymentId: "pay_1" }, signal);
  await expect(response).rejects.toThrow(`more than ${4 * mib} bytes`);
  await left;
  // Beyond the limit stand only what the sockets hold.
  expect(written()).toBeLessThan(32 * mib);
});

test("an answer to a webhook is read up to 64 KiB", async () => {
  const { url, written, left } = await endlessServer();
  const posted = postTo(url, systemRuntime)({}, "{}");
  await expect(posted).rejects.toThrow(`more than ${64 * 1024} bytes`);
  await left;
  expect(written()).toBeLessThan(16 * mib);
});
