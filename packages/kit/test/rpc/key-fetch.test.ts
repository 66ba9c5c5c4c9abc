/** Fetch of the public keys: over both transports, up to a limit, and only what has the form of keys. */
import { fastify } from "fastify";
import { expect, onTestFinished, test } from "vitest";
import { fetchPublicKeys, keysPath } from "../../src/rpc/key-fetch.ts";
import { directTransport, httpTransport } from "../../src/rpc/transports.ts";
import { createLog } from "../../src/runtime/log.ts";
import { createMetrics } from "../../src/runtime/metrics.ts";
import { byName } from "../../src/runtime/processes.ts";
import { systemRuntime } from "../../src/runtime/runtime.ts";
import { newPair } from "../../testing/access-tokens.ts";
import { endlessBytes, startEndlessServer } from "../../testing/servers/endless-server.ts";
import { processes } from "../support/processes.ts";

const parts = { runtime: systemRuntime, metrics: createMetrics() };

function usersWith(response: unknown) {
  const app = fastify();
  app.get(keysPath, async () => response);
  onTestFinished(() => app.close());
  return app;
}

function overHttp(origin: string) {
  const { transport, close } = httpTransport(
    byName(processes, () => [origin]),
    { ...parts, log: createLog("orders", "silent") },
  );
  onTestFinished(close);
  return { ...parts, callee: "users", transport };
}

test("keys are fetched over HTTP and inside one process", async () => {
  const { publicJwk } = await newPair("key-1");
  const app = usersWith({ keys: [publicJwk] });
  const origin = await app.listen({ host: "127.0.0.1", port: 0 });
  for (const users of [
    overHttp(origin),
    { ...parts, callee: "users", transport: directTransport(new Map([["users", app]])) },
  ])
    expect(await fetchPublicKeys(users)).toEqual({ keys: [publicJwk] });
});

test("an answer without keys is refused", async () => {
  for (const response of [{ keys: [] }, { keys: [{ kty: "OKP" }] }, {}]) {
    const transport = directTransport(new Map([["users", usersWith(response)]]));
    await expect(fetchPublicKeys({ ...parts, callee: "users", transport })).rejects.toThrow();
  }
});

test("keys that come without end are read up to a limit", async () => {
  const server = await startEndlessServer();
  onTestFinished(() => server.close());
  await expect(fetchPublicKeys(overHttp(server.origin))).rejects.toThrow(
    "the answers are larger than one request may have",
  );
  expect(server.sent()).toBeLessThan(endlessBytes / 2);
});
