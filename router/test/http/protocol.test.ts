/** GraphQL over HTTP: the protocol's own audits, and every request that is invalid before it is an operation. */
import { connect } from "node:net";
import { auditServer } from "graphql-http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startRouter, type TestRouter } from "../support/router.ts";
import { startOrders, startProducts, type TestSubgraph } from "../support/subgraphs.ts";

let subgraphs: TestSubgraph[];
let router: TestRouter;
let production: TestRouter;

beforeAll(async () => {
  subgraphs = [await startProducts(), await startOrders()];
  router = await startRouter(subgraphs, { corsOrigins: ["https://shop.example"] });
  production = await startRouter(subgraphs, { production: true });
});
afterAll(async () => {
  await router.close();
  await production.close();
  for (const subgraph of subgraphs) await subgraph.stop();
});

const json = { "content-type": "application/json" };
const post = (body: NonNullable<RequestInit["body"]>, headers: Record<string, string> = json) =>
  router.send("/graphql", { method: "POST", headers, body });
const get = (query: string, headers: Record<string, string> = {}, more = "") =>
  router.send(`/graphql?query=${encodeURIComponent(query)}${more}`, { headers });
/** A header that no page of another site can send without a preflight. */
const safe = { "x-requested-with": "test" };

test("all audits of GraphQL over HTTP pass", async () => {
  const fetchFn = (url: string, init: RequestInit = {}) =>
    fetch(url, { ...init, headers: { ...init.headers, "apollo-require-preflight": "1" } });
  const results = await auditServer({ url: `${router.url}/graphql`, fetchFn });
  const missed = results.filter(({ status }) => status !== "ok").map(({ id, name }) => `${id} ${name}`);
  expect(missed).toEqual([]);
  expect(results.length).toBeGreaterThanOrEqual(61);
});

describe("refused with a code in the shape of a GraphQL error:", () => {
  const tooLarge = JSON.stringify({ query: `{ viewer } # ${"x".repeat(10_000_000)}` });
  const notUtf8 = Buffer.concat([
    Buffer.from('{"query":"{ viewer(a: '),
    Buffer.from([0xc3, 0x28]),
    Buffer.from(') }"}'),
  ]);
  const cases: [string, () => ReturnType<typeof post>, number, string][] = [
    ["malformed JSON", () => post("{ nonsense"), 400, "BAD_REQUEST"],
    ["an empty body", () => post(""), 400, "BAD_REQUEST"],
    ["a list of operations", () => post(JSON.stringify([{ query: "{ viewer }" }])), 400, "BAD_REQUEST"],
    ["a body without a query", () => post("{}"), 400, "BAD_REQUEST"],
    ["variables that are a list", () => post('{"query":"{ viewer }","variables":[1]}'), 400, "BAD_REQUEST"],
    ["__proto__ as a key", () => post('{"query":"{ viewer }","variables":{"__proto__":{"a":1}}}'), 400, "BAD_REQUEST"],
    ["invalid UTF-8", () => post(notUtf8), 400, "BAD_REQUEST"],
    ["10 MB", () => post(tooLarge), 413, "PAYLOAD_TOO_LARGE"],
    ["101 kB", () => post(JSON.stringify({ query: `{ viewer } # ${"x".repeat(103_500)}` })), 413, "PAYLOAD_TOO_LARGE"],
    [
      "a form",
      () => post("query={viewer}", { "content-type": "application/x-www-form-urlencoded" }),
      415,
      "UNSUPPORTED_MEDIA_TYPE",
    ],
    [
      "plain text",
      () => post('{"query":"{ viewer }"}', { "content-type": "text/plain" }),
      415,
      "UNSUPPORTED_MEDIA_TYPE",
    ],
    [
      "another charset",
      () => post("{}", { "content-type": "application/json; charset=utf-7" }),
      415,
      "UNSUPPORTED_MEDIA_TYPE",
    ],
    ["PUT", () => router.send("/graphql", { method: "PUT", headers: json, body: "{}" }), 405, "METHOD_NOT_ALLOWED"],
    [
      "no acceptable answer",
      () => post('{"query":"{ viewer }"}', { ...json, accept: "text/html" }),
      406,
      "BAD_REQUEST",
    ],
    ["a GET that any page can send", () => get("{ viewer }"), 400, "CSRF_PREVENTED"],
    [
      "a GET of an odd type",
      () => get("{ viewer }", { "content-type": "message/http" }),
      415,
      "UNSUPPORTED_MEDIA_TYPE",
    ],
    [
      "__proto__ in the variables of a GET",
      () => get("{ viewer }", safe, '&variables={"__proto__":{"a":1}}'),
      400,
      "BAD_REQUEST",
    ],
    [
      "a prototype in the extensions of a GET",
      () => get("{ viewer }", safe, '&extensions={"constructor":{"prototype":{"a":1}}}'),
      400,
      "BAD_REQUEST",
    ],
    ["a mutation by GET", () => get("mutation { failing }", safe), 405, "METHOD_NOT_ALLOWED"],
    ["any other address", () => router.send("/metrics"), 404, "NOT_FOUND"],
    ["an address that is none", () => router.send("/%zz"), 400, "BAD_REQUEST"],
  ];
  test.each(cases)("%s", async (_name, ask, status, code) => {
    const response = await ask();
    expect([response.status, response.errors[0]?.extensions.code]).toEqual([status, code]);
    expect(response.errors[0]?.extensions.requestId).toBe(response.headers.get("x-request-id"));
    expect(response.headers.get("content-type")).toContain("application/json");
  });
});

