/** Operations that Apollo's gateway never plans: beyond the router's limits, subscriptions, and others without a code of their own. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Gateways, openGateways, type TestGateway } from "../support/apollo-gateway.ts";

let gateways: Gateways;
let gateway: TestGateway;

beforeAll(async () => {
  gateways = await openGateways();
  gateway = await gateways.start();
});
beforeEach(() => gateways.reset());
afterAll(() => gateways.stop());

const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)]);

type Sent = { query?: string; operationName?: string; variables?: unknown; extensions?: unknown; documentId?: string };

const read = async (response: Response) => {
  const text = await response.text();
  const { errors, data } = JSON.parse(text);
  return { status: response.status, text, data, code: errors?.[0].extensions.code, message: errors?.[0].message };
};
const byPost = async (sent: Sent | Sent[]) =>
  read(
    await fetch(gateway.public, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(sent),
    }),
  );
const byGet = async (sent: Sent) => {
  const parameters = Object.entries(sent).map(([name, value]): [string, string] => [
    name,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  const headers = { "apollo-require-preflight": "1" };
  return read(await fetch(`${gateway.public}?${new URLSearchParams(parameters)}`, { headers }));
};

describe.each([
  ["POST", byPost],
  ["GET", byGet],
])("by %s", (_method, send) => {
  test.each<[string, Sent, string]>([
    ["a name of 101 characters", { query: `{ ${"a".repeat(101)}: count }` }, "OPERATION_TOO_LARGE"],
    [
      "one field 17 times",
      { query: `{ ${Array.from({ length: 17 }, (_, index) => `a${index}: count`).join(" ")} }` },
      "OPERATION_TOO_LARGE",
    ],
    [
      "a mutation more often than it may stand in one operation",
      { query: "mutation { a: login ...F } fragment F on Mutation { b: login }" },
      "OPERATION_TOO_LARGE",
    ],
    [
      "brackets within each other",
      { query: `{ product(id: ${"[".repeat(200)}${"]".repeat(200)}) { id } }` },
      "OPERATION_TOO_LARGE",
    ],
    ["more brackets than the parser can follow", { query: "{a".repeat(1_900) }, "GRAPHQL_PARSE_FAILED"],
    ["a subscription", { query: "subscription { x }" }, "SUBSCRIPTIONS_NOT_SUPPORTED"],
    [
      "a subscription beside a query, by its name",
      { query: "query A { count } subscription B { x }", operationName: "B" },
      "SUBSCRIPTIONS_NOT_SUPPORTED",
    ],
    ["variables that nest 17 levels", { query: "{ count }", variables: { a: nested(17) } }, "OPERATION_TOO_LARGE"],
  ])("%s: a coded refusal, each time", async (_name, sent, code) => {
    for (let turn = 0; turn < 2; turn += 1) {
      const response = await send(sent);
      expect([response.status, response.code, response.data]).toEqual([400, code, undefined]);
      expect(response.text).not.toContain("call stack");
    }
    expect([...gateways.products.headers, ...gateways.orders.headers]).toEqual([]);
  });

  test("names of 100 characters are answered", async () => {
    expect(await send({ query: `{ ${"a".repeat(100)}: count }` })).toMatchObject({ status: 200, code: undefined });
  });

  test.each([
    [
      "a hash",
      { extensions: { persistedQuery: { version: 1, sha256Hash: "ecf4" } } },
      200,
      "PersistedQueryNotSupported",
    ],
    [
      "an id of a stored document",
      { documentId: "ecf4" },
      400,
      "No documents are stored, so `documentId` names none. Send the text as `query`.",
    ],
  ])("%s instead of a text is refused in words that clients know", async (_form, sent, status, message) => {
    expect(await send(sent)).toMatchObject({ status, message, code: "PERSISTED_QUERY_NOT_SUPPORTED" });
  });
});

test("a batch is refused in Apollo Server's words", async () => {
  const response = await byPost([{ query: "{ count }" }]);
  expect(response).toMatchObject({ status: 400, code: "BAD_REQUEST", message: "Operation batching disabled." });
});

test("variables that only Apollo Server would read are refused, so that no limit is passed by", async () => {
  expect((await byGet({ query: "{ count }", variables: '{"__proto__":{"a":1}}' })).code).toBe("BAD_REQUEST");
});
