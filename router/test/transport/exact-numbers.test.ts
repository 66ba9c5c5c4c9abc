/** Numbers that JavaScript cannot hold: kept by their digits in answers and keys, refused by name in variables and literals. */
import { type FastifyInstance, fastify } from "fastify";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { isExact } from "../../src/execution/data/exact-numbers.ts";
import { surveyJson } from "../../src/transport/json-text.ts";
import { startRouter, type TestRouter } from "../support/router.ts";
import { portOf } from "../support/subgraphs.ts";

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"]) scalar Long scalar Any`;
const first = `${link}
  type Query { f: F l: [F!] any: Any long: Long sure: Long! float: Float id: ID int: Int echo(v: Long, id: ID, f: Float): Long }
  type F @key(fields: "num") { num: Long! }`;
const second = `${link} type F @key(fields: "num") { num: Long! v: String }`;

/** A subgraph that answers each request with the text that it is given. */
class RawSubgraph {
  readonly app: FastifyInstance = fastify();
  readonly received: string[] = [];
  text = "{}";

  async start(): Promise<string> {
    this.app.addContentTypeParser("application/json", { parseAs: "string" }, (_request, body, done) =>
      done(null, body),
    );
    this.app.post("/", async ({ body }, reply) => {
      this.received.push(String(body));
      return reply.type("application/json").send(this.text);
    });
    await this.app.listen({ host: "127.0.0.1", port: 0 });
    return `http://127.0.0.1:${portOf(this.app.server.address())}/`;
  }
}

const [a, b] = [new RawSubgraph(), new RawSubgraph()];
let router: TestRouter;

beforeAll(async () => {
  const parts = [
    { name: "a", url: await a.start(), sdl: first },
    { name: "b", url: await b.start(), sdl: second },
  ];
  router = await startRouter(parts, { ring: undefined });
});
afterEach(() => {
  for (const each of [a, b]) each.received.length = 0;
});
afterAll(async () => {
  await router.close();
  for (const each of [a, b]) await each.app.close();
});

describe("an answer", () => {
  test.each([
    ["long", "9007199254740993", '{"long":9007199254740993}'],
    ["long", "-9223372036854775808", '{"long":-9223372036854775808}'],
    ["long", "9223372036854775808", '{"long":9223372036854775808}'],
    ["long", "0.12345678901234567890123", '{"long":0.12345678901234567890123}'],
    ["long", "1e400", '{"long":1e400}'],
    ["long", "1e-400", '{"long":1e-400}'],
    ["any", '{"a":[9007199254740993,{"b":1}]}', '{"any":{"a":[9007199254740993,{"b":1}]}}'],
    ["id", "9007199254740993", '{"id":"9007199254740993"}'],
    ["float", "4.33333333333333333333", '{"float":4.333333333333333}'],
    ["float", "10000000000000000000000", '{"float":1e+22}'],
  ])("of the field %s with %s is %s", async (field, number, data) => {
    a.text = `{"data":{"${field}":${number}}}`;
    const { text } = await router.ask(`{ ${field} }`);
    expect(text).toBe(`{"data":${data}}`);
  });

  test.each([
    ["float", "1e400"],
    ["id", "1e20"],
    ["id", "9007199254740993.5"],
    ["int", "9007199254740993"],
  ])("of the field %s with %s is invalid", async (field, number) => {
    a.text = `{"data":{"${field}":${number}}}`;
    const { data, errors } = await router.ask(`{ ${field} }`);
    expect(data).toEqual({ [field]: null });
    expect(errors.map(({ path, extensions }) => [path, extensions.code])).toEqual([[[field], "SUBGRAPH_INVALID"]]);
  });

  test.each(["data", "errors"])("whose %s are such a number is invalid", async (name) => {
    a.text = `{"${name}":9007199254740993}`;
    const { errors } = await router.ask("{ long }");
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(["SUBGRAPH_INVALID"]);
  });
});

