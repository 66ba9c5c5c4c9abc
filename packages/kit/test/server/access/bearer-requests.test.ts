/** Requests of every form without a signature where bearer access is on: one that is no operation of a client executes nothing. */
import { describe, expect, test } from "vitest";
import { bodyOf, hello, openBearerService } from "../../support/bearer-service.ts";
import { recordingLog } from "../../support/log-lines.ts";

test.each(["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])(
  "%s gets 405 at every path, and executes nothing",
  async (method) => {
    const { origin, executed, bearer } = await openBearerService();
    const paths = [
      "/graphql",
      "/graphql?query=%7Bhello%7D",
      "/graphql?query=mutation%7Bagain%7D",
      "/",
      "/internal/events",
      "/health",
    ];
    for (const path of paths) {
      for (const headers of [{}, { "apollo-require-preflight": "1", ...(await bearer()) }]) {
        const response = await fetch(`${origin}${path}`, { method, headers });
        expect([response.status, response.headers.get("allow")], path).toEqual([405, "POST"]);
      }
    }
    expect(executed).toEqual([]);
  },
);

test("a POST to any other path gets 404", async () => {
  const { post } = await openBearerService();
  for (const path of [
    "/",
    "/graphql//",
    "//graphql",
    "/GRAPHQL",
    "/internal/count",
    "/internal/events",
    "/health",
    "/metrics",
  ])
    expect((await post(hello, {}, path)).status, path).toBe(404);
});

test.each([
  ["text/plain", 415],
  ["application/x-www-form-urlencoded", 415],
  ["multipart/form-data; boundary=x", 415],
  ["text/plain; a=application/json", 415],
  ["application/json; charset=utf-16", 415],
])("a body that a foreign page can send, as %s, is not read", async (type, status) => {
  const { post } = await openBearerService();
  expect((await post(bodyOf("mutation { again }"), { "content-type": type })).status).toBe(status);
});

test.each<[name: string, body: string, code?: string]>([
  ["several operations at once", `[${hello},${hello}]`],
  ["no JSON", "{"],
  ["nothing", ""],
  ["null", "null"],
  ["a text", '"{ hello }"'],
  ["no query", "{}"],
  ["a query that is a document", '{"query":{"kind":"Document","definitions":[]}}'],
  ["a prototype in the body", '{"query":"{ hello }","__proto__":{"admin":true}}'],
  ["a prototype in the variables", '{"query":"{ hello }","variables":{"a":{"__proto__":{"admin":true}}}}'],
  ["a constructor", '{"query":"{ hello }","variables":{"constructor":{"prototype":{"admin":true}}}}'],
  [
    "variables that are a list, which no limit counts",
    `{"query":${JSON.stringify(`{ ${"hello ".repeat(6_000)} }`)},"variables":[]}`,
  ],
  ["variables that are a text", '{"query":"{ hello }","variables":"{}"}'],
  ["@defer", bodyOf("{ ... @defer { hello } }"), "GRAPHQL_VALIDATION_FAILED"],
  [
    "a variable with a reserved name",
    bodyOf("query ($__a: String) { hello(text: $__a) }"),
    "GRAPHQL_VALIDATION_FAILED",
  ],
  ["a document that nests too deeply to be read", bodyOf("{a".repeat(9_000)), "GRAPHQL_PARSE_FAILED"],
  ["too many tokens", bodyOf(`{ ${"hello ".repeat(6_000)} }`), "OPERATION_TOO_LARGE"],
  [
    "too many aliases of one field",
    bodyOf(`{ ${Array.from({ length: 17 }, (_, index) => `a${index}: hello`).join(" ")} }`),
    "OPERATION_TOO_LARGE",
  ],
  ["too many values", bodyOf("{ hello }", { variables: { t: Array(6_000).fill("x") } }), "OPERATION_TOO_LARGE"],
  [
    "values that nest too deeply",
    `{"query":"{ hello }","variables":{"t":${"[".repeat(100_000)}${"]".repeat(100_000)}}}`,
    "OPERATION_TOO_LARGE",
  ],
])("%s: a fault of the request, which executes nothing", async (_name, body, expected = "BAD_REQUEST") => {
  const { lines, log } = recordingLog();
  const { post, executed } = await openBearerService(log);
  const { status, data, code } = await post(body);
  expect([status, data, code]).toEqual([400, undefined, expected]);
  expect(Object.hasOwn(Object.prototype, "admin")).toBe(false);
  expect(lines.filter((line) => /"level":(50|60)|"level":"(error|fatal)"/.test(line))).toEqual([]);
  expect(executed).toEqual([]);
});

const notSupported = "PERSISTED_QUERY_NOT_SUPPORTED";

test.each([
  {
    form: "a persisted query",
    body: { extensions: { persistedQuery: { version: 1, sha256Hash: "ecf4" } } },
    refusal: { status: 200, code: notSupported, message: "PersistedQueryNotSupported" },
  },
  {
    form: "a stored document",
    body: { documentId: "ecf4" },
    refusal: { status: 400, code: notSupported, message: expect.stringContaining("No documents are stored") },
  },
  {
    form: "a batch",
    body: [{ query: "{ hello }" }],
    refusal: { status: 400, code: "BAD_REQUEST", message: "Operation batching disabled." },
  },
])("$form is refused in words that clients know, and the text is answered", async ({ body, refusal }) => {
  const { post, executed } = await openBearerService();
  expect(await post(JSON.stringify(body))).toMatchObject({ ...refusal, data: undefined });
  expect((await post(hello)).data).toEqual({ hello: "runtime" });
  expect(executed).toEqual(["{ hello }"]);
});

test("the address is taken with a slash at its end too", async () => {
  const { post } = await openBearerService();
  expect((await post(hello, {}, "/graphql/")).data).toEqual({ hello: "runtime" });
  expect((await post(hello, {}, "/graphql/?a=b")).data).toEqual({ hello: "runtime" });
});

describe("a person who opens its address in a browser", () => {
  const browser = { accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" };

  test.each(["/", "/graphql", "/graphql/", "/graphql?query={hello}"])(
    "at %s gets a page in development that names the service and a command that works",
    async (path) => {
      const { origin, post, executed } = await openBearerService();
      const response = await fetch(`${origin}${path}`, { headers: browser });
      const page = await response.text();
      expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
      expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
      expect(page).toContain("<h1>products</h1>");
      const [, address, body = ""] = /<pre>curl (\S+) -H '.+' -d '(.+)'<\/pre>/.exec(page) ?? [];
      expect(address).toBe(`${origin}/graphql`);
      expect(executed).toEqual([]);
      const fields = expect.arrayContaining([{ name: "hello" }]);
      expect((await post(body)).data).toEqual({ __schema: { queryType: { fields } } });
    },
  );

  test("gets no page in production, at another address, or by another method", async () => {
    const production = await openBearerService(undefined, true);
    const statusOf = async (url: string, method = "GET") => (await fetch(url, { method, headers: browser })).status;
    expect(await statusOf(`${production.origin}/graphql`)).toBe(405);
    const { origin } = await openBearerService();
    expect(await statusOf(`${origin}/internal/events`)).toBe(405);
    expect(await statusOf(`${origin}/graphql`, "HEAD")).toBe(405);
    expect(await statusOf(`${origin}/graphql`, "DELETE")).toBe(405);
  });
});

test("the SDL and the schema are answered", async () => {
  const { post } = await openBearerService();
  expect(await post(bodyOf("{ _service { sdl } }"))).toMatchObject({
    status: 200,
    data: { _service: { sdl: expect.stringContaining("type Tin") } },
  });
  expect(await post(bodyOf("{ __schema { types { name } } }"))).toMatchObject({ status: 200, code: undefined });
});
