/** Calls of peers: a response that cannot be read is none, and a call whose connection breaks is sent once more. */
import { createServer } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { developmentRing } from "../../src/identity/keys/key-ring.ts";
import { operation } from "../../src/rpc/contract.ts";
import { callPeer } from "../../src/rpc/peers.ts";
import { httpTransport } from "../../src/rpc/transports.ts";
import { createLog } from "../../src/runtime/log.ts";
import { createMetrics } from "../../src/runtime/metrics.ts";
import { byName } from "../../src/runtime/processes.ts";
import { systemRuntime } from "../../src/runtime/runtime.ts";
import { portOf } from "../../testing/ports.ts";
import { processes } from "../support/processes.ts";

const count = operation({ name: "count", callers: ["orders"], input: z.object({}), output: z.object({}) });

test.each([
  [200, ""],
  [200, "<html>"],
  [200, '{"data":'],
  [404, '{"errors":[]}'],
])("a peer that answers %i with %j is unavailable, as one of a release without the operation", async (status, body) => {
  const call = callPeer(
    {
      callee: "users",
      ring: developmentRing("orders", processes),
      transport: async () => ({ status, body }),
      runtime: systemRuntime,
      metrics: createMetrics(),
    },
    count,
    {},
  );
  await expect(call).rejects.toMatchObject({ extensions: { code: "SUBGRAPH_UNAVAILABLE", retryAfterMs: 1_000 } });
});

test("a call whose connection breaks is sent once more", async () => {
  let received = 0;
  const server = createServer((_request, response) => {
    received += 1;
    if (received === 1) response.destroy();
    else response.end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${portOf(server.address())}`;
  const { transport, close } = httpTransport(
    byName(processes, () => [origin]),
    { runtime: systemRuntime, log: createLog("test", "silent") },
  );
  onTestFinished(async () => {
    await close();
    server.close();
    server.closeAllConnections();
  });
  const peer = {
    callee: "users",
    ring: developmentRing("orders", processes),
    transport,
    runtime: systemRuntime,
  } as const;
  expect(await callPeer({ ...peer, metrics: createMetrics() }, count, {})).toEqual({});
  expect(received).toBe(2);
});
