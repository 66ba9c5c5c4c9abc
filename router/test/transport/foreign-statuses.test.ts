/** Statuses and media types of foreign subgraphs, whose fetches are unsigned: a client learns what it can do, and both types are accepted. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { retryAfterMsOf } from "../../src/transport/foreign-statuses.ts";
import { startRouter, type TestRouter } from "../support/router.ts";
import { type Misbehaviour, startOrders, startProducts, type TestSubgraph } from "../support/subgraphs.ts";

const saying =
  (status: number, text: string, headers: Record<string, string> = {}): Misbehaviour =>
  async (_request, reply) =>
    reply.status(status).type("application/json").headers(headers).send(text);
const refusal = (code: string, message = "who") => JSON.stringify({ errors: [{ message, extensions: { code } }] });
const query = "{ lastOrder { id } }";
const mutation = 'mutation { place(productId: "prod_1") { id } }';

let subgraphs: TestSubgraph[];
let orders: TestSubgraph;
let router: TestRouter;
let shop: TestRouter;

beforeAll(async () => {
  orders = await startOrders();
  subgraphs = [await startProducts(), orders];
  router = await startRouter(subgraphs, { ring: undefined });
  shop = await startRouter(subgraphs);
});
afterEach(() => orders.misbehave());
afterAll(async () => {
  for (const each of [router, shop]) await each.close();
  for (const subgraph of subgraphs) await subgraph.stop();
});

const answerTo = async (operation: string, answer: Misbehaviour) => {
  orders.misbehave(answer);
  const { errors } = await router.ask(operation);
  return errors.map(({ extensions: { requestId: _, ...extensions } }) => extensions);
};

describe("a refusal", () => {
  test.each([
    ["401 in GraphQL", saying(401, refusal("UNAUTHENTICATED")), { code: "UNAUTHENTICATED" }],
    ["403 in GraphQL", saying(403, refusal("FORBIDDEN")), { code: "FORBIDDEN" }],
    ["401 with a better code", saying(401, refusal("FORBIDDEN")), { code: "FORBIDDEN" }],
    ["401 with a code of its own", saying(401, refusal("JWT_EXPIRED")), { code: "UNAUTHENTICATED" }],
    ["401 in HTML", saying(401, "<h1>Who are you?</h1>"), { code: "UNAUTHENTICATED" }],
    ["403 in HTML", saying(403, "<h1>No.</h1>"), { code: "FORBIDDEN" }],
    ["429", saying(429, "slowly"), { code: "SUBGRAPH_UNAVAILABLE" }],
    [
      "429 with a time",
      saying(429, refusal("RATE_LIMITED"), { "retry-after": "3" }),
      { code: "SUBGRAPH_UNAVAILABLE", retryAfterMs: 3_000 },
    ],
  ])("with %s is one for the client, of queries and mutations", async (_name, answer, extensions) => {
    expect(await answerTo(query, answer)).toEqual([extensions]);
    expect(await answerTo(mutation, answer)).toEqual([extensions]);
  });

  test("has the words of the subgraph where its code is known, and none otherwise", async () => {
    orders.misbehave(saying(401, refusal("UNAUTHENTICATED", "Sign in first.")));
    expect((await router.ask(query)).errors[0]?.message).toBe("Sign in first.");
    orders.misbehave(saying(401, refusal("JWT_EXPIRED", "at 10.0.0.7")));
    expect((await router.ask(query)).text).not.toContain("10.0.0.7");
  });
});

test("a subgraph that is away says when to ask again, by 503 with a time", async () => {
  const away = saying(503, "", { "retry-after": "7" });
  expect(await answerTo(query, away)).toEqual([{ code: "SUBGRAPH_UNAVAILABLE", retryAfterMs: 7_000 }]);
  expect(await answerTo(mutation, away)).toEqual([{ code: "OUTCOME_UNKNOWN", retryAfterMs: 7_000 }]);
});

test.each([
  ["3", 3_000],
  ["0", 0],
  ["Thu, 01 Jan 1970 00:00:09 GMT", 4_000],
  ["Thu, 01 Jan 1970 00:00:01 GMT", 0],
  ["soon", undefined],
  ["", undefined],
  [undefined, undefined],
])("retry-after: %s is read", (header, ms) => {
  expect(retryAfterMsOf(header, 5_000)).toBe(ms);
});

describe("a response", () => {
  test("is asked for in both media types of a foreign subgraph, and in JSON of a service", async () => {
    await router.ask(query);
    expect(orders.headers.at(-1)?.accept).toBe(
      "application/graphql-response+json; charset=utf-8, application/json; charset=utf-8",
    );
    await shop.ask(query);
    expect(orders.headers.at(-1)?.accept).toBe("application/json");
  });

  test.each([200, 400])("in the newer media type with %i is read", async (status) => {
    orders.misbehave(async (_request, reply) =>
      reply
        .status(status)
        .type("application/graphql-response+json; charset=utf-8")
        .send('{"data":{"lastOrder":null},"errors":[{"message":"No.","extensions":{"code":"BAD_USER_INPUT"}}]}'),
    );
    const { data, errors } = await router.ask(query);
    expect([data, errors[0]?.extensions.code]).toEqual([{ lastOrder: null }, "BAD_USER_INPUT"]);
  });
});

test("a service of the shop that refuses its router is away for clients", async () => {
  orders.misbehave(saying(401, refusal("UNAUTHENTICATED"), { "retry-after": "3" }));
  expect((await shop.ask(query)).errors.map(({ extensions }) => extensions.code)).toEqual(["SUBGRAPH_UNAVAILABLE"]);
});
