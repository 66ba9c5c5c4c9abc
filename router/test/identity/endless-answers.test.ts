/** Answers of the users service have a limit: API clients that come without end are refused before they fill the memory. */

import { developmentRing } from "@hansa/kit/identity/keys/key-ring";
import { createMetrics } from "@hansa/kit/runtime/metrics";
import { systemRuntime } from "@hansa/kit/runtime/runtime";
import { endlessBytes, startEndlessServer } from "@hansa/kit/testing/endless-server";
import { Pool } from "undici";
import { expect, onTestFinished, test } from "vitest";
import { fetchClientByKey, usersPeer } from "../../src/identity/users-peer.ts";

async function openEndlessUsers() {
  const server = await startEndlessServer();
  const pool = new Pool(server.origin);
  onTestFinished(async () => {
    await pool.destroy();
    server.close();
  });
  return { pool, sent: server.sent };
}

test("an API client is read up to a limit", async () => {
  const { pool, sent } = await openEndlessUsers();
  const parts = { ring: developmentRing("router"), runtime: systemRuntime, metrics: createMetrics() };
  await expect(fetchClientByKey(usersPeer(pool, parts), "hash")).rejects.toMatchObject({
    extensions: { code: "SUBGRAPH_UNAVAILABLE" },
  });
  expect(sent()).toBeLessThan(endlessBytes);
});
