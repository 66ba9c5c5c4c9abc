/** The statement log of a request: for our router's signed request that asks for it, outside of production, and for no other sender. */
import { expect, test } from "vitest";
import { createLog } from "../../../src/runtime/log.ts";
import { createMetrics } from "../../../src/runtime/metrics.ts";
import { systemRuntime } from "../../../src/runtime/runtime.ts";
import { type StatementLog, withTrace } from "../../../src/runtime/trace.ts";
import { explainHeader, logStatement, openStatementLog, readStatementLog } from "../../../src/tracing/statement-log.ts";
import { respondTo } from "../../../testing/subgraph-client.ts";
import { service } from "../../support/service.ts";
import { addTin, namesOf, openTins, storeFile } from "../../support/tins.ts";

const silent = createLog("test", "silent");

function inRequest<T>(statements: StatementLog | undefined, work: () => T): T {
  return withTrace({ requestId: "req_1", entry: "graphql", statements }, work);
}

test("reads and writes of a request are logged by their text, with their number and time, and without values", async () => {
  const store = await openTins(systemRuntime, storeFile(), createMetrics(), true);
  const log = openStatementLog(systemRuntime);
  await inRequest(log, async () => {
    await store.write("add", (tx) => addTin(tx, "herring"));
    await store.read((db) => namesOf(db));
    await store.read((db) => namesOf(db));
  });
  await store.read((db) => namesOf(db));
  const [written, read, ...more] = log.list();
  expect(written).toMatchObject({ text: expect.stringMatching(/^insert into "tins"/), count: 1 });
  expect(read).toMatchObject({
    text: expect.stringMatching(/^select .* from "tins"/),
    count: 2,
    ms: expect.any(Number),
  });
  expect([more, read && read.ms > 0]).toEqual([[], true]);
  expect(JSON.stringify(log.list())).not.toContain("herring");
});

test("a store that was opened without logs times nothing", async () => {
  const store = await openTins();
  const log = openStatementLog(systemRuntime);
  await inRequest(log, () => store.read((db) => namesOf(db)));
  expect(log.list()).toEqual([]);
});

test("a log has 40 entries of 1,000 characters, and counts all other statements in the last", () => {
  const log = openStatementLog(systemRuntime);
  inRequest(log, () => {
    for (let number = 0; number < 100; number += 1) logStatement(`${number} ${"x".repeat(5_000)}`, () => undefined);
  });
  const list = log.list();
  expect([list.length, list.at(-1)?.text, list.at(-1)?.count]).toEqual([40, "(other statements)", 61]);
  expect(JSON.stringify(list).length).toBeLessThan(45_000);
  expect(readStatementLog(list)).toEqual(list);
  expect(readStatementLog([...list, list[0]])).toEqual([]);
  expect(readStatementLog([{ text: 7 }])).toEqual([]);
});

const payload = JSON.stringify({ query: "{ hello }" });

test("a service names statements in the answer to a signed request that asks for them", async () => {
  const { graph, sign } = await service();
  const ask = async (headers: Record<string, string>) =>
    JSON.parse((await respondTo(graph, { headers, payload })).text);
  const response = { data: { hello: "runtime" } };
  expect(await ask(sign(payload))).toEqual(response);
  expect(await ask({ ...sign(payload), [explainHeader]: "1" })).toEqual({
    ...response,
    extensions: { statements: [] },
  });
  const unsigned = await ask({ "content-type": "application/json", [explainHeader]: "1" });
  expect(unsigned).not.toHaveProperty("extensions");
});

test("a service in production does not name them", async () => {
  const { graph, sign } = await service(silent, { explains: false });
  const { text } = await respondTo(graph, { headers: { ...sign(payload), [explainHeader]: "1" }, payload });
  expect(JSON.parse(text)).toEqual({ data: { hello: "runtime" } });
});

test("a sender with an access token does not get them", async () => {
  const access = { mode: "bearer", isProduction: false, trustedProxies: 0 } as const;
  const { graph } = await service(silent, { access });
  const origin = await graph.listen({ host: "127.0.0.1", port: 0 });
  const headers = { "content-type": "application/json", accept: "application/json", [explainHeader]: "1" };
  const response = await fetch(`${origin}/graphql`, { method: "POST", headers, body: payload });
  expect(await response.json()).toEqual({ data: { hello: "runtime" } });
});
