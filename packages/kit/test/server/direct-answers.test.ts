/** Answers within one process: what the listener answers to the same signed bytes, and no more. */
import { expect, test } from "vitest";
import { service } from "../support/service.ts";

const ask = (query: string, variables = {}) => JSON.stringify({ query, variables });

test.each([
  ["a valid operation", ask("{ hello }")],
  ["a mutation that is a replay", ask("mutation { again }")],
  ["a resolver that throws", ask("{ broken }")],
  ["a store that is full", ask("{ hello full }")],
  ["a field that the viewer may not read", ask("{ mine }")],
  ["no GraphQL", ask("{")],
  ["an unknown field", ask("{ nothing }")],
  ["a variable of another type", ask("query ($id: ID!) { __typename @include(if: $id) }", { id: 1 })],
  ["no query", "{}"],
])("%s gets the status and the text of the listener", async (_name, payload) => {
  const { graph, answer, sign } = await service();
  const listened = await graph.inject({ method: "POST", url: "/graphql", headers: sign(payload), payload });
  const direct = await answer({ headers: sign(payload), body: Buffer.from(payload), onCallerGone: undefined });
  expect([direct.status, JSON.parse(direct.text)]).toEqual([listened.statusCode, JSON.parse(listened.body)]);
});

test("a request that is not signed, changed, or signed for another purpose gets 401", async () => {
  const { answer, sign } = await service();
  const payload = ask("{ hello }");
  const body = Buffer.from(payload);
  const statusOf = async (headers: Record<string, string>, bytes = body) =>
    (await answer({ headers, body: bytes, onCallerGone: undefined })).status;
  expect(await statusOf({})).toBe(401);
  expect(await statusOf(sign(payload), Buffer.from(ask("{ broken }")))).toBe(401);
  expect(await statusOf(sign(payload, { purpose: "/internal/count" }))).toBe(401);
  expect(await statusOf(sign(payload, { callee: "orders" }))).toBe(401);
  expect(await statusOf(sign(payload))).toBe(200);
});

test("an answered request is counted like one of the listener", async () => {
  const { answer, sign, metrics } = await service();
  const payload = ask("{ hello }");
  await answer({ headers: sign(payload), body: Buffer.from(payload), onCallerGone: undefined });
  expect(await metrics.registry.metrics()).toMatch(/_total\{[^}]*entry="graphql"[^}]*\} 1/);
});
