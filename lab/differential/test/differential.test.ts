/** The differential suite itself: it finds every planted defect, its cases repeat, and stock is wrong where the list says so. */
import { GraphQLError, parse, validate } from "graphql";
import { describe, expect, test } from "vitest";
import { fixtureNames } from "../fixtures.ts";
import type { Gateway } from "../gateways/gateway.ts";
import { openGeneric } from "../gateways/generic.ts";
import { openOurs } from "../gateways/ours.ts";
import { countPlan, missingKinds, newPlanNodes } from "../plan-nodes.ts";
import { type Case, shrink } from "../shrink.ts";
import { generateCase, runCase } from "../suite.ts";
import { describeDifferences, stockDifferences } from "./stock-differences.ts";
import { casesOf, changeFirst, countFound, type Damage, isRecord, suiteOf } from "./support.ts";

const textOf = (value: unknown) => (typeof value === "string" ? `${value}?` : value);
const nullOf = (value: unknown) => (typeof value === "number" ? null : value);
const reverse = (value: unknown) =>
  isRecord(value) && Object.keys(value).length > 1 ? Object.fromEntries(Object.entries(value).reverse()) : value;
const fault = (path: readonly (string | number)[], code: string) =>
  new GraphQLError("x", { path, extensions: { code } });

const defects: Record<string, Damage> = {
  "changes a text": (result) => changeFirst(result, textOf),
  "loses a number": (result) => changeFirst(result, nullOf),
  "orders keys otherwise": (result) => changeFirst(result, reverse),
  "loses an error": ({ data, errors = [] }) => ({ data: data ?? null, errors: errors.slice(1) }),
  "invents an error": ({ data, errors = [] }) => ({ data: data ?? null, errors: [...errors, fault([], "FORBIDDEN")] }),
  "gives errors another code": ({ data, errors = [] }) => ({
    data: data ?? null,
    errors: errors.map(({ path }) => fault(path ?? [], "OTHER")),
  }),
  "gives errors the place above": ({ data, errors = [] }) => ({
    data: data ?? null,
    errors: errors.map(({ path, extensions }) => fault((path ?? []).slice(0, -1), String(extensions.code))),
  }),
};

describe("the suite", () => {
  test("finds nothing wrong with the monolith's own answers, most of which have data", async () => {
    const { suite } = suiteOf("abstract");
    const cases = casesOf(suite, 80);
    let withData = 0;
    const count: Damage = (result) => {
      if (JSON.stringify(result.data).length > 40) withData += 1;
      return result;
    };
    expect(await countFound(suite, cases, count)).toBe(0);
    expect(withData).toBeGreaterThan(cases.length / 2);
  });

  test.each(Object.entries(defects))("finds a gateway that %s", async (_name, damage) => {
    const { suite } = suiteOf("abstract");
    expect(await countFound(suite, casesOf(suite, 60), damage)).toBeGreaterThan(2);
  });

  test("finds a gateway that sends a mutation twice", async () => {
    const { suite, stock } = suiteOf("hops");
    const twice: Gateway = {
      name: "twice",
      execute: async (request, fetchSubgraph) => {
        await stock.execute(request, fetchSubgraph);
        return stock.execute(request, fetchSubgraph);
      },
    };
    const only = {
      request: { query: 'mutation { dismiss(id: "1") }', variables: {} },
      conditions: { salt: 1, faults: [] },
    };
    expect((await runCase(suite, stock, only)).difference).toBeUndefined();
    expect((await runCase(suite, twice, only)).difference).toMatch(/^calls/);
  });

  test.each(fixtureNames())(
    "generates valid cases for %s, the same for a seed, a fifth of them with faults",
    (name) => {
      const { suite } = suiteOf(name);
      const cases = Array.from({ length: 60 }, (_, seed) => generateCase(suite, seed));
      for (const { request } of cases) expect(validate(suite.model.schemas.client, parse(request.query))).toEqual([]);
      expect(cases.filter(({ conditions }) => conditions.faults.length > 0).length).toBeGreaterThan(cases.length / 5);
      expect(generateCase(suite, 7)).toEqual(cases[7]);
    },
  );

  test("reduces a wrong case to the part that is wrong", async () => {
    const { suite, stock } = suiteOf("hops");
    const query =
      'query Q($w: Int) { salaryBands employee(id: "") { name hours(week: $w) department { ... on Department { id: title } floor } } }';
    const start = { request: { query, variables: { w: 2 } }, conditions: { salt: 1000003, faults: [] } };
    const isWrong = async (smaller: Case) => (await runCase(suite, stock, smaller)).difference !== undefined;
    const { request } = await shrink(suite.model.schemas.client, start, isWrong);
    expect(request.query.replaceAll(/\s+/g, " ")).toBe(
      'query Q { employee(id: "") { department { id: title floor } } }',
    );
    expect(request.variables).toEqual({});
  });
});

