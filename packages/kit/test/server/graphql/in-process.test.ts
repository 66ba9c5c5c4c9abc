/** Entry for the router of the same process: the answers of the listener to the same operation and identity, as objects. */
import { expect, test } from "vitest";
import type { DirectRequest } from "../../../src/server/graphql/in-process.ts";
import { guest, userWith } from "../../../testing/subgraph-client.ts";
import { service } from "../../support/service.ts";

function ask(query: string, variables = "{}", viewer: DirectRequest["identity"]["viewer"] = guest): DirectRequest {
  const identity = { viewer, guest: [], requestId: "req_1" };
  const sent = {
    query,
    operationName: undefined,
    variables,
    timeoutMs: 10_000,
    answerBytes: 1_000_000,
    isExplained: false,
  };
  return { identity, ...sent, onDisconnect: undefined };
}

test.each([
  ["variables in a list", ask("{ hello }", "[1]"), 400, "BAD_REQUEST"],
  ["variables that are no JSON", ask("{ hello }", "{"), 400, "BAD_REQUEST"],
  ["variables that name a prototype", ask("{ hello }", '{"__proto__":{}}'), 400, "BAD_REQUEST"],
  ["a request above the limit", ask(`{ hello } #${"x".repeat(5_000_000)}`), 413, "PAYLOAD_TOO_LARGE"],
])("%s is refused with a code", async (_name, request, status, code) => {
  const { graph } = await service();
  expect(await graph.answer(request)).toMatchObject({
    status,
    body: { errors: [{ extensions: { code } }] },
  });
});

test("an operation is executed for the identity that is handed over", async () => {
  const { graph } = await service();
  expect(await graph.answer(ask("{ mine }", "{}", userWith("user_1")))).toMatchObject({
    body: { data: { mine: "yours" } },
  });
  expect(await graph.answer(ask("{ mine }"))).toMatchObject({ body: { data: { mine: null } } });
});

test("each answer has data of its own, which its receiver may change", async () => {
  const { graph } = await service();
  const [one, other] = [await graph.answer(ask("{ hello }")), await graph.answer(ask("{ hello }"))];
  Object.assign(Object(one.body).data, { hello: "changed" });
  expect(other.body).toEqual({ data: { hello: "runtime" } });
  expect(await graph.answer(ask("{ hello }"))).toEqual(other);
});

test("an answered request is counted once, with its status", async () => {
  const { graph, metrics } = await service();
  const counted = async (status: number) =>
    new RegExp(`hansa_http_requests_total\\{entry="graphql",operation="/graphql",status="${status}"\\} (\\d+)`).exec(
      await metrics.registry.metrics(),
    )?.[1];
  await graph.answer(ask("{ hello }"));
  await graph.answer(ask("{ nothing }"));
  expect([await counted(200), await counted(400)]).toEqual(["1", "1"]);
});

test("the budget of a request ends when its caller leaves, and the request is not counted", async () => {
  const { graph, metrics } = await service();
  const request = ask("{ slow }");
  const answered = graph.answer(request);
  request.onDisconnect?.();
  expect(await answered).toMatchObject({
    status: 200,
    body: { data: null, errors: [{ extensions: { code: "SUBGRAPH_UNAVAILABLE" } }] },
  });
  expect(await metrics.registry.metrics()).not.toContain("hansa_http_requests_total{");
});

test("a service that is closing refuses, and executes nothing", async () => {
  const { graph, stop } = await service();
  await stop();
  expect(await graph.answer(ask("mutation { again }"))).toMatchObject({
    status: 503,
    body: { errors: [{ extensions: { code: "SUBGRAPH_UNAVAILABLE" } }] },
  });
});
