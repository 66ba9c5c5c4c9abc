/**
 * The transports of a request: compiled execution and Apollo Server, each for signed requests, and bearer access. All give one response to one
 * request, and the guards hold on each.
 */
import type { ApolloServerPlugin } from "@apollo/server";
import { afterEach, describe, expect, test } from "vitest";
import type { Viewer } from "../../../src/identity/identity.ts";
import { createLog } from "../../../src/runtime/log.ts";
import type { RequestContext } from "../../../src/server/graphql/context.ts";
import type { SessionCheck } from "../../../src/sessions/session-check.ts";
import { newPair, tokenOf } from "../../../testing/access-tokens.ts";
import { guest, respondTo, userWith } from "../../../testing/subgraph-client.ts";
import { service } from "../../support/service.ts";

type Request = { query: string; operationName?: string; variables?: object; viewer?: Viewer };
type Service = Awaited<ReturnType<typeof service>>;
type Response = { status: number; body: unknown };

const revoked: Viewer = userWith("revoked");
const staff: Viewer = userWith("staff", ["tins:read"]);
/** Refuses one viewer as revoked, and the changes of another because the feed is too old. */
const sessions: SessionCheck = {
  check: async (viewer, isWrite) => {
    if (viewer === revoked || ("id" in viewer && viewer.id === "revoked")) return "revoked";
    return isWrite && viewer.kind === "user" ? "unverifiable" : "live";
  },
  follow: async () => {},
};

async function signed({ graph, sign }: Service, { viewer = guest, ...body }: Request): Promise<Response> {
  const payload = JSON.stringify(body);
  const { status, text } = await respondTo(graph, { headers: sign(payload, { viewer }), payload });
  return { status, body: JSON.parse(text) };
}

/** Sends the request over a connection with an access token of the viewer, a guest without one. */
async function bearer({ graph, runtime }: Service, { viewer = guest, ...body }: Request): Promise<Response> {
  const origin = await graph.listen({ host: "127.0.0.1", port: 0 });
  const headers: Record<string, string> = { "content-type": "application/json", accept: "application/json" };
  if (viewer.kind === "user") headers.authorization = `Bearer ${await tokenFor(viewer, runtime.now())}`;
  const response = await fetch(`${origin}/graphql`, { method: "POST", headers, body: JSON.stringify(body) });
  return { status: response.status, body: await response.json() };
}

const pair = await newPair("key_1");

function tokenFor(viewer: Extract<Viewer, { kind: "user" }>, now: number): Promise<string> {
  const { id, role, scopes, sessionId } = viewer;
  const exp = Math.floor(now / 1_000) + 300;
  return tokenOf(pair, now, { claims: { sub: id, role, scope: scopes.join(" "), sid: sessionId, exp } });
}

const silent = createLog("test", "silent");
const bearerAccess = {
  access: { mode: "bearer", isProduction: false, trustedProxies: 0 },
  askKeys: async () => ({ keys: [pair.publicJwk] }),
} as const;

const transports = [
  ["compiled, signed", { isCompiled: true }, signed],
  ["Apollo Server, signed", { isCompiled: false }, signed],
  ["bearer", bearerAccess, bearer],
] as const;

const tins = (count: number) => Array.from({ length: count }, (_, id) => ({ __typename: "Tin", id: String(id) }));
const entities = "query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }";
const code = (name: string) => ({ errors: [{ extensions: { code: name } }] });