test("a run lacks each kind of plan node that no plan had", async () => {
  const { suite, fixture } = suiteOf("nullability");
  const counts = newPlanNodes(false);
  const gateway = openOurs(fixture, (...planned) => countPlan(suite.model, counts, ...planned));
  for (let seed = 0; seed < 40; seed += 1) await runCase(suite, gateway, generateCase(suite, seed));
  // This supergraph has no interface objects and no required fields.
  expect(missingKinds(counts)).toEqual(["inputRewrites", "requires", "interfaceObjects"]);
  expect(missingKinds(newPlanNodes(true))).toContain("Condition");
});

describe("a test subgraph", () => {
  const fetch = async (supergraph: string, subgraph: string, query: string, representations?: object[]) =>
    suiteOf(supergraph).suite.subgraphs({ salt: 1, faults: [] }, () => {})(subgraph, {
      query,
      variables: representations ? { representations } : {},
    });
  const entities = (fields: string) =>
    `query ($representations: [_Any!]!) { _entities(representations: $representations) { ${fields} } }`;

  test("refuses a key that was never handed out", async () => {
    const query = entities("... on Product { available }");
    const known = await fetch("catalogue", "stock", query, [{ __typename: "Product", sku: "Product-sku-1" }]);
    expect(known.errors).toBeUndefined();
    const unknown = await fetch("catalogue", "stock", query, [{ __typename: "Product", sku: "Product-id-1" }]);
    expect(unknown.errors?.[0]?.extensions.code).toBe("NO_SUCH_ENTITY");
  });

  test("answers a field that another subgraph took over with a value that does not count", async () => {
    const product = { __typename: "Product", id: "Product-id-1" };
    const current = await fetch("catalogue", "products", entities("... on Product { rank vendor { id } code }"), [
      product,
    ]);
    const [own] = entitiesIn(current.data?._entities);
    const old = await fetch("catalogue", "search", entities("... on Product { rank }"), [
      { __typename: "Product", vendor: own?.vendor, code: own?.code },
    ]);
    expect(entitiesIn(old.data?._entities)[0]?.rank).not.toBe(own?.rank);
  });

  test("computes a field from the required fields that it is sent, and fails without them", async () => {
    const query = entities("... on Article { tax }");
    const send = (price: number | undefined) =>
      fetch("requires", "taxes", query, [
        { __typename: "Article", id: "Article-id-1", ...(price === undefined ? {} : { price }) },
      ]);
    expect(await send(1)).not.toEqual(await send(2));
    expect((await send(undefined)).errors?.[0]?.extensions.code).toBe("REQUIRED_FIELDS_MISSING");
  });
});

function entitiesIn(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

describe("stock", () => {
  test.each(stockDifferences)(
    "is wrong where $name",
    async ({ supergraph, query, variables = {}, salt, faults = [] }) => {
      const { suite, stock } = suiteOf(supergraph);
      const outcome = await runCase(suite, stock, { request: { query, variables }, conditions: { salt, faults } });
      expect(outcome.difference).toBeDefined();
      const { fixture } = suiteOf(supergraph);
      const own = await runCase(suite, openOurs(fixture), {
        request: { query, variables },
        conditions: { salt, faults },
      });
      expect(own.difference).toBeUndefined();
    },
  );

  test("is wrong as the list of its differences says", async () => {
    const responses = stockDifferences.map(async (difference) => {
      const { supergraph, query, variables = {}, salt, faults = [] } = difference;
      const { suite, stock } = suiteOf(supergraph);
      const only = { request: { query, variables }, conditions: { salt, faults } };
      return { difference, outcome: await runCase(suite, stock, only) };
    });
    const text = describeDifferences(await Promise.all(responses));
    await expect(text).toMatchFileSnapshot("../stock-differences.md");
  });

  test("is right where no alias, condition, fragment or fault is in the way", async () => {
    const query =
      "{ orders { number shippingCost carrier { name } customer { name } lines { quantity amount article { name slug } } } }";
    const { suite, stock } = suiteOf("requires");
    for (let salt = 0; salt < 20; salt += 1) {
      const outcome = await runCase(suite, stock, {
        request: { query, variables: {} },
        conditions: { salt, faults: [] },
      });
      expect(outcome.difference).toBeUndefined();
    }
  });
});

/** The operations of the quick form, per supergraph. `npm run differential -w @hansa/lab` runs more. */
const quickOperations = 80;

describe("the router", () => {
  test.each(fixtureNames())(
    `answers ${quickOperations} generated operations over %s as the monolith does`,
    async (name) => {
      const { suite, fixture } = suiteOf(name);
      const gateway = openOurs(fixture);
      let answered = 0;
      for (let seed = 0; seed < quickOperations; seed += 1) {
        const { difference, isRefused } = await runCase(suite, gateway, generateCase(suite, seed));
        expect([seed, difference]).toEqual([seed, undefined]);
        if (!isRefused) answered += 1;
      }
      expect(answered).toBeGreaterThan(quickOperations * 0.95);
    },
  );
});

test("the whole router answers over a supergraph's file and HTTP as the monolith does", async () => {
  const { suite, fixture } = suiteOf("interface-objects");
  const gateway = openGeneric(fixture);
  for (let seed = 0; seed < quickOperations / 2; seed += 1) {
    const { difference } = await runCase(suite, gateway, generateCase(suite, seed));
    expect([seed, difference]).toEqual([seed, undefined]);
  }
  await gateway.close?.();
});
