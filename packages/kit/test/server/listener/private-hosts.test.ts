/** Internal listeners on a loopback address answer to the machine's own names and not to those of strangers; others answer to any. */
import { fastify } from "fastify";
import { expect, onTestFinished, test } from "vitest";
import { refuseForeignHosts } from "../../../src/server/listener/private-hosts.ts";
import { portOf } from "../../../testing/ports.ts";
import { sendRaw } from "../../../testing/raw-http.ts";
import { recordingLog } from "../../support/log-lines.ts";
import { service } from "../../support/service.ts";

async function listen(host: string): Promise<number> {
  const app = fastify();
  refuseForeignHosts(app, (reply) => reply.status(403).send("refused"));
  app.get("/metrics", async () => "metrics");
  onTestFinished(() => app.close());
  await app.listen({ host, port: 0 });
  return portOf(app.server.address());
}

async function statusFor(port: number, host: string): Promise<number> {
  const { status } = await sendRaw(`http://127.0.0.1:${port}`, ["GET /metrics HTTP/1.1", `host: ${host}`]);
  return status;
}

test.each([
  ["localhost", 200],
  ["127.0.0.1:4011", 200],
  ["[::1]:4011", 200],
  ["products.localhost", 200],
  ["evil.example", 403],
  ["evil.example:4011", 403],
  ["localhost.evil.example", 403],
  ["products", 403],
])("on a loopback address the host %s gets %i", async (host, status) => {
  expect(await statusFor(await listen("127.0.0.1"), host)).toBe(status);
});

test("a request without a host, as some health checks send it, is answered", async () => {
  const port = await listen("127.0.0.1");
  expect((await sendRaw(`http://127.0.0.1:${port}`, ["GET /metrics HTTP/1.0"])).status).toBe(200);
});

test("a listener that others reach is called by names that it does not know", async () => {
  expect(await statusFor(await listen("0.0.0.0"), "products:4011")).toBe(200);
});

test("the internal server of a service refuses foreign hosts on every path, before a signature is looked at", async () => {
  const { lines, log } = recordingLog();
  const { internal } = await service(log);
  const origin = await internal.listen({ host: "127.0.0.1", port: 0 });
  for (const path of ["/metrics", "/health", "/ready", "/internal/count"]) {
    const { status } = await sendRaw(origin, [`GET ${path} HTTP/1.1`, "host: evil.example"]);
    expect([path, status]).toEqual([path, 403]);
  }
  expect((await sendRaw(origin, ["GET /metrics HTTP/1.1", "host: localhost"])).status).toBe(200);
  expect(lines.join()).not.toContain("signature");
});