const cases: [name: string, request: Request, status: number, body: object][] = [
  ["a valid operation", { query: "{ hello }" }, 200, { data: { hello: "runtime" } }],
  [
    "a named operation",
    { query: "query A { hello } query B { b: hello }", operationName: "B" },
    200,
    { data: { b: "runtime" } },
  ],
  ["an unknown name", { query: "query A { hello }", operationName: "B" }, 400, code("OPERATION_RESOLUTION_FAILURE")],
  [
    "several operations without a name",
    { query: "query A { hello } query B { hello }" },
    400,
    code("OPERATION_RESOLUTION_FAILURE"),
  ],
  ["the SDL", { query: "{ _service { __typename } }" }, 200, { data: { _service: { __typename: "_Service" } } }],
  [
    "two mutations that read, with loaders cleared between them",
    { query: "mutation { one: reads two: reads }" },
    200,
    { data: { one: 1, two: 2 } },
  ],
  [
    "a mutation that is a replay",
    { query: "mutation { again }" },
    200,
    { data: { again: true }, extensions: { replayed: true } },
  ],
  [
    "a resolver that throws",
    { query: "{ broken hello }" },
    200,
    { data: { broken: null, hello: "runtime" }, ...code("INTERNAL_SERVER_ERROR") },
  ],
  ["a store that is full", { query: "{ full }" }, 200, { data: { full: null }, ...code("STORE_UNAVAILABLE") }],
  [
    "a field that the viewer may not read",
    { query: "{ mine }" },
    200,
    { data: { mine: null }, ...code("UNAUTHENTICATED") },
  ],
  ["a field of the viewer", { query: "{ mine }", viewer: userWith("user_1") }, 200, { data: { mine: "yours" } }],
  ["no GraphQL", { query: "{" }, 400, code("GRAPHQL_PARSE_FAILED")],
  ["an unknown field", { query: "{ nothing }" }, 400, code("GRAPHQL_VALIDATION_FAILED")],
  ["a subscription", { query: "subscription { hello }" }, 200, code("OPERATION_NOT_SUPPORTED")],
  [
    "a variable of another type",
    { query: "query ($id: Boolean!) { hello @include(if: $id) }", variables: { id: 1 } },
    400,
    code("BAD_USER_INPUT"),
  ],
  ["a missing variable", { query: "query ($id: Boolean!) { hello @include(if: $id) }" }, 400, code("BAD_USER_INPUT")],
  ["a revoked session", { query: "{ hello }", viewer: revoked }, 200, code("UNAUTHENTICATED")],
  [
    "a change that cannot be checked",
    { query: "mutation { again }", viewer: staff },
    200,
    code("SESSION_UNVERIFIABLE"),
  ],
  ["a query of the same viewer", { query: "{ hello }", viewer: staff }, 200, { data: { hello: "runtime" } }],
  ["1,001 references", { query: entities, variables: { r: tins(1_001) } }, 200, code("TOO_MANY_REFERENCES")],
  [
    "a text beyond the limit",
    { query: "query ($t: String) { hello(text: $t) }", variables: { t: "x".repeat(200_000) } },
    200,
    code("BAD_USER_INPUT"),
  ],
  [
    "more values than the budget has",
    { query: "{ items(count: 50000) }" },
    200,
    { data: null, ...code("OPERATION_TOO_EXPENSIVE") },
  ],
];

describe.each(cases)("%s", (_name, request, status, body) => {
  test("has one answer on each transport", async () => {
    const responses: Response[] = [];
    for (const [, options, ask] of transports) {
      const target = await service(silent, { ...options, sessions });
      responses.push(await ask(target, request));
    }
    for (const [index, response] of responses.entries()) {
      expect(response, transports[index]?.[0]).toMatchObject({ status, body });
      expect(response.body, transports[index]?.[0]).toEqual(responses[0]?.body);
    }
  });
});

test.each(transports.filter(([name]) => name !== "bearer"))(
  "%s: a response that the router is to hold leaves at once, with a note",
  async (_name, options, ask) => {
    const target = await service(silent, options);
    const body = { data: { held: true, again: true }, extensions: { replayed: true, held: true } };
    expect(await ask(target, { query: "mutation { held again }" })).toEqual({ status: 200, body });
  },
);

test("a signed request with another accepted type is executed by Apollo Server, which negotiates", async () => {
  const { graph, sign } = await service();
  const payload = JSON.stringify({ query: "{ hello }" });
  const type = "application/graphql-response+json";
  const { headers } = await respondTo(graph, { headers: { ...sign(payload), accept: type }, payload });
  expect(headers.get("content-type")).toContain(type);
});

describe("a plugin of Apollo Server", () => {
  const seen: string[] = [];
  afterEach(() => seen.splice(0));
  const plugin: ApolloServerPlugin<RequestContext> = {
    requestDidStart: async () => ({
      executionDidStart: async () => ({
        willResolveField: ({ info }) => void seen.push(info.fieldName),
      }),
    }),
  };

  test("sees each field that Apollo Server resolves, and leaves compiled execution untouched", async () => {
    const target = await service(silent, { plugins: [plugin] });
    const resolverOf = () => target.schema.getQueryType()?.getFields().hello?.resolve;
    const before = resolverOf();
    expect((await signed(target, { query: "{ hello }" })).body).toEqual({ data: { hello: "runtime" } });
    expect(seen).toEqual([]);
    const payload = JSON.stringify({ query: "{ hello }" });
    await respondTo(target.graph, { headers: { ...target.sign(payload), accept: "*/*" }, payload });
    expect(seen).toEqual(["hello"]);
    await signed(target, { query: "{ hello }" });
    expect(seen).toEqual(["hello"]);
    expect(resolverOf()).toBe(before);
  });

  test("sees the router's fetches with compiled execution off", async () => {
    const target = await service(silent, { plugins: [plugin], isCompiled: false });
    await signed(target, { query: "{ hello }" });
    expect(seen).toEqual(["hello"]);
  });

  test("cannot answer for a viewer whose session has ended", async () => {
    const early: ApolloServerPlugin<RequestContext> = {
      requestDidStart: async () => ({
        responseForOperation: async () => {
          throw new Error("the guard did not answer first");
        },
      }),
    };
    const target = await service(silent, { plugins: [early], isCompiled: false, sessions });
    expect((await signed(target, { query: "{ hello }", viewer: revoked })).body).toMatchObject(code("UNAUTHENTICATED"));
  });
});
