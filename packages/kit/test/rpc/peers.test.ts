/** Calls of peers: an answer that cannot be read is none. */
import { expect, test } from "vitest";
import { z } from "zod";
import { developmentRing } from "../../src/identity/keys/key-ring.ts";
import { operation } from "../../src/rpc/contract.ts";
import { callPeer } from "../../src/rpc/peers.ts";
import { createMetrics } from "../../src/runtime/metrics.ts";
import { systemRuntime } from "../../src/runtime/runtime.ts";

const count = operation({ name: "count", callers: ["orders"], input: z.object({}), output: z.object({}) });

test.each(["", "<html>", '{"data":'])("a peer that answers %j is unavailable", async (body) => {
  const call = callPeer(
    {
      callee: "users",
      ring: developmentRing("orders"),
      transport: async () => ({ status: 200, body }),
      runtime: systemRuntime,
      metrics: createMetrics(),
    },
    count,
    {},
  );
  await expect(call).rejects.toMatchObject({ extensions: { code: "SUBGRAPH_UNAVAILABLE", retryAfterMs: 1_000 } });
});
