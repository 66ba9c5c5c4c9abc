/** Any combination of method, path, headers and parameters gets a response in one shape, and never a fault of ours; any bytes end. */
import { Agent, request } from "node:http";
import { byService } from "@hansa/contracts/processes";
import { sendOddRequests } from "@hansa/kit/testing";
import fc from "fast-check";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { startRouter, type TestRouter } from "../support/router.ts";
import { startStorefront } from "../support/storefront.ts";
import { startOrders, startProducts, type TestSubgraph } from "../support/subgraphs.ts";

let subgraphs: TestSubgraph[];
let router: TestRouter;

beforeAll(async () => {
  subgraphs = [await startProducts(), await startOrders()];
  router = await startRouter(subgraphs, { corsOrigins: ["https://shop.example"] });
});
afterAll(async () => {
  agent.destroy();
  await router.close();
  for (const subgraph of subgraphs) await subgraph.stop();
});

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "SEARCH", "PROPFIND", "QUERY"];
const paths = [
  "/graphql",
  "/graphql/",
  "//graphql",
  "/",
  "*",
  "/%zz",
  "/media/a.png",
  "/media/..%2fa",
  "/uploads/a",
  `/uploads/${"a".repeat(43)}`,
  "/receipts/a",
  "/exports/a",
  "/webhooks/stripe",
  "/.well-known/jwks.json",
  "/playground/none.js",
  "/session",
  "/session/refresh",
  `/${"a".repeat(5_000)}`,
];
const names = ["__proto__", "constructor", "prototype", "toString", "representations", "__typename"];
const basicQueries = ["{ viewer }", "mutation { failing }", "{", ""];
const queriesWith = (name: string) => [
  `query ($${name}: ID!) { product(id: $${name}) { title sold } }`,
  `{ ${name}: product(id: "prod_1") { ${name}: title sold } }`,
  `query ${name} { lastOrder { product { ${name}: sold } } }`,
  `fragment ${name} on Product { title sold } { product(id: "prod_1") { ...${name} } }`,
];
const basicVariables = ["", "{}", "[]", "null", "7", "{", `{"id":${"[".repeat(2_000)}${"]".repeat(2_000)}}`];
const variablesWith = (name: string) => [`{"${name}":"prod_1"}`, `{"id":{"${name}":{"prototype":{"a":1}}}}`];
const queries = [...basicQueries, ...names.flatMap(queriesWith)];
const variables = [...basicVariables, ...names.flatMap(variablesWith)];
const extensions = ["", "{}", "[]", "{", '{"persistedQuery":{"version":1,"sha256Hash":"x"}}'];
const headers = {
  "content-type": ["application/json", "application/json; charset=utf-16", "text/plain", "x", "application/graphql"],
  accept: ["application/json", "application/graphql-response+json", "*/*", "text/html", ";;;", "application/json;q=x"],
  origin: ["https://shop.example", "http://localhost:1", "null", "x"],
  cookie: ["hansa-access-0=x", "hansa-refresh-0=%zz; hansa-access-0", "=;;=", "\u00e9"],
  "sec-fetch-site": ["same-origin", "cross-site", "x"],
  "access-control-request-method": ["POST", "x", ""],
  "access-control-request-headers": ["content-type", "x".repeat(3_000)],
  "x-request-id": ["abcdefgh", "\u00e9", "x".repeat(100)],
  "apollo-require-preflight": ["1"],
  authorization: ["Bearer", "Bearer x", "Basic x", "Bearer hansa_x"],
  "hansa-guest": ["a,b,c,d,e", "x".repeat(300), ","],
  "x-forwarded-for": ["1.2.3.4", "x", "::1, [::1]:80"],
  expect: ["100-continue", "x"],
  "content-encoding": ["gzip", "identity"],
  range: ["bytes=9-1"],
  "if-none-match": ["*"],
};
const refusal = z.object({
  errors: z
    .array(z.object({ message: z.string(), extensions: z.object({ code: z.string(), requestId: z.string() }) }))
    .min(1),
});

type HttpRequest = { method: string; path: string; headers: Record<string, string>; body: string | undefined };
type HttpResponse = { status: number; type: string; text: string };

const agent = new Agent({ keepAlive: true, maxSockets: 8 });

function send({ method, path, headers: sentHeaders, body }: HttpRequest): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    const sending = request(router.url, { method, path, headers: sentHeaders, agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        resolve({ status: response.statusCode ?? 0, type: response.headers["content-type"] ?? "", text });
      });
    });
    sending.on("error", reject);
    sending.end(body);
  });
}

/** The shape of every response: GraphQL data, or errors each with a code and the request id. */
function fault(method: string, { status, type, text }: HttpResponse): string | undefined {
  if (text.includes("INTERNAL_SERVER_ERROR") || status === 500) return "a fault of ours";
  if (method === "HEAD" || status === 204 || status < 300) return undefined;
  if (!type.includes("json")) return `an answer of type ${type}`;
  return refusal.safeParse(JSON.parse(text)).success ? undefined : "no errors with codes";
}

const preflight = { "apollo-require-preflight": "1", accept: "application/graphql-response+json" };
const json = { "content-type": "application/json", accept: "application/graphql-response+json" };

