/** Entry for the router of the same process: the answers of the listener to the same operation and identity, as objects. */
import { expect, test } from "vitest";
import { createLog } from "../../src/runtime/log.ts";
import { createMetrics } from "../../src/runtime/metrics.ts";
import { currentTrace } from "../../src/runtime/trace.ts";
import { answerDirectly, type DirectRequest } from "../../src/server/in-process-entry.ts";
import { manualRuntime } from "../../testing/manual-runtime.ts";
import { guest, userWith } from "../../testing/subgraph-client.ts";
import { service } from "../support/service.ts";

function ask(query: string, variables = "{}", viewer: DirectRequest["identity"]["viewer"] = guest): DirectRequest {
  const identity = { viewer, guest: [], requestId: "req_1" };
  return { identity, query, operationName: undefined, variables, onCallerGone: undefined };
}

test.each([
  ["a valid operation", "{ hello }", "{}"],
  ["a mutation that is a replay", "mutation { again }", "{}"],
  ["a resolver that throws", "{ broken }", "{}"],
  ["a store that is full", "{ hello full }", "{}"],
  ["a field that the viewer may not read", "{ mine }", "{}"],
  ["no GraphQL", "{", "{}"],
  ["an unknown field", "{ nothing }", "{}"],
  ["a subscription", "subscription { hello }", "{}"],
  ["a variable of another type", "query ($id: ID!) { __typename @include(if: $id) }", '{"id":1}'],
  ["a missing variable", "query ($id: Boolean!) { hello @include(if: $id) }", "{}"],
  ["variables in a list", "{ hello }", "[1]"],
  ["variables that are no JSON", "{ hello }", "{"],
  ["variables that name a prototype", "{ hello }", '{"__proto__":{}}'],
  ["a request above the limit", `{ hello } #${"x".repeat(5_000_000)}`, "{}"],
])("%s gets the status and the body of the listener", async (_name, query, variables) => {
  const { graph, answer, sign } = await service();
  const payload = `{"query":${JSON.stringify(query)},"variables":${variables}}`;
  const listened = await graph.inject({ method: "POST", url: "/graphql", headers: sign(payload), payload });
  const { status, body } = await answer(ask(query, variables));
  expect([status, JSON.stringify(body)]).toEqual([listened.statusCode, listened.body.trim()]);
});

test("an operation is executed for the identity that is handed over", async () => {
  const { answer } = await service();
  expect(await answer(ask("{ mine }", "{}", userWith("user_1")))).toMatchObject({ body: { data: { mine: "yours" } } });
  expect(await answer(ask("{ mine }"))).toMatchObject({ body: { data: { mine: null } } });
});

test("each answer has data of its own, which its receiver may change", async () => {
  const { answer } = await service();
  const [one, other] = [await answer(ask("{ hello }")), await answer(ask("{ hello }"))];
  Object.assign(Object(one.body).data, { hello: "changed" });
  expect(other.body).toEqual({ data: { hello: "runtime" } });
  expect(await answer(ask("{ hello }"))).toEqual(other);
});

test("an answered request is counted once, with its status", async () => {
  const { answer, metrics } = await service();
  const counted = async (status: number) =>
    new RegExp(`hansa_http_requests_total\\{entry="graphql",operation="/graphql",status="${status}"\\} (\\d+)`).exec(
      await metrics.registry.metrics(),
    )?.[1];
  await answer(ask("{ hello }"));
  await answer(ask("{ nothing }"));
  expect([await counted(200), await counted(400)]).toEqual(["1", "1"]);
});

test("the budget of a request ends when its caller leaves, and the request is not counted", async () => {
  const request = ask("{ hello }");
  const execute = async () => {
    const before = currentTrace()?.budget?.ended;
    request.onCallerGone?.();
    return { before, after: currentTrace()?.budget?.ended?.extensions.code, requestId: currentTrace()?.requestId };
  };
  const metrics = createMetrics();
  const parts = {
    runtime: manualRuntime(0),
    log: createLog("test", "silent"),
    metrics,
    bodyLimit: 1_000,
    execute,
    refuse: async () => ({ status: 400, body: {} }),
    isClosing: () => false,
  };
  expect(await answerDirectly(parts, request)).toEqual({
    status: 200,
    body: { before: undefined, after: "SUBGRAPH_UNAVAILABLE", requestId: "req_1" },
  });
  expect(await metrics.registry.metrics()).not.toContain("hansa_http_requests_total{");
});

test("a service that is closing refuses, and executes nothing", async () => {
  const { answer, stop } = await service();
  await stop();
  expect(await answer(ask("mutation { again }"))).toMatchObject({
    status: 503,
    body: { errors: [{ extensions: { code: "SUBGRAPH_UNAVAILABLE" } }] },
  });
});