describe("a key", () => {
  const representations = () => JSON.stringify(b.received).match(/num\\":[^}]*/g);

  test("is sent with its digits", async () => {
    a.text = '{"data":{"f":{"__typename":"F","num":9007199254740993}}}';
    b.text = '{"data":{"_entities":[{"v":"right"}]}}';
    expect((await router.ask("{ f { v num } }")).text).toBe('{"data":{"f":{"v":"right","num":9007199254740993}}}');
    expect(representations()).toEqual(['num\\":9007199254740993']);
  });

  test("that differs in the last digit is another one", async () => {
    const keys = ["9223372036854775807", "9223372036854775806", "9223372036854775807"];
    a.text = `{"data":{"l":[${keys.map((key) => `{"__typename":"F","num":${key}}`)}]}}`;
    b.text = '{"data":{"_entities":[{"v":"7"},{"v":"6"}]}}';
    const { data } = await router.ask("{ l { v } }");
    expect(data).toEqual({ l: [{ v: "7" }, { v: "6" }, { v: "7" }] });
    expect(representations()).toEqual(keys.slice(0, 2).map((key) => `num\\":${key}`));
  });
});

describe("refused by name, without a fetch,", () => {
  const refused = async (query: string, variables = "{}", path?: string) => {
    const body = JSON.stringify({ query, variables: {} }).replace('"variables":{}', `"variables":${variables}`);
    const headers = { "content-type": "application/json", accept: "application/graphql-response+json" };
    const search = new URLSearchParams({ query, variables });
    const sent =
      path === "GET"
        ? router.send(`/graphql?${search}`, { headers: { ...headers, "apollo-require-preflight": "1" } })
        : router.send("/graphql", { method: "POST", headers, body });
    const { status, errors } = await sent;
    expect(a.received).toEqual([]);
    return [status, errors[0]?.extensions.code, errors[0]?.message];
  };

  test.each(["9007199254740993", "1e400", "0.12345678901234567890123"])("is the literal %s", async (number) => {
    const message = `The number ${number} cannot be read exactly.`;
    expect(await refused(`{ echo(v: ${number}) }`)).toEqual([400, "GRAPHQL_VALIDATION_FAILED", message]);
    expect(await refused(`query($v: Long = [{ a: ${number} }]) { echo(v: $v) }`)).toContain(message);
  });

  test.each(["9007199254740993", "1e400", "0.12345678901234567890123"])("is the variable %s", async (number) => {
    const query = "query($id: Long) { echo(v: $id) }";
    const refusal = [400, "BAD_USER_INPUT", `Variable "$id" has the number ${number}, which cannot be read exactly.`];
    expect(await refused(query, `{"id":${number}}`)).toEqual(refusal);
    expect(await refused(query, `{"id":[{"a":${number}}]}`)).toEqual(refusal);
    expect(await refused(query, `{"id":${number}}`, "GET")).toEqual(refusal);
    expect(await refused(query, `\ufeff{"id":${number}}`, "GET")).toEqual(refusal);
  });

  test("is a Float that is infinite, and no ID: it is a text", async () => {
    expect(await refused("{ echo(f: 1e400) }")).toContain("The number 1e400 cannot be read exactly.");
    a.text = '{"data":{"c_echo":1}}';
    await router.ask("{ echo(id: 9007199254740993, f: 4.33333333333333333333) }");
    expect(a.received.join()).toMatch(/id:\\?"?9007199254740993/);
  });

  test("is no number of the extensions, which nothing reads", async () => {
    a.text = '{"data":{"long":1}}';
    const body = '{"query":"{ long }","extensions":{"trace":9007199254740993}}';
    const { data } = await router.send("/graphql", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    expect(data).toEqual({ long: 1 });
  });
});

test.each([
  ...[
    "0",
    "-1",
    "123456789012345",
    "9007199254740992",
    "1.50",
    "1e5",
    "1E+21",
    "100000000000000000000000",
    "-0.000001",
  ],
  // Digits that other programs print of 0.1 and of a third.
  ...["0.10000000000000001", "0.33333333333333331", "4.333333333333333", "1.7976931348623157e308", "0e400", "0.0e-9"],
])("%s is exact", (number) => {
  expect(isExact(number)).toBe(true);
  expect(surveyJson(`[${number}]`, 9)).toEqual({ isTooDeep: false, isRounded: false });
});

test.each([
  ...["9007199254740993", "-9223372036854775807", "12345678901234567890", "1e400", "-1e-400", "0.1234567890123456789"],
  ...["9.007199254740993e15", `1${"0".repeat(400)}`, `0.${"1".repeat(30)}`],
])("%s is not", (number) => {
  expect(isExact(number)).toBe(false);
  expect(surveyJson(`{"a":["${number}",${number}]}`, 9).isRounded).toBe(true);
  expect(surveyJson(`{"a":["${number}",1]}`, 9).isRounded).toBe(false);
});