test("every name with a meaning in JavaScript, in every place of a query and in variables, by GET and by POST", async () => {
  const faults: string[] = [];
  const examine = async (query: string, values: string) => {
    const path = `/graphql?${new URLSearchParams({ query, variables: values })}`;
    const body = `{"query":${JSON.stringify(query)},"variables":${values || "null"}}`;
    const fetched = await send({ method: "GET", path, headers: preflight, body: undefined });
    const posted = await send({ method: "POST", path: "/graphql", headers: json, body });
    for (const received of [fetched, posted]) {
      const found = fault("POST", received);
      if (found !== undefined) faults.push(`${query} ${values}: ${found}: ${received.text.slice(0, 200)}`);
    }
  };
  const pairs = [
    ...basicQueries.flatMap((query) => variables.map((values) => [query, values] as const)),
    ...names.flatMap((name) =>
      queriesWith(name).flatMap((query) => variablesWith(name).map((values) => [query, values] as const)),
    ),
  ];
  await Promise.all(pairs.map(([query, values]) => examine(query, values)));
  expect(faults).toEqual([]);
});

/** Services and storefront in one: each path has the type that the router expects of it. */
const types = { "/media/": "image/png", "/receipts/": "text/html", "/sandbox/": "text/html" };

test("500 odd requests over raw sockets: each ends, none is a fault of ours, and a visitor gets every page", async () => {
  const others = await startStorefront();
  others.behave(({ url = "" }, response) => {
    const [, type = "application/json"] = Object.entries(types).find(([path]) => url.startsWith(path)) ?? [];
    response.setHeader("content-type", type).end("{}");
  });
  const storefront = await startStorefront();
  const behind = await startRouter(subgraphs, {
    storefrontOrigins: [storefront.origin],
    internalOrigins: byService(() => [others.origin]),
    connectionsPerAddress: 200,
  });
  onTestFinished(async () => {
    await behind.close();
    await Promise.all([storefront.stop(), others.stop()]);
  });
  const run = { seed: 142, count: 500, sender: "127.0.0.2", victim: "127.0.0.3", victimPaths: ["/", "/media/a.png"] };
  const { faults, statuses, victims } = await sendOddRequests({ origin: behind.url, ...run });
  expect(faults).toEqual([]);
  expect(victims).toBeGreaterThan(1);
  expect(Object.keys(statuses)).toEqual(expect.arrayContaining(["200", "400", "404"]));
  // Nothing waits for an instance any more, and no connection is left.
  const isIdle = async () => {
    const { body } = await behind.internal.inject("/metrics");
    const pending = [...body.matchAll(/^hansa_instance_pending_requests\{.*\} (\d+)$/gm)].map(([, count]) => count);
    return pending.length > 0 && pending.every((count) => count === "0");
  };
  await expect.poll(isIdle).toBe(true);
  await expect
    .poll(() => new Promise((resolve) => behind.app.server.getConnections((_error, count) => resolve(count))))
    .toBe(0);
});

test("a preflight of a foreign origin for a JSON body is refused with a code", async () => {
  const headers = { origin: "x", "access-control-request-method": "POST", "content-type": "application/json" };
  const received = await send({ method: "OPTIONS", path: "/graphql", headers, body: undefined });
  expect(received.status).toBe(400);
  expect(fault("OPTIONS", received)).toBeUndefined();
});

test("any combination of methods, paths, headers and parameters", async () => {
  const header = fc.constantFrom(...Object.keys(headers));
  const someHeaders = fc
    .uniqueArray(header, { maxLength: 5 })
    .chain((sentHeaders) =>
      fc.tuple(
        ...sentHeaders.map((name) =>
          fc
            .constantFrom(...(new Map(Object.entries(headers)).get(name) ?? [""]))
            .map((value) => [name, value] as const),
        ),
      ),
    );
  const parameters = fc.record(
    {
      query: fc.constantFrom(...queries),
      variables: fc.constantFrom(...variables),
      extensions: fc.constantFrom(...extensions),
      operationName: fc.constantFrom("", ...names),
    },
    { requiredKeys: [] },
  );
  const requests = fc.record({
    method: fc.constantFrom(...methods),
    path: fc.constantFrom("/graphql", "/graphql", "/graphql", ...paths),
    search: parameters,
    sentHeaders: someHeaders,
    body: fc.option(fc.constantFrom("{}", "[]", "null", "{", '{"query":7}', '{"query":"{ viewer }","variables":[]}'), {
      nil: undefined,
    }),
  });
  await fc.assert(
    fc.asyncProperty(requests, async ({ method, path, search, sentHeaders, body }) => {
      const query = new URLSearchParams(Object.entries(search).filter(([, value]) => value !== undefined)).toString();
      const withBody = ["POST", "PUT", "PATCH", "DELETE"].includes(method) ? body : undefined;
      const received = await send({
        method,
        path: path === "*" || query === "" ? path : `${path}?${query}`.slice(0, 8_000),
        headers: Object.fromEntries(sentHeaders),
        body: withBody,
      });
      expect(fault(method, received), `${received.status} ${received.text.slice(0, 300)}`).toBeUndefined();
    }),
    { numRuns: 200 },
  );
});
