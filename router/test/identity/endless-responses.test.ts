/** Responses of the users service have a limit: API clients that come without end are refused before they fill the memory. */

import { createLog } from "@hansa/contracts/log";
import { byService, processes } from "@hansa/contracts/processes";
import { developmentRing } from "@hansa/kit/identity";
import { httpTransport } from "@hansa/kit/rpc";
import { createMetrics, systemRuntime } from "@hansa/kit/runtime";
import { endlessBytes, startEndlessServer } from "@hansa/kit/testing";
import { expect, onTestFinished, test } from "vitest";
import { fetchClientByKey } from "../../src/identity/users-peer.ts";

async function openEndlessUsers() {
  const server = await startEndlessServer();
  const log = createLog("router", "silent");
  const { transport, close } = httpTransport(
    byService(() => [server.origin]),
    { runtime: systemRuntime, log },
  );
  onTestFinished(async () => {
    await close();
    server.close();
  });
  const parts = { ring: developmentRing("router", processes), runtime: systemRuntime, metrics: createMetrics() };
  return { peer: { ...parts, callee: "users", transport } as const, sent: server.sent };
}

test("an API client is read up to a limit", async () => {
  const { peer, sent } = await openEndlessUsers();
  await expect(fetchClientByKey(peer, "hash")).rejects.toMatchObject({
    extensions: { code: "SUBGRAPH_UNAVAILABLE" },
  });
  expect(sent()).toBeLessThan(endlessBytes);
});
