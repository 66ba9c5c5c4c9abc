/** Responses of peers have a limit: a service that sends without end is unavailable, and costs its callers little memory. */
import type { OutgoingHttpHeaders } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { developmentRing } from "../../src/identity/keys/key-ring.ts";
import { operation } from "../../src/rpc/contract.ts";
import { callPeer, type PeerCall } from "../../src/rpc/peers.ts";
import { httpTransport, maxResponseBytes } from "../../src/rpc/transports.ts";
import { createMetrics } from "../../src/runtime/metrics.ts";
import { byName } from "../../src/runtime/processes.ts";
import { systemRuntime } from "../../src/runtime/runtime.ts";
import { openPeerSessionCheck } from "../../src/sessions/session-check.ts";
import { endlessBytes, startEndlessServer } from "../../testing/servers/endless-server.ts";
import { userWith } from "../../testing/subgraph-client.ts";
import { log, openConsumer } from "../support/event-source.ts";
import { processes } from "../support/processes.ts";
import { openTins } from "../support/tins.ts";

const unavailable = { extensions: { code: "SUBGRAPH_UNAVAILABLE" } };
const count = operation({ name: "count", callers: ["orders"], input: z.object({}), output: z.object({}) });

/** A peer that sends without end. */
async function endlessPeer(headers: OutgoingHttpHeaders = {}) {
  const server = await startEndlessServer(headers);
  const { transport, close } = httpTransport(
    byName(processes, () => [server.origin]),
    { runtime: systemRuntime, log },
  );
  onTestFinished(async () => {
    await close();
    server.close();
  });
  const parts = {
    ring: developmentRing("orders", processes),
    transport,
    runtime: systemRuntime,
    metrics: createMetrics(),
  };
  const peer: PeerCall = { ...parts, callee: "users" };
  return { peer, transport, sent: server.sent };
}

test("a call ends at the limit", async () => {
  const { peer, sent } = await endlessPeer();
  await expect(callPeer(peer, count, {})).rejects.toMatchObject(unavailable);
  expect(sent()).toBeGreaterThan(maxResponseBytes);
  expect(sent()).toBeLessThan(endlessBytes);
});

test("of an answer that announces more than the limit, nothing is read", async () => {
  const { peer, sent } = await endlessPeer({ "content-length": endlessBytes });
  await expect(callPeer(peer, count, {})).rejects.toMatchObject(unavailable);
  // The buffers of the two sockets are filled before the connection ends.
  expect(sent()).toBeLessThan(maxResponseBytes / 2);
});

test("a consumer of events ends its read at the limit", async () => {
  const { transport, sent } = await endlessPeer();
  await expect(openConsumer(await openTins(), transport).catchUp()).rejects.toMatchObject(unavailable);
  expect(sent()).toBeLessThan(endlessBytes);
});

test("the session check ends its read of the revocation feed at the limit, and lets no write through", async () => {
  const { peer, sent } = await endlessPeer();
  expect(await openPeerSessionCheck(peer, log).check(userWith("ada"), true)).toBe("unverifiable");
  await expect.poll(sent).toBeGreaterThan(0);
  expect(sent()).toBeLessThan(endlessBytes);
});
