/** Faulty and fallen services: clients get valid JSON, and no text of a wrong response. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
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
afterEach(() => {
  products.misbehave();
  orders.misbehave();
});
afterAll(async () => {
  await router.close();
  await products.stop();
  await orders.stop();
});

/** Answers with these bytes. */
function answerWith(subgraph: TestSubgraph, body: string | Buffer): void {
  subgraph.misbehave(async (_request, reply) => reply.type("application/json").send(Buffer.from(body)));
}

/** A page that one service answers alone: a field with arguments has a name of ours in its fetch. */
const single = '{ product(id: "prod_1") { title tags } }';
/** A page of two services. */
const shared = "{ products(first: 1) { title tags sold } }";

/** Bodies with one value in the place of `sold`, or of the tags of a product. */
const productWith = (value: string | Buffer) => around('{"data":{"c_product":{"title":"Cup","tags":', value, "}}}");
const entityWith = (value: string | Buffer) => around('{"data":{"_entities":[{"sold":', value, "}]}}");
const around = (before: string, value: string | Buffer, after: string) =>
  Buffer.concat([before, value, after].map((part) => Buffer.from(part)));

const values: [string, string | Buffer][] = [
  ["a literal that is cut off", "tru"],
  ["another literal", "nuul"],
  ["a name without quotes", "SELECT"],
  ["a number with a leading zero", "01"],
  ["a number without digits after its point", "1."],
  ["a number without an exponent", "1e"],
  ["a sign alone", "-"],
  ["NaN", "NaN"],
  ["no value", ""],
  ["a string with a line feed", '["a\nSELECT"]'],
  ["a string with a NUL", '["\0"]'],
  ["a wrong escape", String.raw`["\x41"]`],
  ["a cut escape", String.raw`["\u12"]`],
  ["a string that never ends", '["'],
  ["bytes that are no UTF-8", Buffer.from([0x5b, 0x22, 0xc3, 0x28, 0x22, 0x5d])],
  ["a list 400,000 deep", "[".repeat(400_000) + "]".repeat(400_000)],
  ["objects 100,000 deep", `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`],
  ["brackets that do not match", '["a"}'],
  ["a comma too many", '["a",]'],
  ["a name without a value", '{"a"}'],
];

describe.each(values)("%s", (_name, value) => {
  test("is refused on a page of one service", async () => {
    answerWith(products, productWith(value));
    const { status, data, errors, text } = await router.ask(single);
    expect([status, data]).toEqual([200, { product: null }]);
    expect(errors).toMatchObject([{ path: ["product"], extensions: { code: "SUBGRAPH_INVALID" } }]);
    expect(text).not.toContain("SELECT");
  });

  test("is refused on a page of two, whose other part is shown", async () => {
    answerWith(orders, entityWith(value));
    const { data, errors, text } = await router.ask(shared);
    expect(data).toEqual({ products: [{ title: "Cup", tags: ["kitchen"], sold: null }] });
    expect(errors).toMatchObject([{ path: ["products", 0, "sold"], extensions: { code: "SUBGRAPH_INVALID" } }]);
    expect(text).not.toContain("SELECT");
  });
});

const right = '{"data":{"c_product":{"title":"Cup","tags":["a"]}}}';
const read = { product: { title: "Cup", tags: ["a"] } };
const secret = "SELECT password FROM accounts";

test.each([
  ["no JSON", secret],
  ["nothing", ""],
  ["a brace too many", `${right}}`],
  ["text after the object", `${right} ${secret}`],
  ["two objects", right + right],
  ["no data", "{}"],
  ["data that are null", '{"data":null}'],
  ["data that are a text", `{"data":"${secret}"}`],
  ["an object that is cut off", right.slice(0, -1)],
])("%s in a body is refused", async (_name, body) => {
  answerWith(products, body);
  const { data, errors, text } = await router.ask(single);
  expect(data).toEqual({ product: null });
  expect(errors).toMatchObject([{ path: ["product"], extensions: { code: "SUBGRAPH_INVALID" } }]);
  expect(text).not.toContain("SELECT");
});

test.each([
  ["a line feed after it", `${right}\n`],
  ["blanks after it", `${right} \r\n\t`],
  ["blanks in it", right.replaceAll(":", " : ")],
  ["another member", right.replace(/}$/, `,"trace":"${secret}"}`)],
  ["data twice, of which the last count", right.replace("{", `{"data":{"c_product":"${secret}"},`)],
])("a body with %s is read", async (_name, body) => {
  answerWith(products, body);
  const { data, errors, text } = await router.ask(single);
  expect([data, errors]).toEqual([read, []]);
  expect(text).not.toContain("SELECT");
});

