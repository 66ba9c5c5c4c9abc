/** Usage of contracts: one text is an operation of its own under each, and the registry is told under which it is sent. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { graphContracts } from "@hansa/contracts/graph-contracts";
import { createLog } from "@hansa/contracts/log";
import { manualRuntime, rowsOf } from "@hansa/kit/testing";
import { buildSchema, getOperationAST, parse } from "graphql";
import { expect, onTestFinished, test } from "vitest";
import { openRouterStore } from "../../src/control/store/router-store.ts";
import { findUsedOperations } from "../../src/control/store/usage/counts.ts";
import { openUsage } from "../../src/control/usage/usage.ts";
import { storeIn } from "../support/router.ts";

const schema = buildSchema("type Query { title: String }");

test("one text is counted under each contract, the most used first", async () => {
  const folder = mkdtempSync(join(tmpdir(), "hansa-usage-"));
  const place = await storeIn(folder);
  const runtime = manualRuntime(Date.UTC(2026, 5, 3));
  const store = openRouterStore(place, runtime, createLog("router", "silent"));
  const stopping = new AbortController();
  onTestFinished(async () => {
    stopping.abort();
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const metrics = { countUncounted: () => {} };
  const usage = openUsage({ runtime, store, instance: 1, metrics, stopping: stopping.signal });
  for (const contract of [...graphContracts, "PUBLIC"] as const) {
    const document = parse("query Page { title }", { noLocation: true });
    const operation = getOperationAST(document);
    if (!operation) throw new Error("no operation");
    usage.count({ document, operation, contract, schema }, { headers: {}, user: undefined, ms: 5, hasErrors: false });
  }
  await usage.flush();
  const counts = "SELECT contract, count FROM usage_operations JOIN usage_counts USING (hash) ORDER BY contract";
  expect(await rowsOf(place, counts)).toEqual([
    { contract: "ALL", count: 1 },
    { contract: "PARTNER", count: 1 },
    { contract: "PUBLIC", count: 2 },
  ]);
  const used = (await store.use((opened) => opened.read((db) => findUsedOperations(db, 0)))) ?? [];
  expect(used.map(({ contract }) => contract)[0]).toBe("PUBLIC");
  expect(used).toHaveLength(3);
});
