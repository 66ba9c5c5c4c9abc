/** From a request to its response: planned over two subgraphs, signed for each of them, with internal errors masked. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startRouter, type TestRouter } from "../support/router.ts";
import { startOrders, startProducts, type TestSubgraph } from "../support/subgraphs.ts";

let products: TestSubgraph;
let orders: TestSubgraph;
let router: TestRouter;

beforeAll(async () => {
  products = await startProducts();
  orders = await startOrders();
  router = await startRouter([products, orders]);
});
beforeEach(() => {
  products.contexts.length = 0;
  products.headers.length = 0;
});
afterAll(async () => {
  await router.close();
  await products.stop();
  await orders.stop();
});

describe("an operation", () => {
  test("is resolved by all subgraphs that own a part of it, in as many fetches as the plan has", async () => {
    const before = await router.counted("hansa_router_fetches_total", { subgraph: "orders" });
    const { status, data, errors } = await router.ask(
      "query Page { products { title sold } lastOrder { product { title } } }",
    );
    expect({ status, errors }).toEqual({ status: 200, errors: [] });
    expect(data).toEqual({
      products: [
        { title: "Cup", sold: 7 },
        { title: "Plate", sold: 7 },
      ],
      lastOrder: { product: { title: "Cup" } },
    });
    expect((await router.counted("hansa_router_fetches_total", { subgraph: "orders" })) - before).toBe(2);
    expect(await router.counted("hansa_router_requests_total", { operation: "Page", status: "200" })).toBe(1);
    expect(await router.counted("hansa_router_request_seconds_count", { operation: "Page" })).toBe(1);
    expect(await router.counted("hansa_router_operation_errors_total", { operation: "Page" })).toBe(0);
  });

  test("keeps its aliases, variables and defaults", async () => {
    const query = "query ($n: Int = 1, $with: Boolean!) { few: products(first: $n) { id tags @include(if: $with) } }";
    expect((await router.ask(query, { with: false })).data).toEqual({ few: [{ id: "prod_1" }] });
    expect((await router.ask(query, { with: true, n: 2 })).data).toEqual({
      few: [
        { id: "prod_1", tags: ["kitchen"] },
        { id: "prod_2", tags: ["kitchen"] },
      ],
    });
  });

  test("may query the schema and data at once", async () => {
    const { data } = await router.ask('{ __type(name: "Product") { name } product(id: "prod_1") { __typename } }');
    expect(data).toEqual({ __type: { name: "Product" }, product: { __typename: "Product" } });
  });

  test("that repeats an earlier mutation is marked as a replay", async () => {
    const again = await router.ask('mutation { rename(id: "prod_1", title: "again") { title } }');
    expect(again.extensions).toEqual({ replayed: true });
    expect((await router.ask('mutation { rename(id: "prod_1", title: "Mug") { title } }')).extensions).toBeUndefined();
  });

  test("may contain any character, in data and in errors, and its length is that of its bytes", async () => {
    const named = await router.ask('mutation { rename(id: "prod_1", title: "Tasse für 5 € ☕") { title } failing }');
    await router.ask('mutation { rename(id: "prod_1", title: "Cup") { title } }');
    const refused = await router.ask('{ products(first: "größer als 5 €") { id } }');
    expect(named.data).toEqual({ rename: { title: "Tasse für 5 € ☕" }, failing: null });
    expect(refused.errors[0]?.message).toContain("größer als 5 €");
    for (const { headers, text } of [named, refused])
      expect(headers.get("content-length")).toBe(String(Buffer.byteLength(text)));
  });

  test("cannot pollute an object's prototype with its names", async () => {
    const { data } = await router.ask('{ product(id: "prod_1") { __proto__: id constructor: title } }');
    expect(JSON.stringify(data)).toBe('{"product":{"__proto__":"prod_1","constructor":"Cup"}}');
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
    expect({}.constructor).toBe(Object);
  });
});

describe("a request to a subgraph", () => {
  test("has the viewer, signed by the router, even if the client claims another identity", async () => {
    const forged = Buffer.from(JSON.stringify({ viewer: { kind: "service", name: "orders" } })).toString("base64url");
    const { data } = await router.ask("{ viewer }", {}, { "hansa-claims": forged, "hansa-signature": forged });
    expect(data).toEqual({ viewer: '{"kind":"guest"}' });
    expect(products.headers[0]?.["hansa-claims"]).not.toBe(forged);
  });

  test("contains no other header of the client", async () => {
    await router.ask("{ viewer }", {}, { cookie: "a=b", "x-forwarded-for": "1.2.3.4", "x-custom": "1" });
    const names = Object.keys(products.headers[0] ?? {}).sort();
    expect(names).toEqual([
      "accept",
      "accept-encoding",
      "connection",
      "content-length",
      "content-type",
      "hansa-answer-bytes",
      "hansa-claims",
      "hansa-signature",
      "hansa-timeout-ms",
      "hansa-viewer",
      "host",
    ]);
  });

  test("has the request id that the client receives", async () => {
    const accepted = await router.ask("{ viewer }", {}, { "x-request-id": "abcdefgh-1234" });
    expect(accepted.headers.get("x-request-id")).toBe("abcdefgh-1234");
    expect(products.contexts[0]?.requestId).toBe("abcdefgh-1234");
    const replaced = await router.ask("{ viewer }", {}, { "x-request-id": "no spaces, please" });
    expect(replaced.headers.get("x-request-id")).toMatch(/^req_/);
    expect(products.contexts[1]?.requestId).toBe(replaced.headers.get("x-request-id"));
  });

  test("has the guest's credentials; too many or too long ones are refused", async () => {
    await router.ask("{ viewer }", {}, { "hansa-guest": "chk_1, token-2" });
    expect(products.contexts[0]?.guest).toEqual(["chk_1", "token-2"]);
    for (const tooMuch of ["a,b,c,d,e", "x".repeat(201)]) {
      const { status, errors } = await router.ask("{ viewer }", {}, { "hansa-guest": tooMuch });
      expect([status, errors[0]?.extensions.code]).toEqual([400, "BAD_REQUEST"]);
    }
  });
});

describe("an error of a subgraph", () => {
  test("with one of our codes reaches the client, with its place and the request id", async () => {
    const { status, data, errors, headers } = await router.ask('{ first: fail(how: "coded") viewer }');
    expect([status, data]).toEqual([200, { first: null, viewer: '{"kind":"guest"}' }]);
    expect(errors).toEqual([
      {
        message: "The service cannot write.",
        path: ["first"],
        extensions: { code: "STORE_UNAVAILABLE", retryAfterMs: 250, requestId: headers.get("x-request-id") },
      },
    ]);
  });

  test("about a missing scope names the scope, and nothing else of the subgraph's", async () => {
    const { errors, headers } = await router.ask('{ fail(how: "forbidden") }');
    const requestId = headers.get("x-request-id");
    expect(errors[0]?.extensions).toEqual({ code: "FORBIDDEN", missingScopes: [["orders:read"]], requestId });
  });

  test.each(["plain", "foreign"])("that is %s is masked", async (how) => {
    const { errors, text } = await router.ask("query ($how: String!) { fail(how: $how) }", { how });
    expect(errors[0]?.message).toBe("Something broke on our side.");
    expect(errors[0]?.extensions.code).toBe("INTERNAL_SERVER_ERROR");
    expect(text).not.toMatch(/SQLITE|products\.db|10\.0\.0\.7|PG_DOWN|127\.0\.0\.1|stack|products/);
  });

  test("in a mutation does not stop the next one", async () => {
    const { data, errors } = await router.ask('mutation { failing rename(id: "prod_1", title: "Mug") { title } }');
    expect(data).toEqual({ failing: null, rename: { title: "Mug" } });
    expect(errors.map(({ path, extensions }) => [path, extensions.code])).toEqual([[["failing"], "FORBIDDEN"]]);
  });
});