describe("a request without the text of an operation is refused in words that its client knows:", () => {
  const hash = { persistedQuery: { version: 1, sha256Hash: "ecf4" } };
  const byGet = (sent: object) => {
    const search = Object.entries(sent).map(([name, value]): [string, string] => [
      name,
      typeof value === "string" ? value : JSON.stringify(value),
    ]);
    return router.send(`/graphql?${new URLSearchParams(search)}`, { headers: safe });
  };
  const byPost = (sent: object, more: Record<string, string> = {}) => post(JSON.stringify(sent), { ...json, ...more });
  const codeOf = ({ status, errors }: Awaited<ReturnType<typeof post>>) => [
    status,
    errors[0]?.extensions.code,
    errors[0]?.message,
  ];

  test("the hash of a persisted query, by POST and GET, with 200", async () => {
    const refusal = [200, "PERSISTED_QUERY_NOT_SUPPORTED", "PersistedQueryNotSupported"];
    const sent = { operationName: "A", variables: {}, extensions: hash };
    expect(codeOf(await byPost(sent))).toEqual(refusal);
    expect(codeOf(await byGet(sent))).toEqual(refusal);
    for (const accept of ["application/graphql-response+json", "application/json", "*/*"])
      expect(codeOf(await byPost(sent, { accept }))).toEqual(refusal);
  });

  test("a hash beside the text is ignored", async () => {
    const sent = { query: "{ __typename }", extensions: hash };
    expect((await byPost(sent)).data).toEqual({ __typename: "Query" });
    expect((await byGet(sent)).data).toEqual({ __typename: "Query" });
  });

  test.each(["documentId", "doc_id", "id"])("the %s of a stored document, by POST and GET", async (name) => {
    const refusal = [400, "PERSISTED_QUERY_NOT_SUPPORTED", expect.stringContaining("No documents are stored")];
    expect(codeOf(await byPost({ [name]: "ecf4" }))).toEqual(refusal);
    expect(codeOf(await byGet({ [name]: "ecf4" }))).toEqual(refusal);
  });

  test("a batch, as Apollo Server words it", async () => {
    const response = await byPost([{ query: "{ viewer }" }, { query: "{ viewer }" }]);
    expect(codeOf(response)).toEqual([400, "BAD_REQUEST", "Operation batching disabled."]);
  });
});

test.each(["/graphql/", "/graphql/?a=b"])("the address is taken with a slash at its end: %s", async (path) => {
  const body = '{"query":"{ __typename }"}';
  const response = await router.send(path, { method: "POST", headers: json, body });
  expect(response.data).toEqual({ __typename: "Query" });
});

