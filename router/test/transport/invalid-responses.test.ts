/** Invalid responses of a subgraph (too large, too deep, mismatched): each gives a coded error and affects nothing else. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { startRouter, type TestRouter } from "../support/router.ts";
import { type Misbehaviour, startOrders, startProducts, type TestSubgraph } from "../support/subgraphs.ts";

const saying =
  (text: string, status = 200, type = "application/json"): Misbehaviour =>
  async (_request, reply) =>
    reply.status(status).type(type).send(text);

let products: TestSubgraph;
let orders: TestSubgraph;
let router: TestRouter;

beforeAll(async () => {
  products = await startProducts();
  orders = await startOrders();
});
afterAll(async () => {
  await products.stop();
  await orders.stop();
});
afterEach(async () => {
  orders.misbehave();
  products.misbehave();
  await router.close();
});
const open = async () => {
  router = await startRouter([products, orders]);
};

const codesAndPaths = (errors: { path?: unknown; extensions: Record<string, unknown> }[]) =>
  errors.map(({ path, extensions }) => [extensions.code, path]);

describe("an invalid response:", () => {
  const deep = `{"data":{"lastOrder":${'{"product":'.repeat(50_000)}null${"}".repeat(50_000)}}}`;
  const responses: [string, Misbehaviour, string?][] = [
    ["a page of HTML", saying("<h1>Bad gateway at 10.0.0.7</h1>", 502, "text/html"), "SUBGRAPH_UNAVAILABLE"],
    ["no JSON", saying('{"data":')],
    ["a number", saying("7")],
    ["a list", saying("[]")],
    ["nothing in it", saying("{}")],
    ["null without a reason", saying('{"data":null}')],
    ["null with an empty list of reasons", saying('{"data":null,"errors":[]}')],
    ["null twice", saying('{"data":null,"errors":null}')],
    ["data that are text", saying('{"data":"all"}')],
    ["errors that are no list", saying('{"data":null,"errors":{"a":1}}')],
    [
      "a refusal of the router",
      saying('{"errors":[{"message":"who are you, 10.0.0.7?","extensions":{"code":"UNAUTHENTICATED"}}]}', 401),
      "SUBGRAPH_UNAVAILABLE",
    ],
  ];
  test.each(responses)("%s", async (_name, answer, code = "SUBGRAPH_INVALID") => {
    await open();
    orders.misbehave(answer);
    const { status, data, errors, text } = await router.ask("{ lastOrder { id } viewer }");
    expect([status, data]).toEqual([200, { lastOrder: null, viewer: '{"kind":"guest"}' }]);
    expect(codesAndPaths(errors)).toEqual([[code, ["lastOrder"]]]);
    expect(text).not.toContain("10.0.0.7");
  });

  test.each([
    ["too few entities", '{"data":{"_entities":[{"sold":1}]}}'],
    ["entities that are numbers", '{"data":{"_entities":[1,2]}}'],
    ["no entities", '{"data":{}}'],
  ])("%s", async (_name, response) => {
    await open();
    orders.misbehave(saying(response));
    const { data, errors } = await router.ask("{ products { title sold } }");
    expect(data).toMatchObject({ products: [{ title: "Cup", sold: null }, { title: "Plate" }] });
    expect(codesAndPaths(errors)).toEqual([
      ["SUBGRAPH_INVALID", ["products", 0, "sold"]],
      ["SUBGRAPH_INVALID", ["products", 1, "sold"]],
    ]);
  });

  test("null in the place of errors takes nothing away from the data beside it", async () => {
    await open();
    orders.misbehave(saying('{"data":{"lastOrder":{"id":"ord_1"}},"errors":null,"extensions":null}'));
    const { data, errors } = await router.ask("{ lastOrder { id } }");
    expect([data, errors]).toEqual([{ lastOrder: { id: "ord_1" } }, []]);
    orders.misbehave(saying('{"data":{"_entities":[{"sold":1},{"sold":2}]},"errors":null}'));
    const entities = await router.ask("{ products { sold } }");
    expect([entities.data, entities.errors]).toEqual([{ products: [{ sold: 1 }, { sold: 2 }] }, []]);
  });

  test("a response above the limit of a request fails its own fields with that reason", async () => {
    await open();
    orders.misbehave(saying(`{"data":{"lastOrder":{"id":"${"x".repeat(1_100_000)}"}}}`));
    const { status, data, errors } = await router.ask("{ lastOrder { id } viewer }");
    expect([status, data]).toEqual([200, { lastOrder: null, viewer: '{"kind":"guest"}' }]);
    expect(codesAndPaths(errors)).toEqual([["ANSWER_TOO_LARGE", ["lastOrder"]]]);
    for (let turn = 0; turn < 10; turn += 1) await router.ask("{ lastOrder { id } }");
    orders.misbehave();
    expect((await router.ask("{ lastOrder { id } }")).data).toEqual({ lastOrder: { id: "ord_1" } });
  });

  test("a mutation whose response is too large may have been executed", async () => {
    await open();
    orders.misbehave(saying(`{"data":{"place":{"id":"${"x".repeat(1_100_000)}"}}}`));
    const { errors } = await router.ask('mutation { place(productId: "prod_1") { id } }');
    expect(codesAndPaths(errors)).toEqual([["OUTCOME_UNKNOWN", ["place"]]]);
  });

  test.each([
    ["a list of lists 100,000 deep", `{"data":{"lastOrder":${"[".repeat(100_000)}${"]".repeat(100_000)}}}`],
    ["objects 50,000 deep", deep],
    [
      "81 levels after a string with brackets",
      `{"data":{"lastOrder":{"id":"\\"}}}","a":${"[".repeat(80)}${"]".repeat(80)}}}}`,
    ],
  ])("%s are refused before they are parsed", async (_name, response) => {
    await open();
    orders.misbehave(saying(response));
    const { data, errors } = await router.ask("{ lastOrder { id } viewer }");
    expect(data).toEqual({ lastOrder: null, viewer: '{"kind":"guest"}' });
    expect(codesAndPaths(errors)).toEqual([["SUBGRAPH_INVALID", ["lastOrder"]]]);
    expect(errors[0]?.message).toContain("more levels than are read");
  });

  test("brackets inside strings do not count as levels", async () => {
    await open();
    const id = `${"[".repeat(200)}\\"${"{".repeat(200)}`;
    orders.misbehave(saying(`{"data":{"lastOrder":{"id":"${id}"}}}`));
    const { data, errors } = await router.ask("{ lastOrder { id } }");
    expect([data, errors]).toEqual([{ lastOrder: { id: JSON.parse(`"${id}"`) } }, []]);
  });

  test.each([
    ["text where an object belongs", '{"data":{"lastOrder":"all"}}', ["lastOrder"]],
    ["a list where an object belongs", '{"data":{"lastOrder":[{"id":"ord_1"}]}}', ["lastOrder"]],
    [
      "a number where an object belongs, one level down",
      '{"data":{"lastOrder":{"id":"ord_1","product":7}}}',
      ["lastOrder"],
    ],
    [
      "a number as the name of a type",
      '{"data":{"lastOrder":{"id":"ord_1","product":{"__typename":7,"id":"x"}}}}',
      ["lastOrder"],
    ],
    ["an object where text belongs", '{"data":{"lastOrder":{"id":{"a":1},"product":{"id":"prod_1"}}}}', ["lastOrder"]],
  ])("%s is reported with a code, and affects nothing beside it", async (_name, response, path) => {
    await open();
    orders.misbehave(saying(response));
    const { status, data, errors, text } = await router.ask("{ lastOrder { id product { id } } viewer }");
    expect([status, data]).toMatchObject([200, { viewer: '{"kind":"guest"}' }]);
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(["SUBGRAPH_INVALID"]);
    expect(errors[0]?.path?.slice(0, 1)).toEqual(path);
    expect(text).not.toContain("valueCompletion");
  });

  test.each([
    ["an object where a list belongs", '{"data":{"products":{"title":"x"}}}'],
    ["numbers where objects belong", '{"data":{"products":[1,2]}}'],
    ["an object where an entity's text belongs", '{"data":{"products":[{"title":{"a":1}}]}}'],
  ])("%s is reported with a code", async (_name, response) => {
    await open();
    products.misbehave(saying(response));
    const { errors } = await router.ask("{ products { title } }");
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(["SUBGRAPH_INVALID"]);
  });

  test("an entity that is a text instead of an object is reported with a code", async () => {
    await open();
    orders.misbehave(saying('{"data":{"_entities":[{"sold":{"a":1}},{"sold":2}]}}'));
    const { data, errors } = await router.ask("{ products { title sold } }");
    expect(data).toEqual({
      products: [
        { title: "Cup", sold: null },
        { title: "Plate", sold: 2 },
      ],
    });
    expect(codesAndPaths(errors)).toEqual([["SUBGRAPH_INVALID", ["products", 0, "sold"]]]);
  });

  test.each([
    ["a prototype", '{"data":{"lastOrder":{"__proto__":{"polluted":1},"id":"ord_1"},"__proto__":{"polluted":1}}}'],
  ])("%s affects nothing beside it in the process, and reveals nothing", async (_name, response) => {
    await open();
    orders.misbehave(saying(response));
    const { status, errors, text } = await router.ask("{ lastOrder { id product { id } } }");
    expect(status).toBe(200);
    expect(codesAndPaths(errors)).toEqual([["SUBGRAPH_INVALID", ["lastOrder", "product"]]]);
    expect(text).not.toContain("polluted");
    expect("polluted" in {}).toBe(false);
    orders.misbehave();
    expect((await router.ask("{ lastOrder { id } }")).data).toEqual({ lastOrder: { id: "ord_1" } });
  });
});