test("text of an error is masked", async () => {
  const error = JSON.stringify({
    message: secret,
    path: ["c_product", "title"],
    extensions: { code: secret, sql: secret },
  });
  answerWith(products, right.replace('"Cup"', "null").replace(/}$/, `,"errors":[${error}]}`));
  const { errors, text } = await router.ask(single);
  expect(errors).toMatchObject([{ path: ["product", "title"], extensions: { code: "INTERNAL_SERVER_ERROR" } }]);
  expect(text).not.toContain("SELECT");
});

describe("an error's path that leads to no place of the response", () => {
  const paths: [string, unknown[], unknown[]][] = [
    ["a prototype", ["__proto__"], []],
    ["a prototype below a prototype", ["__proto__", "__proto__", "title"], []],
    ["text of the service", [secret], []],
    ["a field below a value", ["title", secret], ["title"]],
    ["a position in an object", [7], []],
    ["a position beyond a list", ["tags", 9], ["tags"]],
    ["a name in a list", ["tags", "length"], ["tags"]],
  ];
  const fault = (path: unknown[]) => JSON.stringify({ message: secret, path, extensions: { code: "FORBIDDEN" } });

  test.each(paths)("%s: the error stands at the nearest one", async (_name, path, nearest) => {
    answerWith(products, right.replace(/}$/, `,"errors":[${fault(["c_product", ...path])}]}`));
    const { data, errors } = await router.ask(single);
    expect(data).toEqual(read);
    expect(errors).toMatchObject([{ path: ["product", ...nearest], extensions: { code: "FORBIDDEN" } }]);
  });

  test("a prototype of an entity: the error stands at the entity", async () => {
    answerWith(orders, `{"data":{"_entities":[{"sold":7}]},"errors":[${fault(["_entities", 0, "__proto__"])}]}`);
    const { data, errors } = await router.ask(shared);
    expect(data).toEqual({ products: [{ title: "Cup", tags: ["kitchen"], sold: 7 }] });
    expect(errors).toMatchObject([{ path: ["products", 0], extensions: { code: "FORBIDDEN" } }]);
  });

  test.each([
    ["a position without an entity", ["_entities", 9, "sold"]],
    ["a negative position", ["_entities", -1]],
    ["another field", [secret, 0]],
    ["nothing", []],
  ])("%s beside complete entities: the error has no path", async (_name, path) => {
    answerWith(orders, `{"data":{"_entities":[{"sold":7}]},"errors":[${fault(path)}]}`);
    const { data, errors } = await router.ask(shared);
    expect(data).toEqual({ products: [{ title: "Cup", tags: ["kitchen"], sold: 7 }] });
    expect(errors.map(({ path: place, extensions }) => [place, extensions.code])).toEqual([[undefined, "FORBIDDEN"]]);
  });

  test("of an entity that is missing: the error stands at each field", async () => {
    answerWith(orders, `{"data":{"_entities":[null]},"errors":[${fault(["_entities", 9, "sold"])}]}`);
    const { data, errors } = await router.ask(shared);
    expect(data).toEqual({ products: [{ title: "Cup", tags: ["kitchen"], sold: null }] });
    expect(errors).toMatchObject([{ path: ["products", 0, "sold"], extensions: { code: "FORBIDDEN" } }]);
  });
});

describe("many and long errors", () => {
  const errors = (count: number, error: object) => JSON.stringify(Array.from({ length: count }, () => error));
  const refusal = { message: "No.", extensions: { code: "FORBIDDEN" } };

  test("without a position are listed ten times at an entity that is missing, and the others without a path", async () => {
    answerWith(orders, `{"data":{"_entities":[null,{"sold":7}]},"errors":${errors(2_000, refusal)}}`);
    const response = await router.ask("{ products { sold } }");
    const at = (index: unknown) => response.errors.filter(({ path }) => path?.[1] === index).length;
    expect(response.data).toEqual({ products: [{ sold: null }, { sold: 7 }] });
    expect([at(0), at(1), at(undefined)]).toEqual([10, 0, 90]);
    expect(response.extensions).toMatchObject({ omittedErrors: 1_900 });
  });

  test("have a thousand characters, and scopes that are words", async () => {
    const long = { message: "x".repeat(9_000), path: ["c_product"], extensions: { code: "FORBIDDEN" } };
    const worded = { ...refusal, path: ["c_product"], extensions: { code: "FORBIDDEN", missingScopes: [[secret]] } };
    const listed = { ...worded, extensions: { code: "FORBIDDEN", missingScopes: [["y".repeat(9_000)]] } };
    answerWith(products, `{"data":{"c_product":null},"errors":${JSON.stringify([long, worded, listed])}}`);
    const response = await router.ask(single);
    expect(response.errors.map(({ message }) => message.length)).toEqual([1_000, 3, 3]);
    expect(response.errors.filter(({ extensions }) => "missingScopes" in extensions)).toEqual([]);
  });
});