describe("refused before anything is executed, as 400 or as 200 where the client accepts only application/json:", () => {
  const cases: [string, object, string][] = [
    ["no GraphQL", { query: "{ viewer" }, "GRAPHQL_PARSE_FAILED"],
    ["a query of 90 kB", { query: `{ ${"viewer ".repeat(13_000)} }` }, "GRAPHQL_PARSE_FAILED"],
    ["90 kB of depth", { query: `${"{ a ".repeat(18_000)}${"}".repeat(18_000)}` }, "GRAPHQL_PARSE_FAILED"],
    ["an unknown field", { query: "{ nothing }" }, "GRAPHQL_VALIDATION_FAILED"],
    ["an unknown operation name", { query: "query A { viewer }", operationName: "B" }, "OPERATION_RESOLUTION_FAILURE"],
    [
      "several operations and no name",
      { query: "query A { viewer } query B { viewer }" },
      "OPERATION_RESOLUTION_FAILURE",
    ],
    ["a subscription", { query: "subscription { viewer }" }, "SUBSCRIPTIONS_NOT_SUPPORTED"],
    ["a missing variable", { query: "query ($id: ID!) { product(id: $id) { id } }" }, "BAD_USER_INPUT"],
    [
      "a variable of another type",
      { query: "query ($n: Int) { products(first: $n) { id } }", variables: { n: "x" } },
      "BAD_USER_INPUT",
    ],
  ];
  test.each(cases)("%s", async (_name, body, code) => {
    const strict = await post(JSON.stringify(body), { ...json, accept: "application/graphql-response+json" });
    const lenient = await post(JSON.stringify(body), { ...json, accept: "application/json" });
    expect([strict.status, lenient.status]).toEqual([400, 200]);
    for (const { errors, data, headers } of [strict, lenient]) {
      expect(errors[0]?.extensions).toEqual({ code, requestId: headers.get("x-request-id") });
      expect(data).toBeUndefined();
    }
  });
});

describe("production", () => {
  test("hides the schema and suggests no names", async () => {
    const introspection = await production.ask("{ __schema { types { name } } }");
    expect([introspection.status, introspection.errors[0]?.extensions.code]).toEqual([
      400,
      "GRAPHQL_VALIDATION_FAILED",
    ]);
    const typo = await production.ask("{ viewr }");
    expect(typo.text).not.toContain("Did you mean");
    expect((await router.ask("{ viewr }")).text).toContain("Did you mean");
  });

  test("requires HTTPS of browsers; development does not", async () => {
    expect((await production.ask("{ viewer }")).headers.has("strict-transport-security")).toBe(true);
    expect((await router.ask("{ viewer }")).headers.has("strict-transport-security")).toBe(false);
  });
});

describe("browsers", () => {
  test("may call from the listed origins, and from no other", async () => {
    const from = async (origin: string) =>
      (await post('{"query":"{ viewer }"}', { ...json, origin })).headers.get("access-control-allow-origin");
    expect(await from("https://shop.example")).toBe("https://shop.example");
    expect(await from("https://evil.test")).toBeNull();
    const none = await production.ask("{ viewer }", {}, { origin: "https://shop.example" });
    expect(none.headers.get("access-control-allow-origin")).toBeNull();
  });

  test("are told to load nothing from another host and to guess no types", async () => {
    const { headers } = await router.ask("{ viewer }");
    expect(headers.get("content-security-policy")).toContain("default-src 'self'");
    expect(headers.get("content-security-policy")).not.toMatch(/https?:/);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("cache-control")).toBe("no-store");
  });
});

test("headers of more than 16 kB are refused in the same format, and never treated as a guest's request", async () => {
  const { host, port } = { host: "127.0.0.1", port: Number(new URL(router.url).port) };
  const response = await new Promise<string>((resolve, reject) => {
    const socket = connect({ host, port }, () =>
      socket.write(
        `POST /graphql HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${"x".repeat(1_000_000)}\r\n\r\n`,
      ),
    );
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk.toString();
    });
    socket.on("close", () => resolve(text));
    socket.on("error", (error) => (text === "" ? reject(error) : resolve(text)));
  });
  expect(response).toMatch(/^HTTP\/1\.1 431/);
  expect(response).toContain('"code":"BAD_REQUEST"');
});
